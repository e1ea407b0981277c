package import Casework
internal import LMDB

/// The whole log held against itself, from byte 0: every page, block, sequence, event and root.
///
/// The calling thread walks the pages; workers read and hash, each a stretch of blocks from the frontier that the
/// block before it stores. Whether the stretches fit together is seen at their seams. Memory holds a few stretches,
/// however long the log is.
package struct LogVerification: Sendable {
  /// Events that were read and hashed.
  package var events: UInt64 = 0
  package var blocks: UInt64 = 0
  /// Events behind a block that cannot be read, so that nothing says what they have to continue.
  package var uncheckedEvents: UInt64 = 0
  /// Of the events alone, as stored.
  package var eventByteCount: UInt64 = 0
  /// Over all events as they were read.
  package var root: Digest?
  /// One past the last sequence.
  package var size: UInt64 = 0
  /// What was found, in the order of the log; first what is wrong with pages that hold no blocks.
  package var damages: [LogDamage] = []
  /// The editions of the rulebook that the log adopts, in its order.
  var adoptions: [AdoptedDigest] = []
  /// Processor time of all threads together.
  package var cpuNanoseconds: UInt64 = 0

  /// More is not listed: a log that was written over has nothing else.
  package static let damageCountMax = 1_000

  /// - Parameters:
  ///   - directory: the folder of the log, `DIR/log`; nothing is written there.
  ///   - isStill: nobody writes to it, so that its pages can be counted as well.
  ///   - threadCount: workers beside the calling thread; none to do everything there.
  ///   - progress: told how many sequences of how many were handed out.
  package static func run(
    _ directory: String, isStill: Bool, threadCount: Int = 2,
    progress: @escaping (_ done: UInt64, _ all: UInt64) -> Void = { _, _ in }
  ) throws(EngineError) -> LogVerification {
    let began = ThreadClock.nanoseconds()
    let records = try stored { () throws(LMDBError) in try FileRecords(directory: directory) }
    // Damage on the way to the last block is found by the walk.
    let end = (try? FileBlocks(records).endSequence()) ?? 0
    let line = StretchLine(records, threadCount: threadCount)
    var stretch = Stretch(number: 0, before: nil)
    var fileDamages: [LogDamage] = []
    do throws(LMDBError) {
      try records.walk(isAppended: true, isStill: isStill) { found in
        for record in found {
          // What a writer appends meanwhile is not asked for.
          if !isStill, record.sequence >= end { return false }
          stretch.add(record)
          guard stretch.isFull else { continue }
          line.put(stretch)
          progress(record.sequence, end)
          stretch = Stretch(number: stretch.number + 1, before: record)
        }
        return true
      } report: { damage in
        if damage.losesRecords { return stretch.add(damage) }
        fileDamages.append(
          LogDamage(
            sequence: damage.from.map(FileRecords.Record.sequence) ?? 0, lastSequence: nil, page: damage.page,
            expected: damage.expected))
      }
    } catch {
      line.end()
      throw .store(error)
    }
    line.put(stretch)
    var outcome = line.finish(fileDamages, end: end)
    outcome.cpuNanoseconds += ThreadClock.nanoseconds() - began
    progress(end, end)
    return outcome
  }
}
