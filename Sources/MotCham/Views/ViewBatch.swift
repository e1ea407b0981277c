internal import Casework
internal import LMDB

/// What a run of events changes in some views, gathered first and written in key order.
///
/// The outcome does not depend on where one run ends and the next begins: views that are made of states are compared
/// between the ends of a run, all others take each event by itself.
struct ViewBatch {
  private let views: ViewSet
  private var cases = CaseChanges()
  private var queues = TableChanges<QueueRecord>()
  private var unanswered = TableChanges<QueueRecord>()
  private var commitments = TableChanges<CommitmentEntry>()
  private var duplicates = TableChanges<DuplicateEntry>()
  private var timers = TableChanges<TimerEntry>()
  private var places = PlaceChanges()
  private var counters: CounterChanges
  private var history = TableChanges<HistoryEntry>()
  private var city = TableChanges<CityEntry>()
  private var submissions = TableChanges<SubmissionEntry>()
  private var ahead = TableChanges<AheadEntry>()
  /// The latest time in a version 7 key that came in order, milliseconds since 1970.
  private(set) var keyHorizon: UInt64

  init(views: ViewSet, zone: TimeZoneRule, keyHorizon: UInt64) {
    self.views = views
    self.keyHorizon = keyHorizon
    counters = CounterChanges(zone: zone)
  }

  /// Forgets what was written and keeps the memory for the next run.
  mutating func removeAll() {
    cases.removeAll()
    queues.removeAll()
    unanswered.removeAll()
    commitments.removeAll()
    duplicates.removeAll()
    timers.removeAll()
    places.removeAll()
    counters.removeAll()
    history.removeAll()
    city.removeAll()
    submissions.removeAll()
    ahead.removeAll()
  }

  /// Takes one event in.
  ///
  /// - Parameter stored: the state of a case as it is in the views.
  mutating func apply(
    _ event: Event, stored: (CaseNumber) throws(EngineError) -> CaseState?
  ) throws(EngineError) {
    if event.submission != 0 { remember(key: event.submission, of: event) }
    switch event.body {
    case .logCreated: return
    case .rulebookAdopted, .rulebookApplied: city.put(CityEntry(sequence: event.sequence.rawValue))
    case .reportReceived:
      guard let state = CaseState(opening: event) else {
        throw .damagedLog(sequence: event.sequence.rawValue, expected: "a report that opens its own case")
      }
      open(state, event.effectiveAt)
    default: try change(event, stored)
    }
  }

  @inline(__always)
  private mutating func open(_ state: borrowing CaseState, _ at: Instant) {
    cases.open(state)
    guard let queue = QueueRecord(of: state) else { preconditionFailure("a case that was just opened is open") }
    queues.put(queue)
    CommitmentEntry.each(of: state) { commitments.put($0) }
    if let timer = TimerEntry(of: state) { timers.put(timer) }
    places.opened(state)
    counters.add(.received, and: state.agency == .none ? nil : .legs, of: state, at: at)
  }

  private mutating func change(
    _ event: Event, _ stored: (CaseNumber) throws(EngineError) -> CaseState?
  ) throws(EngineError) {
    let number = event.caseNumber.rawValue
    history.put(HistoryEntry(number: number, sequence: event.sequence.rawValue))
    guard let place = try cases.place(of: number, stored: stored) else {
      throw .damagedLog(sequence: event.sequence.rawValue, expected: "a report that opened case \(number)")
    }
    cases.withState(place) { state in
      let before = PlaceChanges.Standing(state)
      let isLate = CounterChanges.fulfilled(by: event.body).map { state.isLate($0, at: event.effectiveAt) } ?? false
      state.evolve(event)
      places.changed(state, from: before, at: event.sequence.rawValue)
      counters.add(event, state, isLate: isLate)
    }
  }

  private mutating func remember(key: UInt128, of event: borrowing Event) {
    submissions.put(SubmissionEntry(key: key, sequence: event.sequence.rawValue))
    guard let time = SubmissionKey(value: key)?.time else { return }
    if SubmissionOrder.isAhead(time, of: event.recordedAt) {
      ahead.put(AheadEntry(key: key))
    } else {
      keyHorizon = max(keyHorizon, UInt64(max(0, time.milliseconds)))
    }
  }

  /// Writes everything into the tables; the caller adds the checkpoint and commits.
  mutating func write(to tables: ViewTables, in transaction: borrowing WriteTransaction) throws(LMDBError) {
    compareStates()
    try cases.write(to: tables.cases, in: transaction)
    if views.contains(.queues) { try queues.write(to: tables.queues, in: transaction) }
    if views.contains(.unanswered) { try unanswered.write(to: tables.unanswered, in: transaction) }
    if views.contains(.commitments) { try commitments.write(to: tables.commitments, in: transaction) }
    if views.contains(.timers) { try timers.write(to: tables.timers, in: transaction) }
    if views.contains(.places) { try places.write(to: tables.places, in: transaction) }
    if views.contains(.duplicates) { try duplicates.write(to: tables.duplicates, in: transaction) }
    if views.contains(.history) { try history.write(to: tables.history, in: transaction) }
    if views.contains(.city) { try city.write(to: tables.city, in: transaction) }
    if views.contains(.submissions) {
      try submissions.write(to: tables.submissions, in: transaction)
      try ahead.write(to: tables.submissionsAhead, in: transaction)
    }
    if views.contains(.counters) { try counters.write(to: tables.counters, in: transaction) }
  }

  /// Takes out of the views that are made of states what a changed case says no more, and puts in what it says now.
  private mutating func compareStates() {
    if cases.reopenedCount > 0 {
      // What they said when they were opened was not yet written.
      queues.withdraw { cases.isChanged($0.number) }
      commitments.withdraw { cases.isChanged($0.number) }
      timers.withdraw { cases.isChanged($0.number) }
    }
    cases.eachChanged { changed in
      let after = CaseTrace(changed.state)
      queues.change(from: changed.before?.queue, to: after.queue)
      unanswered.change(from: changed.before?.unanswered, to: after.unanswered)
      timers.change(from: changed.before?.timer, to: after.timer)
      duplicates.change(from: changed.before?.duplicate, to: after.duplicate)
      commitments.change(from: changed.before?.commitments ?? [], to: after.commitments)
    }
  }
}
