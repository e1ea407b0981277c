internal import Casework
internal import LMDB
internal import Synchronization

/// The threads behind `submit`: the writer, the pen that writes what it decided, and the projector that follows.
///
/// The threads keep it alive until `close` ends them; the engine closes when nobody holds it any more.
/// It is unchecked because the threads own the writer and the projector alone, and `close` runs once.
final class IntakeLine: @unchecked Sendable {
  let inbox: Inbox
  private let progress: Progress
  private let lock: DirectoryLock
  private let trust: ViewTrust
  private let log: EventLog
  private let views: ViewStore
  private let calls: CallsInside
  private let callbacks = CallbackThread()
  private let state = Monitor()
  private var isClosed = false
  private var writerFailure: String?
  private var projectorFailure: String?
  private var pen: Pen?
  private var writerThread: WorkerThread?
  private var projectorThread: WorkerThread?

  init<Store: BlockStore & Sendable, Clock: TimeSource & Sendable>(
    writer: Writer<Store, Clock>, projector: Projector, progress: Progress, lock: DirectoryLock, trust: ViewTrust,
    log: EventLog, views: ViewStore, calls: CallsInside, options: Engine.Options
  ) {
    self.calls = calls
    self.progress = progress
    self.lock = lock
    self.trust = trust
    self.log = log
    self.views = views
    inbox = Inbox(commandCountMax: options.inboxCommandCountMax, byteCountMax: options.inboxByteCountMax)
    let commandsMax = options.blockCommandCountMax
    let gather = options.projectorGatherMilliseconds
    let store = writer.store
    pen = Pen(
      write: { block in
        do throws(LMDBError) { try block.write(to: store) } catch { return error }
        return nil
      },
      answer: { [self] block in
        publish(block)
        answer(block)
      }, ended: { [inbox] in inbox.endWriting() })
    // Each thread takes its worker over; nobody else touches it.
    let writerBox = Handover(writer)
    let projectorBox = Handover(projector)
    writerThread = WorkerThread(name: "motcham-writer") { [self] in write(writerBox.value, commandsMax) }
    projectorThread = WorkerThread(name: "motcham-views", givesWay: true) { [self] in project(projectorBox.value, gather)
    }
  }

  /// It is unchecked because the value is given to one thread and kept by nobody else.
  private struct Handover<Value>: @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
  }

  /// The writer's thread. While one block is written by the pen, the next is decided on top of it, with everything
  /// that arrives in the meantime. A small block that nobody waits behind is written at once: waking another thread
  /// would only make its sender wait.
  private func write<Store: BlockStore, Clock: TimeSource>(_ writer: Writer<Store, Clock>, _ commandsMax: Int) {
    var writer = writer
    var unsettled: PendingBlock?
    while true {
      var block = writer.begin(above: unsettled)
      if let before = unsettled.take() {
        var room = commandsMax
        while true {
          let more = inbox.takeUntilWritten(commandsMax: room)
          if more.isEmpty { break }
          writer.add(more, to: &block)
          room -= more.reduce(0) { $0 + $1.count }
        }
        writer.seal(&block)
        if let cause = pen?.outcome() {
          writer.undo([before, block], because: cause)
          noteFailure(of: writer)
          answer(before)
          answer(block)
          continue
        }
        writer.settle(before)
      } else {
        let batch = inbox.take(commandsMax: commandsMax)
        if batch.isEmpty { break }
        writer.add(batch, to: &block)
        writer.seal(&block)
      }
      if !block.isEmpty, let pen, block.scratch.count >= Self.penEventCountMin || !inbox.isEmpty {
        inbox.beginWriting()
        pen.write(block)
        unsettled = block
        continue
      }
      if let cause = writer.write(block) {
        writer.undo([block], because: cause)
      } else {
        writer.settle(block)
        publish(block)
      }
      noteFailure(of: writer)
      answer(block)
    }
    progress.end()
  }

  /// From so many events on a block is worth another thread.
  private static let penEventCountMin = 64

  /// The block is on the disk.
  private func publish(_ block: PendingBlock) { if !block.isEmpty { progress.publishDurable(block.endSequence) } }

  private func answer(_ block: PendingBlock) { for submission in block.submissions { submission.answer() } }

  private func noteFailure<Store: BlockStore, Clock: TimeSource>(of writer: borrowing Writer<Store, Clock>) {
    guard let failure = writer.failure else { return }
    state.locked { if writerFailure == nil { writerFailure = failure.description } }
    inbox.close(.engineFailed)
  }

  private func project(_ projector: Projector, _ gatherMilliseconds: Int) {
    var projector = projector
    do throws(EngineError) {
      var checkedAt = MonotonicClock.milliseconds()
      while progress.waitForWork(gatherMilliseconds: gatherMilliseconds) {
        do throws(EngineError) {
          _ = try projector.project(until: progress.durable)
        } catch {
          // So many read at once that there is no slot to look from: a little later there is.
          guard case .store(let cause) = error, cause.code == .readersFull else { throw error }
          SystemCall.sleep(milliseconds: 20)
        }
        progress.publishProjected(projector.checkpoint)
        if MonotonicClock.milliseconds() - checkedAt > EngineLimits.deadReaderCheckMilliseconds {
          checkedAt = MonotonicClock.milliseconds()
          try stored { () throws(LMDBError) in
            try log.environment.forgetDeadReaders()
            try views.environment.forgetDeadReaders()
          }
        }
      }
    } catch {
      // Without views nothing is lost: the log goes on, and the next open folds them again. But the writer
      // would remember its tail without end, so it stops too.
      state.locked { projectorFailure = error.description }
      inbox.close(.engineFailed)
      progress.end()
    }
    progress.releaseWaiters()
  }

  /// The calling thread is one of the three, which cannot wait for their own end.
  var isOwnThread: Bool {
    writerThread?.isCurrent == true || projectorThread?.isCurrent == true || pen?.isCurrentThread == true
  }

  /// Why the engine takes nothing more; nil while it does.
  var failure: String? { state.locked { writerFailure ?? projectorFailure } }

  /// Runs a callback away from the writer.
  func callBack(_ work: @escaping @Sendable () -> Void) { callbacks.run(work) }

  /// Answers what waits, folds the rest, writes the views out and gives the directory back; once.
  func close() throws(EngineError) {
    guard
      state.locked({
        let first = !isClosed; isClosed = true; return first
      })
    else { return }
    calls.shut()
    inbox.close(.engineClosed)
    // The writer answers what waits, the projector wakes who waits for it, the callbacks run; then those who got
    // their answer finish with the log before it is closed.
    writerThread?.join()
    pen?.stop()
    projectorThread?.join()
    callbacks.stop()
    calls.waitUntilEmpty()
    defer {
      log.close()
      views.close()
      lock.release()
    }
    // After a failed projector the views are left to the next open, which folds them again.
    guard state.locked({ projectorFailure == nil }) else { return }
    try stored { () throws(LMDBError) in try views.environment.flush() }
    try trust.close()
  }
}
