import Glibc
import MotCham
import Show

/// Where a sealed report is kept.
enum SealedFile {
  /// Writes a new file to the disk; one that is there already is never overwritten.
  static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Failure("write", path, errno: errno) }
    defer { close(descriptor) }
    var output = Output(descriptor: descriptor, name: path)
    try output.write(bytes)
    try output.flush()
    guard fsync(descriptor) == 0 else { throw Failure("write", path, errno: errno) }
  }
}
