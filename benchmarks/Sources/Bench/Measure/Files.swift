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
    if let folder = opendir(path) {
      while let entry = readdir(folder) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        if name != "." && name != ".." { removeTree(path + "/" + name) }
      }
      closedir(folder)
    }
    _ = remove(path)
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
