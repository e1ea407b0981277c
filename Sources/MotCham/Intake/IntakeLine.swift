internal import Casework
internal import LMDB
internal import Synchronization

/// The two threads behind `submit`: the writer, and the projector that follows it.
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
  /// Nil when nothing is to be signed.
  let checkpointer: Checkpointer?
  private let callbacks = CallbackThread()
  private let state = Monitor()
  private var isClosed = false
  private var writerFailure: String?
  private var projectorFailure: String?
  private var writerThread: WorkerThread?
  private var projectorThread: WorkerThread?

  init<Store: BlockStore & Sendable, Clock: TimeSource & Sendable>(
    writer: Writer<Store, Clock>, projector: Projector, progress: Progress, lock: DirectoryLock, trust: ViewTrust,
    log: EventLog, views: ViewStore, calls: CallsInside, checkpointer: Checkpointer?, options: Engine.Options
  ) {
    self.calls = calls
    self.checkpointer = checkpointer
    self.progress = progress
    self.lock = lock
    self.trust = trust
    self.log = log
    self.views = views
    inbox = Inbox(commandCountMax: options.inboxCommandCountMax, byteCountMax: options.inboxByteCountMax)
    let commandsMax = options.blockCommandCountMax
    let gather = options.projectorGatherMilliseconds
    // Each thread takes its worker over; nobody else touches it.
    let writerBox = Handover(writer)
    let projectorBox = Handover(projector)
    writerThread = WorkerThread(name: "motcham-writer") { [self] in write(writerBox.value, commandsMax) }
    projectorThread = WorkerThread(name: "motcham-views", niceness: 19) { [self] in project(projectorBox.value, gather)
    }
  }

  /// It is unchecked because the value is given to one thread and kept by nobody else.
  private struct Handover<Value>: @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
  }

  private func write<Store: BlockStore, Clock: TimeSource>(_ writer: Writer<Store, Clock>, _ commandsMax: Int) {
    var writer = writer
    while true {
      let batch = inbox.take(commandsMax: commandsMax)
      if batch.isEmpty { break }
      writer.process(batch)
      if let failure = writer.failure {
        state.locked { if writerFailure == nil { writerFailure = failure.description } }
        inbox.close(.engineFailed)
      } else {
        progress.publishDurable(writer.nextSequence)
      }
      for submission in batch { submission.answer() }
    }
    progress.end()
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

  /// The calling thread is one of the two, which cannot wait for their own end.
  var isOwnThread: Bool { writerThread?.isCurrent == true || projectorThread?.isCurrent == true }

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
    projectorThread?.join()
    checkpointer?.finish()
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
