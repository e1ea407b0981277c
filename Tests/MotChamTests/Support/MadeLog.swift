import Foundation
import LMDB
import Testing

@testable import MotCham

/// A log made of events that a test chose, whole or forged, in a directory of its own.
final class MadeLog {
  let path: String
  private(set) var blocks: [[[UInt8]]] = []

  init() throws { path = try City.emptyDirectory() }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var dataFile: String { path + "/data.mdb" }
  var events: [[UInt8]] { blocks.flatMap { $0 } }

  /// An event of its own case, with words of some length; always the same.
  static func event(_ sequence: UInt64, seed: UInt64 = 1, at instant: Int64? = nil) -> [UInt8] {
    var random = Seeded(seed &* 1_000_003 &+ sequence)
    var event = Event()
    event.sequence = SequenceNumber(sequence)
    event.caseNumber = CaseNumber(sequence)
    event.recordedAt = Instant(milliseconds: instant ?? Int64(1_760_000_000_000 + sequence))
    event.actor = .system
    event.sealed = (0..<Int.random(in: 20...90, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
    event.body = .confirmed(Confirmed())
    return bytes(event)
  }

  static func bytes(_ event: Event) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: event.encodedByteCount) { buffer, count in
      count = event.encode(into: UnsafeMutableRawBufferPointer(buffer))
    }
  }

  /// Blocks of so many events each, one commit a block.
  static func made(_ counts: [Int], seed: UInt64 = 1) throws -> MadeLog {
    var blocks: [[[UInt8]]] = []
    var sequence: UInt64 = 0
    for count in counts {
      // The events of a block are recorded together.
      let instant = Int64(1_760_000_000_000 + sequence)
      blocks.append((0..<UInt64(count)).map { event(sequence + $0, seed: seed, at: instant) })
      sequence += UInt64(count)
    }
    let log = try MadeLog()
    try log.write(blocks)
    return log
  }

  /// Writes blocks as the writer would: every root and frontier follows from these events.
  func write(_ blocks: [[[UInt8]]]) throws {
    for name in ["/data.mdb", "/lock.mdb"] { try? FileManager.default.removeItem(atPath: path + name) }
    self.blocks = blocks
    let log = try EventLog(directory: path, access: .create, mapByteCount: 1 << 30)
    var frontier = MerkleFrontier()
    for block in blocks {
      let first = frontier.leafCount
      var offsets: [UInt32] = []
      var bytes: [UInt8] = []
      for event in block {
        offsets.append(UInt32(bytes.count))
        bytes += event
        event.withUnsafeBytes { frontier.append(leaf: TreeHash.leaf($0)) }
      }
      let recordedAt = block[0].withUnsafeBytes {
        Int64(littleEndian: $0.loadUnaligned(fromByteOffset: 10, as: Int64.self))
      }
      let size = BlockLayout.byteCount(
        peakCount: frontier.peaks.count, eventCount: offsets.count, eventByteCount: bytes.count)
      try bytes.withUnsafeBytes { events in
        try log.append(firstSequence: first, byteCount: size) { target in
          BlockLayout.write(
            into: target, firstSequence: first, recordedAt: Instant(milliseconds: recordedAt), offsets: offsets,
            events: events, frontier: frontier, root: frontier.root)
        }
      }
    }
    log.close()
  }

  func verify(threads: Int = 0, isStill: Bool = true) throws -> LogVerification {
    try LogVerification.run(path, isStill: isStill, threadCount: threads)
  }

  /// Where each block lies in the data file, by its first sequence.
  func places() throws -> [(first: UInt64, count: Int, bytes: Range<Int>)] {
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: dataFile)))
    let file = try FileRecords(directory: path)
    let buffer = FileBuffer()
    var places: [(first: UInt64, count: Int, bytes: Range<Int>)] = []
    try file.walk(isAppended: true, isStill: true) { records in
      for record in records {
        guard (try? file.read(record, into: buffer)) != nil else { continue }
        // A small value lies somewhere in its page, a large one behind the head of its first.
        let page = Int(record.page) * file.pageSizeBytes
        let value = Array(buffer.value)
        let start = (page..<(page + file.pageSizeBytes)).first { at in
          at + value.count <= whole.count && whole[at] == value[0] && Array(whole[at..<(at + value.count)]) == value
        }
        guard let start, let view = try? BlockView(buffer.value, key: record.sequence) else { continue }
        places.append((record.sequence, view.eventCount, start..<(start + value.count)))
      }
      return true
    } report: { _ in
    }
    #expect(places.count == blocks.count)
    return places
  }
}
