internal import Casework
internal import LMDB

/// Moves the cases that the edition in force moves: behind the intake, through the same inbox, a bounded batch at a
/// time, so that no report waits for more than one of them.
///
/// It runs after an adoption, and after an opening that finds one unfinished. What it looks at is one snapshot behind
/// the adoption, so that it misses no case; what it asks for is decided anew from each case as it stands then, so
/// that none is moved twice.
///
/// It is unchecked because everything that changes stands under the monitor, and the thread is joined by `stop`.
final class CaseMover: @unchecked Sendable {
  private let log: EventLog
  private let views: ViewStore
  private let inbox: Inbox
  private let progress: Progress
  private let editions: EditionShelf
  private let batchCount: Int
  private let monitor = Monitor()
  private var thread: WorkerThread?
  private var isRunning = false
  private var isStopped = false
  private var status: MoveProgress

  init(
    log: EventLog, views: ViewStore, inbox: Inbox, progress: Progress, editions: EditionShelf, batchCount: Int
  ) {
    self.log = log
    self.views = views
    self.inbox = inbox
    self.progress = progress
    self.editions = editions
    self.batchCount = max(1, batchCount)
    status = MoveProgress(edition: editions.latest.edition)
  }

  /// Begins, unless it is at work already.
  func start() {
    monitor.lock()
    defer { monitor.unlock() }
    guard !isRunning, !isStopped else { return }
    isRunning = true
    status = MoveProgress(edition: editions.latest.edition, isFinished: false)
    // The thread before has run to its end.
    thread?.join()
    // Not in the idle class: it takes the lock of the inbox, and whoever holds that must not be put off its core.
    thread = WorkerThread(name: "motcham-moves") { [self] in work() }
  }

  /// Ends between two batches, and returns when it has; what is left is moved after the next opening.
  func stop() {
    let thread = monitor.locked {
      isStopped = true
      let thread = self.thread
      self.thread = nil
      return thread
    }
    monitor.broadcast()
    thread?.join()
  }

  var currentStatus: MoveProgress { monitor.locked { status } }

  /// Blocks until it is done or stands still, at most so long; says how far it is.
  func wait(milliseconds: Int) -> MoveProgress {
    let until = MonotonicClock.milliseconds() + milliseconds
    monitor.lock()
    defer { monitor.unlock() }
    while isRunning {
      let left = until - MonotonicClock.milliseconds()
      guard left > 0 else { break }
      _ = monitor.wait(milliseconds: left)
    }
    return status
  }

  // MARK: its thread

  /// Why it ends before its work does.
  private enum Halt: Error {
    case stopped
    case failed(String)
  }

  private func work() {
    var failure: String?
    do throws(Halt) {
      try apply(editions.latest)
    } catch {
      switch error {
      case .stopped: failure = "the city was closed"
      case .failed(let reason): failure = reason
      }
    }
    monitor.locked {
      status.failure = failure
      status.isFinished = failure == nil
      isRunning = false
    }
    monitor.broadcast()
  }

  private func apply(_ adopted: AdoptedEdition) throws(Halt) {
    try waitForViews(adopted.sequence.rawValue)
    let (rulebook, before) = try engine { () throws(EngineError) in
      let rulebook = try editions.rulebook(of: adopted)
      return (rulebook, try editions.edition(before: adopted).map(editions.rulebook) ?? rulebook)
    }
    let survey = try engine { () throws(EngineError) in
      try AdoptionSurvey.of(rulebook, after: before, at: adopted.adoptedAt, views)
    }
    monitor.locked { status.found = survey.numbers.count }
    var work = MoveWork(adopted: adopted, rulebook: rulebook, before: before)
    var left = survey.numbers
    while !left.isEmpty {
      // What changed while it was asked for is looked at again, when the views have seen the change.
      var again: [CaseNumber] = []
      var start = 0
      while start < left.count {
        let batch = left[start..<min(start + batchCount, left.count)]
        again += try move(batch, &work)
        start += batch.count
        monitor.locked { status.done += batch.count }
      }
      monitor.locked { status.done -= again.count }
      if !again.isEmpty { try waitForViews(progress.durable - 1) }
      left = again
    }
    guard work.stuck == nil else { throw .failed(work.stuck?.description ?? "") }
    guard !adopted.isApplied else { return }
    let applied = try engine { () throws(EngineError) in try AdoptionCount.count(adopted, in: log) }
    guard try submit(work.conclusion(applied)).allSatisfy(\.isTaken) else {
      throw .failed("its end cannot be recorded")
    }
    editions.markApplied(adopted)
  }

  /// Moves a batch, and returns the cases that are to be looked at again.
  private func move(_ batch: ArraySlice<CaseNumber>, _ work: inout MoveWork) throws(Halt) -> [CaseNumber] {
    let states = try engine { () throws(EngineError) in
      try views.read { snapshot throws(EngineError) in
        let served = try ServedViews(views, in: snapshot)
        var states: [CaseState] = []
        for number in batch { if let state = try served.state(of: number, in: snapshot) { states.append(state) } }
        return states
      }
    }
    let asked = work.commands(for: states)
    guard !asked.isEmpty else { return [] }
    return work.take(try submit(asked.map(\.command)), of: asked)
  }

  /// Hands commands to the writer and waits for what it says; intake comes first when too much waits.
  private func submit(_ commands: [PreparedCommand]) throws(Halt) -> [Outcome] {
    while true {
      try waitWhileViewsLag()
      let outcomes = inbox.outcomes(of: commands)
      // What was taken of them wears its key by the next try.
      guard let refusal = outcomes.refusalOfTheEngine else { return outcomes }
      guard refusal.code == .overloaded else { throw .failed(refusal.description) }
      try pause(milliseconds: 20)
    }
  }

  /// The writer remembers each moved case until the views have it; a sweep must not use up what intake needs.
  private func waitWhileViewsLag() throws(Halt) {
    while progress.durable - progress.projected > Self.lagMax { try pause(milliseconds: 5) }
  }

  private static let lagMax: UInt64 = 32_768

  private func waitForViews(_ sequence: UInt64) throws(Halt) {
    while !progress.waitUntilProjected(SequenceNumber(sequence), milliseconds: 100) { try pause(milliseconds: 0) }
  }

  private func pause(milliseconds: Int) throws(Halt) {
    if milliseconds > 0 { SystemCall.sleep(milliseconds: milliseconds) }
    if monitor.locked({ isStopped }) { throw .stopped }
  }

  private func engine<R>(_ body: () throws(EngineError) -> R) throws(Halt) -> R {
    while true {
      try pause(milliseconds: 0)
      do throws(EngineError) { return try body() } catch {
        // A newer program builds a view anew: a little later it is there.
        guard case .viewMissing = error else { throw .failed(error.description) }
      }
      try pause(milliseconds: 200)
    }
  }
}
