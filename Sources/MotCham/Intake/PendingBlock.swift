internal import Casework
internal import LMDB

/// A block that is not settled: the submissions that it answers, their events, and what takes them back.
///
/// It is unchecked because a sealed block is only read, by the thread that writes it and the one that decides the next;
/// it is answered by the one thread that knows how it ended.
struct PendingBlock: @unchecked Sendable {
  private let waiting = Waiting()
  let recordedAt: Instant
  /// When the event before it was recorded.
  let recordedBefore: Instant
  let frontierBefore: MerkleFrontier
  /// The edition in force before it; one of its events may have brought another.
  let rulebookBefore: Rulebook
  /// The rest is there once the block is sealed.
  var scratch = EventScratch.none
  var frontier = MerkleFrontier()
  var root = TreeHash.empty
  var undo = Tail.Undo()

  init(recordedAt: Instant, recordedBefore: Instant, frontierBefore: MerkleFrontier, rulebookBefore: Rulebook) {
    self.rulebookBefore = rulebookBefore
    self.recordedAt = recordedAt
    self.recordedBefore = recordedBefore
    self.frontierBefore = frontierBefore
  }

  /// One list for all copies of the block, so that answering lets go of every submission.
  private final class Waiting {
    var submissions: [Submission] = []
  }

  /// Those that wait for the block, in their order; none once it was answered.
  var submissions: [Submission] { waiting.submissions }

  func add(_ batch: [Submission]) { waiting.submissions += batch }

  /// Answers every submission, in their order.
  ///
  /// Each is let go of before its sender is woken, who is then the last to hold it and frees its memory where it was
  /// taken: freed by this thread, it kept both at the lock of one heap.
  func answer() {
    waiting.submissions.reverse()
    while let submission = waiting.submissions.popLast() { Submission.answer(submission) }
  }

  /// Nothing became an event; its submissions are answered all the same, in their turn.
  var isEmpty: Bool { scratch.count == 0 }

  /// One past its last sequence.
  var endSequence: UInt64 { frontier.leafCount }

  func write<Store: BlockStore>(to store: Store) throws(LMDBError) {
    let byteCount = BlockLayout.byteCount(
      peakCount: frontier.peaks.count, eventCount: scratch.count, eventByteCount: scratch.byteCount)
    try store.append(firstSequence: scratch.firstSequence, byteCount: byteCount) { target in
      BlockLayout.write(
        into: target, firstSequence: scratch.firstSequence, recordedAt: recordedAt, offsets: scratch.offsets,
        events: scratch.bytes, frontier: frontier, root: root)
    }
  }
}
