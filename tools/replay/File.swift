import Glibc
import Show

/// Small files that the auditor names.
enum File {
  static func read(_ path: String, byteCountMax: Int = 1 << 20) throws(Failure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure("read", path, errno: errno) }
    defer { close(descriptor) }
    return try read(descriptor, path, byteCountMax)
  }

  static func readStandardInput(byteCountMax: Int = 1 << 20) throws(Failure) -> [UInt8] {
    try read(STDIN_FILENO, "standard input", byteCountMax)
  }

  /// Puts bytes into a new file; one that is there is not replaced.
  static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Failure("write", path, errno: errno) }
    defer { close(descriptor) }
    var output = Output(descriptor: descriptor, name: path)
    try output.write(bytes)
    try output.flush()
  }

  private static func read(_ descriptor: Int32, _ path: String, _ byteCountMax: Int) throws(Failure) -> [UInt8] {
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
