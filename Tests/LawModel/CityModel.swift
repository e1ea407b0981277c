public import Casework

/// A city in memory: what the writer and the projector do, without a log and without tables.
///
/// It keeps queues as the views do, by taking out what a case said before and putting in what it says now, and holds
/// them against what the events of each case say when they are folded from the first.
public struct CityModel {
  public private(set) var rulebook: Rulebook
  /// In the order of their numbers.
  public private(set) var states: [CaseState] = []
  public private(set) var events: [[Event]] = []
  /// The sequence of the next event. Events 0 and 1 create the log and adopt the rulebook.
  public private(set) var nextSequence: UInt64 = 2
  /// The time of the last recording, which never goes back.
  public private(set) var recordedAt = SequenceCity.start
  private var queues: Set<QueuePlace> = []
  private var fired: Set<FiredTimer> = []

  public init(rulebook: Rulebook) { self.rulebook = rulebook }

  /// One entry of a queue.
  public struct QueuePlace: Hashable, Sendable {
    public var agency: AgencyID
    /// Nil when nothing is due, or the clocks stand.
    public var due: Instant?
    public var number: CaseNumber

    init?(_ state: CaseState) {
      guard state.isOpen else { return nil }
      agency = state.agency
      due = state.pausedAt == nil ? state.nextDue?.due : nil
      number = state.number
    }
  }

  /// What makes one ringing of a timer differ from every other.
  private struct FiredTimer: Hashable {
    var number: CaseNumber
    var place: Int
    var due: Instant?
    var moveCount: UInt32
    var stage: Int
    var step: UInt32
  }

  /// What became of a command.
  public enum Outcome: Equatable, Sendable {
    case accepted(CaseNumber, [EventBody])
    case refused(Refusal)
  }

  public func state(_ number: CaseNumber) -> CaseState? { index(of: number).map { states[$0] } }

  private func index(of number: CaseNumber) -> Int? { states.firstIndex { $0.number == number } }

  /// A new edition is in force.
  public mutating func adopt(_ rulebook: Rulebook, now: Instant) {
    self.rulebook = rulebook
    recordedAt = max(recordedAt, now)
    nextSequence += 1
  }

  /// Decides a command as the writer does, and takes its events into the model.
  ///
  /// - Parameters:
  ///   - number: nil for a new case.
  ///   - now: what the clock of the machine says; it may jump in both directions.
  /// - Throws: what the law does not allow to be so.
  public mutating func take(
    _ command: CommandBody, on number: CaseNumber?, by actor: Actor, now: Instant, occurredAt: Instant?
  ) throws(SequenceFault) -> Outcome {
    let now = max(now, recordedAt)
    let index = number.flatMap { self.index(of: $0) }
    let before = index.map { states[$0] }
    let context = DecisionContext(now: now, rulebook: rulebook)
    let decided: Decided
    do throws(Refusal) {
      decided = try decide(command, by: actor, occurredAt: occurredAt, on: before, in: context)
    } catch { return .refused(error) }
    if let edition = Self.edition(command, decided.first) {
      adopt(edition.rulebook, now: now)
      return .accepted(CaseNumber(0), [decided.first])
    }
    recordedAt = now
    var bodies = [decided.first]
    if let second = decided.second { bodies.append(second) }
    var number = before?.number ?? CaseNumber(nextSequence)
    for (place, body) in bodies.enumerated() {
      var event = Event()
      event.sequence = SequenceNumber(nextSequence)
      event.caseNumber = number
      event.recordedAt = now
      event.occurredAt = occurredAt
      event.actor = place == 0 ? actor : .system
      event.body = body
      try record(event)
      number = event.caseNumber
    }
    guard let after = state(number) else { throw SequenceFault("\(command) made no case") }
    if let fault = LawOracle.fault(command, by: actor, before: before, after: after) { throw SequenceFault(fault) }
    try note(command, before, after)
    try CaseInvariants.check(before: before, after: after)
    try check(number)
    return .accepted(number, bodies)
  }

  /// The edition that a command brought into force, when it did.
  private static func edition(_ command: CommandBody, _ event: EventBody) -> Edition? {
    guard case .adopt(let edition) = command, case .rulebookAdopted = event else { return nil }
    return edition
  }

  private mutating func record(_ event: Event) throws(SequenceFault) {
    nextSequence += 1
    guard let index = index(of: event.caseNumber) else {
      guard let state = CaseState(opening: event) else { throw SequenceFault("\(event.body.typeName) opens no case") }
      states.append(state)
      events.append([event])
      if let place = QueuePlace(state) { queues.insert(place) }
      return
    }
    if let place = QueuePlace(states[index]) { queues.remove(place) }
    states[index].evolve(event)
    events[index].append(event)
    if let place = QueuePlace(states[index]) { queues.insert(place) }
  }

  /// The queues hold each open case once, as its events say when they are folded anew.
  private func check(_ number: CaseNumber) throws(SequenceFault) {
    guard let index = index(of: number) else { throw SequenceFault("case \(number.rawValue) is lost") }
    guard CaseState.fold(events[index]) == states[index] else {
      throw SequenceFault("the fold of case \(number.rawValue) is not what was kept")
    }
    let open = states.count { $0.isOpen }
    guard queues.count == open else { throw SequenceFault("\(open) cases are open, \(queues.count) stand in queues") }
    for state in states {
      guard let place = QueuePlace(state) else { continue }
      guard queues.contains(place) else {
        throw SequenceFault("case \(state.number.rawValue) does not stand in its queue")
      }
    }
  }

  /// A timer that was accepted changed one commitment, which had not rung so before.
  private mutating func note(_ command: CommandBody, _ before: CaseState?, _ after: CaseState) throws(SequenceFault) {
    let stage: Int
    var step: UInt32 = 0
    switch command {
    case .remind: stage = 1
    case .recordMiss: stage = 2
    case .escalate(_, let taken):
      stage = 3
      step = taken
    case .closeUnconfirmed: stage = 4
    default: return
    }
    guard let before else { throw SequenceFault("a timer rang without a case") }
    let changed = after.commitments.indices.filter { before.commitments[$0] != after.commitments[$0] }
    guard let place = changed.first, stage == 4 || changed.count == 1 else {
      throw SequenceFault("a timer changed \(changed.count) commitments")
    }
    let tracked = before.commitments[place]
    let timer = FiredTimer(
      number: after.number, place: place, due: tracked.commitment?.due, moveCount: tracked.moveCount, stage: stage,
      step: step)
    guard fired.insert(timer).inserted else { throw SequenceFault("\(timer) rang twice") }
  }

  public var firedCount: Int { fired.count }

  /// Every queue with its cases in the order in which they fall due, those without a deadline last.
  public func queue(of agency: AgencyID) -> [CaseNumber] {
    queues.filter { $0.agency == agency }.sorted {
      let (a, b) = ($0.due?.milliseconds ?? .max, $1.due?.milliseconds ?? .max)
      return (a, $0.number.rawValue) < (b, $1.number.rawValue)
    }.map(\.number)
  }

  public var openCount: Int { queues.count }

  /// Every timer that is due, with its case, in the order in which the index of an engine has them: the case whose
  /// timer was set first comes first.
  public func timersDue(at now: Instant) -> [(number: CaseNumber, timer: CaseTimer)] {
    let set = states.compactMap { state in state.nextTimerAt.map { (at: $0, state: state) } }
    return set.sorted { ($0.at, $0.state.number.rawValue) < ($1.at, $1.state.number.rawValue) }
      .flatMap { set in set.state.timersDue(at: now).map { (set.state.number, $0) } }
  }

  /// The events as stored, read again, are the same; and so is each case as the views store it.
  public func checkStored() throws(SequenceFault) {
    for (index, state) in states.enumerated() {
      for event in events[index] {
        guard let read = try? Event.decode(event.encoded()), read == event else {
          throw SequenceFault("event \(event.sequence.rawValue) came back changed")
        }
      }
      let read = state.encoded().withUnsafeBytes { bytes in try? CaseState.decode(bytes) }
      guard read == state else { throw SequenceFault("case \(state.number.rawValue) came back changed") }
    }
  }
}

/// Something is not as the law has it.
public struct SequenceFault: Error, CustomStringConvertible {
  public var sentence: String

  public init(_ sentence: String) { self.sentence = sentence }

  public var description: String { sentence }
}
