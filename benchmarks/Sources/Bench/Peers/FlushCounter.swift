import Glibc
import Peer

/// Counts the flushes of a server and its processes, from the library that stands before their libc.
struct FlushCounter {
  private let library: String
  private let file: String

  /// - Parameter folder: the server's own, which it can read whoever it runs as.
  /// - Returns: nil when the library was not built beside this program, or the loader cannot be told of its path.
  init?(in folder: String) throws(BenchError) {
    var path = [CChar](repeating: 0, count: Int(PATH_MAX))
    guard readlink("/proc/self/exe", &path, path.count - 1) > 0, let full = realpath(folder, nil) else { return nil }
    defer { free(full) }
    let beside =
      String(decoding: path.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      .split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/libFlushCount.so"
    let absolute = String(cString: full)
    // A list of libraries is cut at these.
    guard let bytes = Files.read(beside), !absolute.contains(where: { $0 == " " || $0 == ":" }) else { return nil }
    (library, file) = (absolute + "/flushes.so", absolute + "/flushes")
    try Files.write(bytes, to: library)
    try Files.write([UInt8](repeating: 0, count: MemoryLayout<peer_flush_file>.size), to: file)
    chmod(library, 0o644)
    chmod(file, 0o666)
  }

  /// What goes before the server's command.
  var environment: [String] { ["env", "LD_PRELOAD=" + library, "MOTCHAM_FLUSH_COUNT=" + file] }

  /// Nil when the server did not load the library.
  func read() -> peer_flushes? {
    guard let bytes = Files.read(file), bytes.count == MemoryLayout<peer_flush_file>.size else { return nil }
    let found = bytes.withUnsafeBytes { $0.loadUnaligned(as: peer_flush_file.self) }
    return found.is_counting == 1 ? found.counts : nil
  }
}
