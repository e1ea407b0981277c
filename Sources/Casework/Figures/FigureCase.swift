/// What figures must know of one case.
public struct FigureCase: Sendable {
  public var state: CaseState
  /// Who was in charge, but for reorganisations: the agency of its own time.
  public var agencyAsWas: AgencyID
  /// Where it lies, but for reorganisations.
  public var wardAsWas: UnitID
  /// Its deadlines for resolution and answer that passed, with who used the time.
  public var lateDeadlines: [LateDeadline]

  /// From all events of a case, in the order of the log.
  ///
  /// - Parameters:
  ///   - instant: as of when a deadline that still runs is late.
  ///   - rulebook: by whose calendars used time is counted.
  /// - Returns: nil when the first event opens no case.
  public init?(events: [Event], at instant: Instant, rulebook: Rulebook) {
    guard let first = events.first, var state = CaseState(opening: first) else { return nil }
    var (agency, ward) = (state.agency, state.ward)
    for event in events.dropFirst() {
      let before = (state.agency, state.ward)
      state.evolve(event)
      if case .caseMoved = event.body { continue }
      if state.agency != before.0 { agency = state.agency }
      if state.ward != before.1 { ward = state.ward }
    }
    self.state = state
    agencyAsWas = agency
    wardAsWas = ward
    lateDeadlines = rulebook.lateDeadlines(of: state, in: events, at: instant)
  }

  /// From the state alone, where that says everything: nothing was late, and nothing happened since the report or no
  /// view as it was is asked for.
  ///
  /// - Returns: nil where the events are needed.
  public init?(_ state: CaseState, view: LineageView, at instant: Instant) {
    let isUntouched = state.lastSequence.rawValue == state.number.rawValue
    guard view == .asIs || isUntouched, !state.commitments.contains(where: { state.isLate($0, at: instant) })
    else { return nil }
    self.state = state
    agencyAsWas = state.agency
    wardAsWas = state.ward
    lateDeadlines = []
  }

  /// Everything it counts as.
  var counts: FigureCounts {
    var counts = FigureCounts()
    func count(_ name: FigureCount, if isTrue: Bool) { if isTrue { counts[name] = 1 } }
    counts[.received] = 1
    count(.accepted, if: state.acceptedAt != nil)
    count(.resolved, if: state.resolvedAt != nil)
    count(.answered, if: state.answeredAt != nil)
    count(.extended, if: state.extensionCount > 0)
    count(.reopened, if: state.reopenCount > 0)
    count(.rated, if: state.rating > 0)
    count(.ratable, if: state.rating > 0 || state.answeredAt != nil || state.status == .closed)
    count(.satisfied, if: state.rating >= 4)
    counts[.stars] = Int(state.rating)
    counts[FigureCount.standing(state.status)] = 1
    let promised = state.commitments.filter(\.isPromiseToTheCitizen)
    if !promised.isEmpty {
      counts[.promised] = 1
      let outcome: FigureCount =
        if !lateDeadlines.isEmpty { .late } else if promised.contains(where: \.isRunning) {
          .running
        } else if promised.contains(where: { $0.metAt != nil }) { .onTime } else { .lapsed }
      counts[outcome] = 1
      counts[.lateDeadlines] = lateDeadlines.count
    }
    return counts
  }
}

extension TrackedCommitment {
  /// A deadline for resolution or answer, of the case or of one of its parts.
  var isPromiseToTheCitizen: Bool {
    commitment?.due != nil && (commitment?.kind == .resolve || commitment?.kind == .answer)
  }
}

extension CaseState {
  /// A deadline of one of its commitments for resolution or answer passed before it was kept or ended, or as of an
  /// instant while it runs. While the clocks stand no time passes.
  func isLate(_ tracked: TrackedCommitment, at instant: Instant) -> Bool {
    guard tracked.isPromiseToTheCitizen, let due = tracked.commitment?.due else { return false }
    return due < (tracked.metAt ?? tracked.endedAt ?? pausedAt ?? instant)
  }
}
