import Glibc

/// Files as the harness needs them, without Foundation.
enum Files {
  /// The whole of a file, also one of /proc that tells no size; nil when it cannot be read.
  static func read(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &part, part.count)
      guard count >= 0 else { return nil }
      if count == 0 { return bytes }
      bytes.append(contentsOf: part[..<count])
    }
  }

  static func text(_ path: String) -> String? { read(path).map { String(decoding: $0, as: UTF8.self) } }

  static func makeDirectory(_ path: String) throws(BenchError) {
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw BenchError("cannot make \(path)") }
  }

  /// Removes a directory with all that is in it; one that is not there is well.
  static func removeTree(_ path: String) {
    for name in names(in: path) { removeTree(path + "/" + name) }
    _ = remove(path)
  }

  /// Writes a whole file, in place of one that is there.
  static func write(_ bytes: [UInt8], to path: String) throws(BenchError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw BenchError("cannot write \(path)") }
    defer { close(descriptor) }
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress.map { $0 + done }, $0.count - done) }
      guard count > 0 else { throw BenchError("cannot write \(path)") }
      done += count
    }
  }

  /// Bytes on the disk of all files of a directory and those beneath it.
  static func allocatedByteCount(beneath path: String) -> UInt64 {
    names(in: path).reduce(allocatedByteCount(path)) { $0 + allocatedByteCount(beneath: path + "/" + $1) }
  }

  /// What a directory holds; nothing where there is none.
  static func names(in path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  /// Bytes on the disk, as allocated: sparse files count for what they hold.
  static func allocatedByteCount(_ path: String) -> UInt64 {
    var status = stat()
    guard lstat(path, &status) == 0 else { return 0 }
    return UInt64(status.st_blocks) * 512
  }
}

/// Something that makes a figure worthless; the program says it and exits with 1.
struct BenchError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
