import Glibc
import Show

/// Small files that the auditor names.
enum File {
  static func read(_ path: String, byteCountMax: Int = 1 << 20) throws(Failure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure("read", path, errno: errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    while bytes.count <= byteCountMax {
      var failure: Int32 = 0
      let part = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
        let got = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        if got < 0 { failure = errno }
        count = max(0, got)
      }
      if failure == EINTR { continue }
      guard failure == 0 else { throw Failure("read", path, errno: failure) }
      if part.isEmpty { return bytes }
      bytes += part
    }
    throw Failure("read", path, errno: EFBIG)
  }
}
