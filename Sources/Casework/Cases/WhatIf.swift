/// Other rules than those that were in force.
public struct WhatIfRules: Sendable {
  public var rulebook: Rulebook
  /// Cases that were taken over from another system are promised what this rulebook promises, in place of the due
  /// instants that came with them; else they stay as they came.
  public var countsHistory: Bool

  public init(_ rulebook: Rulebook, countsHistory: Bool = false) {
    self.rulebook = rulebook
    self.countsHistory = countsHistory
  }
}

/// A case as it was, and as it would have been had other rules been in force from its first event on.
///
/// What people did stays as it was, and when: only the promises are counted anew. Where the rules would have led to
/// other acts (another route, another escalation) nobody can know what those would have been.
public struct WhatIfCase: Sendable {
  /// By the events as they stand.
  public private(set) var was: CaseState
  /// By the same events, with the deadlines that the other rules make of them.
  public private(set) var would: CaseState

  public init(was: CaseState, would: CaseState) {
    precondition(was.number == would.number, "a case is held against itself")
    self.was = was
    self.would = would
  }

  /// - Returns: nil when the event opens no case.
  public init?(opening event: Event, under rules: WhatIfRules) {
    guard case .reportReceived(var report) = event.body, let was = CaseState(opening: event) else { return nil }
    let replay = Wish(replaying: event, under: rules)
    report.commitments = replay.opening(
      CaseClass(kind: report.kind, category: report.category, level: report.level), agency: report.agency,
      at: event.effectiveAt)
    var changed = event
    changed.body = .reportReceived(report)
    guard let would = CaseState(opening: changed) else { return nil }
    self.init(was: was, would: would)
  }

  /// Whether a promise to the citizen was broken, and whether one would have been.
  ///
  /// - Parameter instant: as of when a deadline that still runs is late.
  public func isLate(at instant: Instant) -> (was: Bool, would: Bool) {
    (was.isLate(at: instant), would.isLate(at: instant))
  }

  /// When the citizen could expect the case to be resolved, or else answered: as it was, and as it would have been.
  public var promisedDue: (was: Instant?, would: Instant?) { (was.promisedDue, would.promisedDue) }

  /// Takes the next event of the case.
  public mutating func take(_ event: Event, under rules: WhatIfRules) {
    var changed = event
    let replay = Wish(replaying: event, under: rules)
    let made = replay.reclock(&changed.body, would)
    // The due instants that came with a case are left out where it is counted anew.
    if event.actor?.role == .source, !replay.isHistory, case .commitmentMade(var given) = changed.body {
      given.commitments = []
      changed.body = .commitmentMade(given)
    }
    would.evolve(changed)
    would.track(made)
    was.evolve(event)
  }
}

extension CaseState {
  fileprivate func isLate(at instant: Instant) -> Bool { commitments.contains { isLate($0, at: instant) } }

  fileprivate var promisedDue: Instant? {
    func last(_ kind: CommitmentKind) -> Instant? {
      commitments.last { $0.commitment?.kind == kind && $0.commitment?.part == 0 }?.commitment?.due
    }
    return last(.resolve) ?? last(.answer)
  }
}

extension Wish {
  /// Stands where the wish stood that became an event.
  fileprivate init(replaying event: Event, under rules: WhatIfRules) {
    let actor = event.actor ?? .system
    self.init(
      command: .accept, actor: rules.countsHistory && actor.role == .source ? .system : actor,
      occurredAt: event.occurredAt, context: DecisionContext(now: event.recordedAt, rulebook: rules.rulebook))
  }

  /// Puts the clocks into an event that this rulebook would have put there.
  ///
  /// - Parameter state: before the event, under this rulebook.
  /// - Returns: commitments that start behind the event.
  fileprivate func reclock(_ body: inout EventBody, _ state: CaseState) -> [Commitment] {
    switch body {
    case .classified(var event):
      let matter = CaseClass(
        kind: event.kind == .unspecified ? state.kind : event.kind,
        category: event.category == .none ? state.category : event.category,
        level: event.level == .unspecified ? state.level : event.level)
      let clocks = reclassified(state, to: matter, isApproved: !event.approvedBy.isEmpty)
      event.moved = clocks.moved
      body = .classified(event)
      return clocks.made
    case .kindConverted(var event):
      event.commitments = converted(state, to: event.to)
      body = .kindConverted(event)
    case .assigned(var event):
      event.commitments = continued(by: .assigned, state, agency: event.agency)
      body = .assigned(event)
    case .accepted(var event):
      event.commitments = continued(by: .accepted, state, agency: state.agency)
      body = .accepted(event)
    case .returned(var event):
      event.commitments = forwarding(state)
      body = .returned(event)
    case .transferred(var event):
      event.commitments = continued(by: .assigned, state, agency: event.to)
      body = .transferred(event)
    case .partAdded(var event):
      event.commitments = partClock(CaseClass(state), agency: event.agency, part: event.part, at: at)
      body = .partAdded(event)
    case .informationRequested(var event):
      event.pauses = rulebook.policy.awaitingCitizenPausesClock && !isHistory
      body = .informationRequested(event)
    case .informationProvided(var event):
      event.moved = resumed(state)
      body = .informationProvided(event)
    case .deadlineExtended(var event):
      event.moved = event.moved.compactMap { extendedAnew($0, event, state) }
      body = .deadlineExtended(event)
    case .deadlinesMoved(var event):
      // The move to a calendar of those days; this rulebook counted by its own from the beginning.
      event.moved = []
      body = .deadlinesMoved(event)
    case .commitmentMade(var event):
      // Given by name. What a new class started is started by the classification itself here.
      event.commitments.removeAll { $0.unit != .absolute }
      body = .commitmentMade(event)
    case .resolved(var event):
      event.commitments = started(by: .resolved, CaseClass(state), agency: state.agency, at: at)
      body = .resolved(event)
    case .answered(var event):
      event.commitments = started(by: .answered, CaseClass(state), agency: state.agency, at: at)
      body = .answered(event)
    case .reopened(var event):
      event.commitments = opening(CaseClass(state), agency: state.agency, at: at)
      body = .reopened(event)
    // Timers rang for due instants of those rules: they name none of these.
    case .dueSoon, .deadlineMissed, .escalated: break
    case .none, .reportReceived, .handedOver, .partCompleted, .confirmed, .closed, .rejected, .rated,
      .duplicateLinked, .commented, .published, .unpublished, .holdPlaced, .holdLifted, .caseMoved, .revealed,
      .erasureRequested, .erased, .logCreated, .rulebookAdopted, .rulebookApplied:
      break
    }
    return []
  }

  /// The same extension of the deadline that runs here; nil when none of its kind does.
  private func extendedAnew(
    _ move: MovedCommitment, _ event: DeadlineExtended, _ state: CaseState
  ) -> MovedCommitment? {
    guard let old = state.firstDue(move.kind, part: move.part), let due = old.due else { return nil }
    var more = Extension()
    more.kind = move.kind
    more.part = move.part
    more.amount = event.amount
    more.unit = event.unit
    guard let new = extendedDue(more, from: due, state) else { return nil }
    return moved(old, to: new, CaseClass(state))
  }
}
