import Glibc
import MotCham
import Show

/// Keeps refused rows byte for byte, so that they can be corrected and taken in again.
struct Rejects {
  private let descriptor: Int32
  private var output: Output
  private let header: [UInt8]
  private var isEmpty = true

  /// Empties the file, or makes it.
  ///
  /// - Parameters:
  ///   - header: goes in front of the first row.
  ///   - input: must not be the same file, or the rows would be gone before they are read.
  init(_ path: String, header: [UInt8], input: String) throws(Failure) {
    if input != "-", Self.isSame(path, input) {
      throw Failure("--rejects names the file that is read, \(path); name another")
    }
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Failure("write", path, errno: errno) }
    output = Output(descriptor: descriptor, name: path)
    self.header = header
  }

  mutating func keep(_ row: Row) throws(Failure) {
    if isEmpty {
      isEmpty = false
      try output.write(header)
      // A header that stands alone in its file may end without a line end.
      if let last = header.last, last != UInt8(ascii: "\n") { try output.write("\n") }
    }
    try output.write(row.raw)
  }

  mutating func flush() throws(Failure) { try output.flush() }

  func close() { Glibc.close(descriptor) }

  private static func isSame(_ a: String, _ b: String) -> Bool {
    var first = stat()
    var second = stat()
    guard stat(a, &first) == 0, stat(b, &second) == 0 else { return false }
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }
}
