/// A deadline that passed, and who used its time.
public struct LateDeadline: Hashable, Sendable {
  public var kind: CommitmentKind
  /// From its start until it was kept or ended, else until the instant that was asked for; in order.
  public var legs: [Leg]

  /// What one agency used of it.
  public struct Leg: Hashable, Sendable {
    /// None for triage.
    public var agency: AgencyID
    /// Working time where that is what the deadline counts, and none in which the clock stood.
    public var milliseconds: Int64

    public init(agency: AgencyID, milliseconds: Int64) {
      self.agency = agency
      self.milliseconds = milliseconds
    }
  }

  public init(kind: CommitmentKind, legs: [Leg]) {
    self.kind = kind
    self.legs = legs
  }

  /// Who answers for the lateness: who used most of the time; of equals the one that had it last.
  public var agency: AgencyID {
    var used: [Leg] = []
    for leg in legs {
      if let found = used.firstIndex(where: { $0.agency == leg.agency }) {
        // Who had it again had it later than those between.
        var again = used.remove(at: found)
        again.milliseconds += leg.milliseconds
        used.append(again)
      } else {
        used.append(leg)
      }
    }
    var most: Leg?
    for leg in used where leg.milliseconds >= most?.milliseconds ?? 0 { most = leg }
    return most?.agency ?? .none
  }
}

extension Rulebook {
  /// The deadlines for resolution and answer of a case that passed.
  ///
  /// - Parameter events: all of the case, in the order of the log.
  func lateDeadlines(of state: CaseState, in events: [Event], at instant: Instant) -> [LateDeadline] {
    let places = state.commitments.indices.filter { state.isLate(state.commitments[$0], at: instant) }
    guard !places.isEmpty else { return [] }
    var histories = places.map { CommitmentHistory(place: $0) }
    var folded: CaseState?
    for event in events {
      let before = folded
      if folded == nil { folded = CaseState(opening: event) } else { folded?.evolve(event) }
      guard let folded else { continue }
      for index in histories.indices { histories[index].note(event, before: before, after: folded) }
    }
    return histories.map { history in
      let commitment = history.tracked?.commitment ?? Commitment()
      let start = commitment.start ?? state.reportedAt ?? instant
      let end = history.tracked?.metAt ?? history.tracked?.endedAt ?? instant
      let calendar = calendar(number: commitment.calendar) ?? calendars[0]
      let counter = UsedTime(calendar, from: start, until: end, commitment.unit)
      return LateDeadline(
        kind: commitment.kind,
        legs: history.holdings(from: start, until: end).map { held in
          LateDeadline.Leg(
            agency: held.agency, milliseconds: held.isPaused ? 0 : counter.milliseconds(held.from, held.until))
        })
    }
  }
}

/// Time as a deadline counts it: working time where it counts that and the calendar knows all of it, else every hour.
private struct UsedTime {
  private let calendar: WorkingCalendar?

  init(_ calendar: WorkingCalendar, from start: Instant, until end: Instant, _ unit: TimeUnit) {
    let isKnown = calendar.workingMilliseconds(until: start) != nil && calendar.workingMilliseconds(until: end) != nil
    self.calendar = unit.countsWorkingTime && isKnown ? calendar : nil
  }

  func milliseconds(_ from: Instant, _ until: Instant) -> Int64 {
    guard let calendar, let before = calendar.workingMilliseconds(until: from),
      let after = calendar.workingMilliseconds(until: until)
    else { return until.milliseconds(since: from) }
    return after - before
  }
}
