import Glibc
import Peer

/// How fast the disk beneath a directory takes writes, measured in the same run as everything else.
struct Device {
  /// Microseconds of writing 4 KiB at the end of a file and flushing it.
  var smallMicroseconds: Spread
  /// The same for 1 MiB.
  var largeMicroseconds: Spread

  static func measure(in directory: String) throws(BenchError) -> Device {
    Device(
      smallMicroseconds: try flushes(directory, byteCount: 4 << 10, times: 300),
      largeMicroseconds: try flushes(directory, byteCount: 1 << 20, times: 60))
  }

  /// Seconds that a block of so many bytes takes on average, written at the end of a file and flushed.
  static func blockSeconds(in directory: String, byteCount: Int) throws(BenchError) -> Double {
    // About 64 MiB, and no fewer than 20 blocks.
    sync()
    let times = max(20, min(400, (64 << 20) / max(1, byteCount)))
    return try flushes(directory, byteCount: byteCount, times: times).mean / 1e6
  }

  private static func flushes(_ directory: String, byteCount: Int, times: Int) throws(BenchError) -> Spread {
    let path = directory + "/device.probe"
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw BenchError("cannot write into \(directory)") }
    defer { close(file); unlink(path) }
    let bytes = [UInt8](repeating: 0x5A, count: byteCount)
    var microseconds: [Double] = []
    for _ in 0..<times {
      let taken = peer_write_and_flush(file, bytes, byteCount)
      guard taken >= 0 else { throw BenchError("cannot flush a file in \(directory)") }
      microseconds.append(Double(taken) / 1_000)
    }
    return Spread(microseconds)
  }
}
