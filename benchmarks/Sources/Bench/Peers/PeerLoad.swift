import Glibc
@_spi(Harness) import MotCham

/// The bytes that all peers are given: stored events of standard reports, sent again and again.
///
/// It is unchecked because its memory is written once, before any thread reads it.
final class PeerLoad: @unchecked Sendable {
  /// Events in it; a multiple of every power of two that a batch may have.
  static let count = 8_192

  /// All events, one after the other.
  let bytes: UnsafeMutablePointer<UInt8>
  /// Where each begins, and one more at the end.
  let offsets: UnsafeMutablePointer<UInt32>
  let byteCount: Int
  /// SHA-256 of all bytes of this run.
  let digest: String

  init(_ events: [[UInt8]]) {
    precondition(events.count == Self.count, "a load has \(Self.count) events")
    let flat = Array(events.joined())
    byteCount = flat.count
    digest = LogAudit.digest(of: flat).description
    bytes = .allocate(capacity: flat.count)
    bytes.initialize(from: flat, count: flat.count)
    offsets = .allocate(capacity: Self.count + 1)
    var end: UInt32 = 0
    for (index, event) in events.enumerated() {
      offsets[index] = end
      end += UInt32(event.count)
    }
    offsets[Self.count] = end
  }

  deinit {
    bytes.deallocate()
    offsets.deallocate()
  }

  /// Where batch `number` of `count` events begins among the offsets: the load goes round.
  func batch(_ number: Int, of count: Int) -> UnsafePointer<UInt32> {
    UnsafePointer(offsets + number % (Self.count / count) * count)
  }

  /// Bytes in a batch.
  static func byteCount(of batch: UnsafePointer<UInt32>, _ count: Int) -> UInt64 {
    UInt64(batch[count] - batch[0])
  }

  /// Each event behind its length in four bytes, big-endian: for programs that read a file.
  func write(to path: String) throws(BenchError) {
    var content: [UInt8] = []
    content.reserveCapacity(byteCount + 4 * Self.count)
    for index in 0..<Self.count {
      let (start, end) = (Int(offsets[index]), Int(offsets[index + 1]))
      withUnsafeBytes(of: UInt32(end - start).bigEndian) { content.append(contentsOf: $0) }
      content.append(contentsOf: UnsafeBufferPointer(start: bytes + start, count: end - start))
    }
    try Files.write(content, to: path)
  }
}
