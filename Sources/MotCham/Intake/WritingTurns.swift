internal import Casework
internal import LMDB

/// The work of the two writing threads.
///
/// One at a time has the turn and decides what has arrived; it lays the turn down while it writes a block, and the
/// other may decide the next block on top of that one. Whoever has written goes on at once with what was decided or
/// waits: no block waits until another thread wakes up, and a sender who is alone wakes nobody but its own thread.
///
/// It is unchecked because everything stands under the turn; how a block ended is told through the inbox.
final class WritingTurns<Store: BlockStore, Clock: TimeSource>: @unchecked Sendable {
  private let turn = Monitor()
  private var writer: Writer<Store, Clock>
  private let store: Store
  private let inbox: Inbox
  private let progress: Progress
  private let commandsMax: Int
  /// The block that commands are decided into.
  private var open: PendingBlock?
  private var openCommandCount = 0
  /// The block that is being written, or has been and is not settled.
  private var unsettled: PendingBlock?
  private var threadCount = 0
  private let failed: @Sendable (EngineError) -> Void

  /// - Parameter failed: called when nothing can be written any more.
  init(
    _ writer: consuming Writer<Store, Clock>, inbox: Inbox, progress: Progress, commandsMax: Int,
    failed: @escaping @Sendable (EngineError) -> Void
  ) {
    store = writer.store
    self.writer = writer
    self.inbox = inbox
    self.progress = progress
    self.commandsMax = commandsMax
    self.failed = failed
  }

  /// The life of one of the two threads; returns when the inbox is closed and everything is answered.
  func run() {
    turn.lock()
    threadCount += 1
    while true {
      settleWhatEnded()
      var more = inbox.takeNow(commandsMax: commandsMax - openCommandCount)
      let isMore = !more.isEmpty
      if isMore {
        decide(more)
        more.removeAll(keepingCapacity: true)
        inbox.giveBack(more)
      }
      if unsettled == nil, let block = takeSealed() {
        if block.isEmpty {
          block.answer()
        } else {
          unsettled = block
          inbox.beginWriting()
          turn.unlock()
          write(block)
          turn.lock()
        }
      } else if !isMore {
        let room = commandsMax - openCommandCount
        turn.unlock()
        let goesOn = inbox.waitForNews(roomCommandCount: room)
        turn.lock()
        if !goesOn { break }
      }
    }
    threadCount -= 1
    if threadCount == 0 { progress.end() }
    turn.unlock()
  }

  private func decide(_ batch: [Submission]) {
    var block = open.take() ?? writer.begin(above: unsettled)
    writer.add(batch, to: &block)
    open = block
    openCommandCount += batch.reduce(0) { $0 + $1.count }
    progress.press(writer.isPressing)
    if let failure = writer.failure { failed(failure) }
  }

  private func takeSealed() -> PendingBlock? {
    guard var block = open.take() else { return nil }
    openCommandCount = 0
    writer.seal(&block)
    return block
  }

  /// Without the turn.
  private func write(_ block: PendingBlock) {
    var cause: LMDBError?
    do throws(LMDBError) { try block.write(to: store) } catch { cause = error }
    if cause == nil { progress.publishDurable(block.endSequence) }
    inbox.endWriting(cause)
    if cause == nil { block.answer() }
  }

  private func settleWhatEnded() {
    guard let before = unsettled, let end = inbox.takeEndOfWriting() else { return }
    unsettled = nil
    guard let cause = end.cause else { return writer.settle(before) }
    // What was decided on top of it falls with it.
    var fallen = [before]
    if let above = takeSealed() { fallen.append(above) }
    writer.undo(fallen, because: cause)
    if let failure = writer.failure { failed(failure) }
    for block in fallen { block.answer() }
  }
}
