internal import Casework
internal import LMDB
internal import Synchronization

/// The threads behind `submit`: two that take turns as the writer, and the projector that follows.
///
/// The threads keep it alive until `close` ends them; the engine closes when nobody holds it any more.
/// It is unchecked because the threads own the writer and the projector alone, and `close` runs once.
final class IntakeLine: @unchecked Sendable {
  let inbox: Inbox
  let rebuilds: RebuildDesk
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
  private var writerThreads: [WorkerThread] = []
  private var projectorThread: WorkerThread?

  init<Store: BlockStore & Sendable, Clock: TimeSource & Sendable>(
    writer: consuming Writer<Store, Clock>, keeper: ViewKeeper, progress: Progress, lock: DirectoryLock,
    trust: ViewTrust, log: EventLog, views: ViewStore, calls: CallsInside, options: Engine.Options
  ) {
    self.calls = calls
    self.progress = progress
    self.lock = lock
    self.trust = trust
    self.log = log
    self.views = views
    rebuilds = RebuildDesk(progress: progress)
    inbox = Inbox(commandCountMax: options.inboxCommandCountMax, byteCountMax: options.inboxByteCountMax)
    let gather = (options.projectorGatherMilliseconds, options.projectorFloodMilliseconds)
    let turns = WritingTurns(
      writer, inbox: inbox, progress: progress, commandsMax: options.blockCommandCountMax
    ) { [self] failure in
      state.locked { if writerFailure == nil { writerFailure = failure.description } }
      inbox.close(.engineFailed)
    }
    writerThreads = (0..<Inbox.threadCount).map { _ in
      WorkerThread(name: "motcham-writer", .isWaitedFor) { turns.run() }
    }
    // The thread takes its worker over; nobody else touches it.
    let keeperBox = Handover(keeper)
    projectorThread = WorkerThread(name: "motcham-views", .givesWay) { [self] in
      project(keeperBox.value, gather)
    }
  }

  /// It is unchecked because the value is given to one thread and kept by nobody else.
  private struct Handover<Value>: @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
  }

  private func project(_ keeper: ViewKeeper, _ gather: (milliseconds: Int, floodMilliseconds: Int)) {
    var keeper = keeper
    var seenDurable = progress.durable
    Breath.begin { [progress] in
      let durable = progress.durable
      defer { seenDurable = durable }
      return durable != seenDurable && !progress.isAwaited
    }
    do throws(EngineError) {
      try rebuilds.beginMissing(&keeper)
      var checkedAt = MonotonicClock.milliseconds()
      while progress.waitForWork(
        gatherMilliseconds: gather.milliseconds, floodMilliseconds: gather.floodMilliseconds, isBusy: rebuilds.isBusy)
      {
        do throws(EngineError) {
          _ = try keeper.follow(until: progress.durable)
          progress.publishProjected(keeper.served.checkpoint)
          try rebuilds.work(&keeper)
        } catch {
          // So many read at once that there is no slot to look from: a little later there is.
          guard case .store(let cause) = error, cause.code == .readersFull else { throw error }
          SystemCall.sleep(milliseconds: 20)
        }
        if MonotonicClock.milliseconds() - checkedAt > EngineLimits.deadReaderCheckMilliseconds {
          checkedAt = MonotonicClock.milliseconds()
          try stored { () throws(LMDBError) in
            try log.environment.forgetDeadReaders()
            try views.environment.forgetDeadReaders()
          }
        }
      }
      try rebuilds.finish(&keeper)
    } catch {
      // Without views nothing is lost: the log goes on, and the next open folds them again. But the writer
      // would remember its tail without end, so it stops too.
      state.locked { projectorFailure = error.description }
      inbox.close(.engineFailed)
      progress.end()
      rebuilds.fail(.failed(error.description))
    }
    progress.releaseWaiters()
  }

  /// The calling thread is one of the three, which cannot wait for their own end.
  var isOwnThread: Bool {
    writerThreads.contains { $0.isCurrent } || projectorThread?.isCurrent == true
  }

  /// Why the engine takes nothing more; nil while it does.
  var failure: String? { state.locked { writerFailure ?? projectorFailure } }

  /// Why the views stand still for ever; nil while they are kept.
  var viewFailure: String? { state.locked { projectorFailure } }

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
    for thread in writerThreads { thread.join() }
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
