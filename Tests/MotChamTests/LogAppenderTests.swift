import Foundation
import Testing

@testable @_spi(Harness) import MotCham

/// What the load harness measures the log with writes the log that it says.
@Suite struct LogAppenderTests {
  @Test func `batches hashed beside the writing give the log of those hashed in turn`() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/motcham-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let batches = Batches()
    let (inTurn, beside) = (
      try LogAppender(directory: folder + "/a", mapByteCount: 1 << 28),
      try LogAppender(directory: folder + "/b", mapByteCount: 1 << 28)
    )
    for number in 0..<Batches.count { try inTurn.append(try #require(batches.batch(number))) }
    #expect(try beside.appendAll { batches.batch($0) } == Batches.count)
    // It goes on where it stood.
    try inTurn.append(try #require(batches.batch(3)))
    try beside.append(try #require(batches.batch(3)))
    inTurn.close()
    beside.close()
    let walked = try LogAudit.walk(folder + "/b")
    #expect(walked == (try LogAudit.walk(folder + "/a")))
    #expect(walked.blocks == UInt64(Batches.count + 1))
  }

  /// Blocks of one to ninety events, in memory that stays where it is.
  private final class Batches: @unchecked Sendable {
    static let count = 90
    private let bytes: UnsafeMutableRawBufferPointer

    init() {
      bytes = .allocate(byteCount: Self.count * 48, alignment: 16)
      for index in bytes.indices { bytes[index] = UInt8(truncatingIfNeeded: index &* 31) }
    }

    deinit { bytes.deallocate() }

    func batch(_ number: Int) -> LogAppender.Batch? {
      guard number < Self.count else { return nil }
      let offsets = (0...number).map { UInt32($0 * 48) }
      return LogAppender.Batch(
        offsets: offsets, events: UnsafeRawBufferPointer(rebasing: bytes[..<((number + 1) * 48)]))
    }
  }
}
