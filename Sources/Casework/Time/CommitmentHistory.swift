/// What the events of a case say about one of its commitments, noted while they are folded.
struct CommitmentHistory {
  let place: Int
  private(set) var tracked: TrackedCommitment?
  private(set) var steps: [CommitmentAccount.Step] = []
  /// What each step rests on.
  private var grounds: [Ground] = []
  /// Who had the case from when on, and whether its clocks stood: the state changed at each.
  private var marks: [(at: Instant, agency: AgencyID, isPaused: Bool)] = []
  private var pausedAt: Instant?

  private struct Ground {
    /// As it was before the step, with the due instant before.
    var commitment: Commitment
    /// The class of the case.
    var matter: CaseClass
    /// Who is bound, and by whose calendar it is counted.
    var agency: AgencyID
  }

  /// The editions that the steps rest on.
  var editions: [UInt32] { steps.map(\.edition) }

  init(place: Int) { self.place = place }

  mutating func note(_ event: Event, before: CaseState?, after: CaseState) {
    let at = event.effectiveAt
    if let pause = after.pausedAt, before?.pausedAt == nil { pausedAt = pause }
    guard place >= 0, place < after.commitments.count else { return }
    let old = before.flatMap { place < $0.commitments.count ? $0.commitments[place] : nil }
    let new = after.commitments[place]
    tracked = new
    guard let commitment = new.commitment else { return }
    // A promise may start before the event that makes it: who had the case then is whoever has it now.
    mark(old == nil ? commitment.start ?? at : at, after, part: commitment.part)
    let isMoved = old.map { $0.moveCount != new.moveCount } ?? true
    guard isMoved, let cause = cause(of: event.body, at: at, commitment, isNew: old == nil) else { return }
    steps.append(
      CommitmentAccount.Step(
        cause: cause, sequence: event.sequence, edition: event.body.rulebookEdition ?? commitment.rulebookEdition,
        at: at, from: old?.commitment?.due, to: commitment.due, explanation: nil))
    grounds.append(
      Ground(
        commitment: old?.commitment ?? commitment, matter: CaseClass(after), agency: after.agency(of: commitment.part)))
  }

  private mutating func mark(_ at: Instant, _ state: CaseState, part: UInt32) {
    let agency = state.agency(of: part)
    let isPaused = state.pausedAt != nil
    if let last = marks.last, last.agency == agency, last.isPaused == isPaused { return }
    marks.append((max(at, marks.last?.at ?? at), agency, isPaused))
  }

  private func cause(
    of body: EventBody, at: Instant, _ commitment: Commitment, isNew: Bool
  ) -> CommitmentAccount.Step.Cause? {
    if isNew {
      guard commitment.unit == .absolute else { return .promised }
      if case .commitmentMade(let made) = body { return .given(reason: made.reason) }
      return .given(reason: "")
    }
    switch body {
    case .informationProvided: return pausedAt.map { .paused(from: max($0, commitment.start ?? $0), until: at) }
    case .deadlineExtended(let said):
      return .extended(amount: said.amount, unit: said.unit, reason: said.reason, approvedBy: said.approvedBy)
    case .classified(let said): return .reclassified(approvedBy: said.approvedBy)
    case .deadlinesMoved(let said): return .decreed(basis: said.basis)
    // A newer writer's: moved, and nobody here can say why.
    default: return .decreed(basis: "")
    }
  }

  /// How the due instant after a step follows from the one before; nil where nothing is counted.
  ///
  /// - Parameter books: the editions to try, that of the commitment first: the first that leads to the recorded due
  ///   instant explains it, else the first.
  func explain(_ index: Int, _ books: (UInt32) -> [Rulebook]) -> Explanation? {
    let explanations = books(steps[index].edition).compactMap { explain(steps[index], grounds[index], $0) }
    let agreeing = explanations.first(where: \.agrees)
    // Counted anew by the edition that says so; where that does not lead there, it was given.
    if case .decreed = steps[index].cause { return agreeing }
    return agreeing ?? explanations.first
  }

  private func explain(_ step: CommitmentAccount.Step, _ ground: Ground, _ rulebook: Rulebook) -> Explanation? {
    var commitment = ground.commitment
    switch step.cause {
    case .paused(let from, let until):
      return rulebook.explainPause(commitment, from: from, until: until, to: step.to)
    case .extended(let amount, let unit, _, _):
      commitment.calendar = rulebook.calendar(for: ground.agency).number
      return step.from.map { rulebook.explainExtension(commitment, by: amount, unit, from: $0, to: step.to) }
    case .reclassified:
      let matter = ground.matter
      let promise = rulebook.promise(
        commitment.kind, kind: matter.kind, category: matter.category, level: matter.level.forClocks)
      guard let promise else { return nil }
      commitment.amount = promise.amount
      commitment.unit = promise.unit
      commitment.calendar = rulebook.calendar(for: ground.agency).number
    case .promised, .decreed: break
    case .given: return nil
    }
    guard commitment.start != nil, commitment.unit != .absolute else { return nil }
    commitment.due = step.to
    return rulebook.explain(commitment)
  }

  /// A stretch of time in one pair of hands and one state of the clock.
  struct Holding {
    var from: Instant
    var until: Instant
    var agency: AgencyID
    var isPaused: Bool
  }

  /// Who had it from `start` to `end`, in order and without a gap.
  func holdings(from start: Instant, until end: Instant) -> [Holding] {
    var found = [Holding]()
    var from = start
    for (index, mark) in marks.enumerated() {
      let until = min(index + 1 < marks.count ? marks[index + 1].at : end, end)
      guard from < until else { continue }
      found.append(Holding(from: from, until: until, agency: mark.agency, isPaused: mark.isPaused))
      from = until
    }
    return found
  }

  /// The time from `start` to `end` in stretches of one day, one pair of hands, one state of the clock.
  func stretches(
    from start: Instant, until end: Instant, calendar: WorkingCalendar, countsWorkingTime: Bool
  ) -> [CommitmentAccount.Stretch] {
    var found = [CommitmentAccount.Stretch]()
    for held in holdings(from: start, until: end) {
      var from = held.from
      while from < held.until {
        let (date, _) = calendar.zone.local(from)
        let midnight = calendar.zone.instant(date.adding(days: 1), millisecondOfDay: 0)
        let until = min(midnight, held.until)
        let counted =
          countsWorkingTime
          ? (calendar.workingMilliseconds(until: until) ?? 0) - (calendar.workingMilliseconds(until: from) ?? 0)
          : until.milliseconds(since: from)
        found.append(
          CommitmentAccount.Stretch(
            from: from, until: until, agency: held.agency, isPaused: held.isPaused, milliseconds: counted))
        from = until
      }
    }
    return found
  }
}

extension EventBody {
  /// The edition on which an event says that it rests.
  fileprivate var rulebookEdition: UInt32? {
    switch self {
    case .classified(let said): said.rulebookEdition
    case .deadlinesMoved(let said): said.rulebookEdition
    default: nil
    }
  }
}
