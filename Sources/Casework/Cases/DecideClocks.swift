// Which commitments a decision starts and which it moves.

/// What the rulebook's clocks depend on.
struct CaseClass {
  var kind: ReportKind
  var category: CategoryID
  var level: Level

  init(kind: ReportKind, category: CategoryID, level: Level) {
    self.kind = kind
    self.category = category
    self.level = level
  }

  init(_ state: CaseState) { self.init(kind: state.kind, category: state.category, level: state.level) }
}

extension Wish {
  /// What a trigger starts for the whole case, or a part of it. Nothing, when history is taken over.
  @inline(__always)
  func started(
    by trigger: Trigger, _ matter: CaseClass, agency: AgencyID, part: UInt32 = 0, at start: Instant
  ) -> [Commitment] {
    guard !isHistory else { return [] }
    return rulebook.commitments(
      startedBy: trigger, kind: matter.kind, category: matter.category, level: matter.level.forClocks, agency: agency,
      part: part, at: start)
  }

  /// What starts when a case is opened again, or under another kind. With an agency there is nothing left to forward.
  func opening(_ matter: CaseClass, agency: AgencyID, at start: Instant) -> [Commitment] {
    guard !isHistory else { return [] }
    var made = [Commitment]()
    rulebook.eachOpening(matter, agency: agency, at: start) { made.append(copy $0) }
    return made
  }

  /// What a further leg starts: a citizen-facing promise that runs already is not made again.
  func continued(by trigger: Trigger, _ state: CaseState, agency: AgencyID) -> [Commitment] {
    started(by: trigger, CaseClass(state), agency: agency, at: at).filter {
      !$0.kind.isCitizenFacing || state.running($0.kind, part: 0).isEmpty
    }
  }

  /// Back in triage: a fresh clock to forward, nothing else.
  func forwarding(_ state: CaseState) -> [Commitment] {
    started(by: .reported, CaseClass(state), agency: .none, at: at).filter { $0.kind == .forward }
  }

  /// A part is neither forwarded nor answered: its clock is the one to resolve, from whichever trigger.
  func partClock(_ matter: CaseClass, agency: AgencyID, part: UInt32, at start: Instant) -> [Commitment] {
    [Trigger.reported, .assigned, .accepted].flatMap {
      started(by: $0, matter, agency: agency, part: part, at: start).filter { $0.kind == .resolve }
    }
  }

  /// All clocks of a case under another kind: from the report (or the last reopening), as far as the work has come.
  func converted(_ state: CaseState, to kind: ReportKind) -> [Commitment] {
    guard let start = state.clockStart else { return [] }
    var matter = CaseClass(state)
    matter.kind = kind
    var made = opening(matter, agency: state.agency, at: start)
    if state.workStatus == .inProgress {
      made.removeAll { $0.kind == .accept }
      made += started(by: .accepted, matter, agency: state.agency, at: start)
    }
    for part in state.parts where part.completedAt == nil {
      let old = state.running(.resolve, part: part.number).first?.start
      made += partClock(matter, agency: part.agency, part: part.number, at: old ?? start)
    }
    return made
  }

  /// What a new class does to the promises to resolve and answer: it moves those that run, and starts those that
  /// the old class knew nothing of.
  ///
  /// A running deadline becomes earlier by itself and later only with an approval. One that was moved before, by
  /// an extension or a pause, was decided on its own, and moves only with an approval; one that was set by name
  /// never does.
  func reclassified(
    _ state: CaseState, to matter: CaseClass, isApproved: Bool
  ) -> (moved: [MovedCommitment], made: [Commitment]) {
    guard !isHistory else { return ([], []) }
    var moved = [MovedCommitment]()
    for tracked in state.commitments where tracked.isRunning {
      guard let old = tracked.commitment, old.kind == .resolve || old.kind == .answer, old.unit != .absolute,
        let oldDue = old.due, let start = old.start,
        let newDue = promised(old.kind, matter, agency: state.agency(of: old.part), part: old.part, at: start)?.due
      else { continue }
      guard isApproved ? newDue != oldDue : newDue < oldDue && tracked.firstDue == nil else { continue }
      moved.append(self.moved(old, to: newDue, matter))
    }
    return (moved, [CommitmentKind.resolve, .answer].compactMap { newlyPromised($0, state, to: matter) })
  }

  /// A promise that the new class makes and the old one did not: from the report where it counts from there, from
  /// now where it hangs on a step that the case has taken already.
  private func newlyPromised(_ kind: CommitmentKind, _ state: CaseState, to matter: CaseClass) -> Commitment? {
    guard let start = state.clockStart, !state.knows(kind, since: start) else { return nil }
    var taken: [(trigger: Trigger, start: Instant)] = [(.reported, start)]
    if state.agency != .none { taken.append((.assigned, at)) }
    if state.workStatus == .inProgress { taken.append((.accepted, at)) }
    for step in taken {
      let found = started(by: step.trigger, matter, agency: state.agency, at: step.start).first { $0.kind == kind }
      if let found { return found }
    }
    return nil
  }

  /// The promise of a kind under a class, whichever trigger it hangs on: a class promises each kind once.
  private func promised(
    _ kind: CommitmentKind, _ matter: CaseClass, agency: AgencyID, part: UInt32, at start: Instant
  ) -> Commitment? {
    for trigger in Trigger.allCases {
      let found = started(by: trigger, matter, agency: agency, part: part, at: start).first { $0.kind == kind }
      if let found { return found }
    }
    return nil
  }

  /// The new due instant of an extension: counted from the due instant in force, on the calendar of the agency that
  /// is bound. Nil beyond the calendar's known years.
  ///
  /// A deadline lies at the very end of its day, so that days are counted from the millisecond before it: that day
  /// is the start day, which does not count.
  func extendedDue(_ more: Extension, from old: Instant, _ state: CaseState) -> Instant? {
    rulebook.due(
      from: more.unit.countsDays ? old.adding(milliseconds: -1) : old, amount: more.amount, unit: more.unit,
      calendar: rulebook.calendar(for: state.agency(of: more.part)))
  }

  /// What a pause moved, once it ends.
  func resumed(_ state: CaseState) -> [MovedCommitment] {
    guard let pausedAt = state.pausedAt else { return [] }
    var moved = [MovedCommitment]()
    for tracked in state.commitments where tracked.isRunning {
      guard let commitment = tracked.commitment, let due = commitment.due else { continue }
      // A clock that started during the pause stood from its start.
      let stoodFrom = min(max(pausedAt, commitment.start ?? pausedAt), at)
      let resumedDue = rulebook.resumedDue(of: commitment, pausedAt: stoodFrom, resumedAt: at)
      if resumedDue != due { moved.append(self.moved(commitment, to: resumedDue, CaseClass(state))) }
    }
    return moved
  }
}

extension CaseState {
  /// A promise of this kind was made for the whole case since its clocks started.
  fileprivate func knows(_ kind: CommitmentKind, since start: Instant) -> Bool {
    commitments.contains {
      $0.commitment?.kind == kind && $0.commitment?.part == 0 && ($0.commitment?.start ?? start) >= start
        && $0.endedAt == nil
    }
  }
}

extension CommitmentKind {
  /// What the citizen waits for; the others bind agencies among themselves.
  var isCitizenFacing: Bool { self == .resolve || self == .answer || self == .confirm }
}
