internal import Glibc

/// A folder that exists while something is worked out in it.
struct TemporaryFolder: ~Copyable {
  let path: String

  /// - Parameters:
  ///   - parent: where; nil for `TMPDIR`, or else `/tmp`.
  ///   - avoiding: a directory that nothing may be written into.
  init(in parent: String?, avoiding directory: String) throws(EngineError) {
    let place = parent ?? getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    let real = try Self.place(place, outside: directory)
    var name = Array((real + "/motcham-XXXXXX").utf8CString)
    let made = name.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    guard let made else { throw .file(path: real, action: "make a folder in", errno: errno) }
    path = made
  }

  deinit { SystemCall.removeTree(path) }

  /// - Parameter path: what is about to be made; the folder that it lies in is there.
  /// - Throws: `file` when it would lie within a directory that nothing may be written into.
  static func check(_ path: String, isOutside directory: String) throws(EngineError) {
    let parent = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    _ = try place(parent, outside: directory)
  }

  private static func place(_ place: String, outside directory: String) throws(EngineError) -> String {
    guard let real = real(place) else { throw .file(path: place, action: "find", errno: errno) }
    guard let forbidden = self.real(directory) else { throw .file(path: directory, action: "find", errno: errno) }
    guard !(real + "/").hasPrefix(forbidden + "/") else {
      throw .file(path: place, action: "write into what is examined, at", errno: EINVAL)
    }
    return real
  }

  private static func real(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
