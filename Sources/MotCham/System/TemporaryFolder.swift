internal import Glibc

/// A folder that exists while something is worked out in it.
struct TemporaryFolder: ~Copyable {
  let path: String

  /// - Parameters:
  ///   - parent: where; nil for `TMPDIR`, or else `/tmp`.
  ///   - avoiding: a directory that nothing may be written into.
  init(in parent: String?, avoiding directory: String) throws(EngineError) {
    let place = parent ?? getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    guard let real = Self.real(place) else { throw .file(path: place, action: "find", errno: errno) }
    guard let forbidden = Self.real(directory) else { throw .file(path: directory, action: "find", errno: errno) }
    guard !(real + "/").hasPrefix(forbidden + "/") else {
      throw .file(path: place, action: "write into what is examined, at", errno: EINVAL)
    }
    var name = Array((real + "/motcham-XXXXXX").utf8CString)
    let made = name.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    guard let made else { throw .file(path: real, action: "make a folder in", errno: errno) }
    path = made
  }

  deinit { SystemCall.removeTree(path) }

  private static func real(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
