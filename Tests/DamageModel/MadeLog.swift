import Casework
import Glibc
import LMDB
import LawModel
@_spi(Harness) package import MotCham

/// A log made of chosen events, whole or forged, in a directory of its own.
package final class MadeLog {
  package let path: String
  package private(set) var blocks: [[[UInt8]]] = []

  /// - Parameter directory: made here where it is missing; what it holds is removed with the log.
  package init(directory: String) {
    path = directory
    mkdir(directory, 0o700)
  }

  deinit {
    removeFiles()
    rmdir(path)
  }

  package var dataFile: String { path + "/data.mdb" }
  package var events: [[UInt8]] { blocks.flatMap { $0 } }

  /// Milliseconds since 1970 at which the events of a block are recorded together.
  private static func instant(_ firstSequence: UInt64) -> Int64 { Int64(1_760_000_000_000 + firstSequence) }

  /// An event of its own case, with words of some length; always the same.
  package static func event(_ sequence: UInt64, seed: UInt64 = 1, at instant: Int64) -> [UInt8] {
    var random = SeededGenerator(seed: seed &* 1_000_003 &+ sequence)
    var event = Event()
    event.sequence = SequenceNumber(sequence)
    event.caseNumber = CaseNumber(sequence)
    event.recordedAt = Instant(milliseconds: instant)
    event.actor = .system
    event.sealed = (0..<random.number(20...90)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    event.body = .confirmed(Confirmed())
    return event.encoded()
  }

  /// Blocks of so many events each.
  package static func blocks(_ counts: [Int], seed: UInt64 = 1) -> [[[UInt8]]] {
    var sequence: UInt64 = 0
    return counts.map { count in
      let first = sequence
      sequence += UInt64(count)
      return (first..<sequence).map { event($0, seed: seed, at: instant(first)) }
    }
  }

  /// Gives every event the place at which it stands, as a forger does who moved it.
  package static func restamped(_ blocks: [[[UInt8]]]) -> [[[UInt8]]] {
    var sequence: UInt64 = 0
    return blocks.map { block in
      let first = sequence
      return block.map { event in
        var event = event
        event.withUnsafeMutableBytes {
          EventLayout.stamp($0, sequence: SequenceNumber(sequence), recordedAt: Instant(milliseconds: instant(first)))
        }
        sequence += 1
        return event
      }
    }
  }

  /// Writes blocks as the writer would, one commit a block: every root and frontier follows from these events.
  package func write(_ blocks: [[[UInt8]]]) throws(EngineError) {
    removeFiles()
    self.blocks = blocks
    let log = try LogAppender(directory: path, mapByteCount: 1 << 30)
    defer { log.close() }
    for block in blocks {
      var offsets: [UInt32] = []
      var bytes: [UInt8] = []
      for event in block {
        offsets.append(UInt32(bytes.count))
        bytes += event
      }
      let recordedAt = block[0].withUnsafeBytes {
        Int64(littleEndian: $0.loadUnaligned(fromByteOffset: EventLayout.recordedAtOffset, as: Int64.self))
      }
      var failure: EngineError?
      bytes.withUnsafeBytes { events in
        do throws(EngineError) {
          try log.append(
            LogAppender.Batch(offsets: offsets, events: events, recordedAt: Instant(milliseconds: recordedAt)))
        } catch { failure = error }
      }
      if let failure { throw failure }
    }
  }

  package func verify(threads: Int = 0, isStill: Bool = true) throws(EngineError) -> LogVerification {
    try LogVerification.run(path, isStill: isStill, threadCount: threads)
  }

  private func removeFiles() {
    for name in ["/data.mdb", "/lock.mdb"] { unlink(path + name) }
  }
}
