/// The account of one deadline (sổ theo dõi thời hạn), from its promise to its end: how its due instant came about, and
/// how the time was used, day by day and by whom. Each part adds up, to the millisecond.
public struct CommitmentAccount: Hashable, Sendable {
  /// As the events of the case have left it.
  public var tracked: TrackedCommitment
  /// How the due instant in force came about: the promise, then each move.
  public var steps: [Step]
  /// From the start until `until`, in order and without a gap; no stretch spans a midnight of the city.
  public var stretches: [Stretch]
  /// Until it was kept or ended, else until the time it was asked for.
  public var until: Instant
  public var zone: TimeZoneRule
  /// Working time is counted, rather than time by day and night.
  public var countsWorkingTime: Bool

  /// A promise, or a move of its due instant.
  public struct Step: Hashable, Sendable {
    public enum Cause: Hashable, Sendable {
      case promised
      /// Set by name: nothing is counted.
      case given(reason: String)
      /// The clock stood (tạm dừng).
      case paused(from: Instant, until: Instant)
      /// gia hạn
      case extended(amount: UInt32, unit: TimeUnit, reason: String, approvedBy: String)
      /// phân loại lại
      case reclassified(approvedBy: String)
      /// A change of rule or calendar that names the deadlines it moves.
      case decreed(basis: String)
    }

    public var cause: Cause
    /// The event that it rests on.
    public var sequence: SequenceNumber
    /// The edition of the rulebook that it rests on.
    public var edition: UInt32
    /// When it took effect.
    public var at: Instant
    /// The due instant before; nil for the promise.
    public var from: Instant?
    /// The due instant from then on.
    public var to: Instant?
    /// Day by day, how `to` follows; nil where nothing is counted.
    public var explanation: Explanation?
  }

  /// Time of one day in one pair of hands.
  public struct Stretch: Hashable, Sendable {
    public var from: Instant
    /// The next instant after it.
    public var until: Instant
    /// Who had the case, or the part; none for triage.
    public var agency: AgencyID
    /// The clock stood: nothing of it was used.
    public var isPaused: Bool
    /// Of its time, what counts for this deadline: working time, or all of it.
    public var milliseconds: Int64
  }

  /// Time in one pair of hands.
  public struct Leg: Hashable, Sendable {
    public var agency: AgencyID
    public var from: Instant
    public var until: Instant
    /// Counted time that was used.
    public var milliseconds: Int64
    /// Counted time in which the clock stood.
    public var pausedMilliseconds: Int64
  }

  /// Counted time that was used, whoever used it.
  public var millisecondsUsed: Int64 { stretches.reduce(0) { $0 + ($1.isPaused ? 0 : $1.milliseconds) } }
  /// Counted time in which the clock stood.
  public var millisecondsPaused: Int64 { stretches.reduce(0) { $0 + ($1.isPaused ? $1.milliseconds : 0) } }

  /// The stretches by who had the case, one leg after the other; lateness belongs to the leg that used the time.
  public var legs: [Leg] {
    var legs = [Leg]()
    for stretch in stretches {
      if legs.last?.agency != stretch.agency {
        legs.append(
          Leg(agency: stretch.agency, from: stretch.from, until: stretch.until, milliseconds: 0, pausedMilliseconds: 0))
      }
      let last = legs.count - 1
      legs[last].until = stretch.until
      if stretch.isPaused {
        legs[last].pausedMilliseconds += stretch.milliseconds
      } else {
        legs[last].milliseconds += stretch.milliseconds
      }
    }
    return legs
  }
}

extension Rulebook {
  /// The account of a deadline, as of an instant.
  ///
  /// - Parameters:
  ///   - place: where it stands in `CaseState.commitments`.
  ///   - events: all events of the case, in the order of the log.
  ///   - edition: an earlier or later edition of this rulebook; where it knows none, this one explains.
  /// - Returns: nil when the case has no such commitment, or one that says not where it started.
  public func account(
    of place: Int, in events: some Sequence<Event>, at instant: Instant,
    edition: (UInt32) -> Rulebook? = { _ in nil }
  ) -> CommitmentAccount? {
    var history = CommitmentHistory(place: place)
    var state: CaseState?
    for event in events {
      let before = state
      if state == nil { state = CaseState(opening: event) } else { state?.evolve(event) }
      if let state { history.note(event, before: before, after: state) }
    }
    guard let tracked = history.tracked, let start = tracked.commitment?.start else { return nil }
    func book(_ number: UInt32) -> Rulebook { number == self.edition ? self : edition(number) ?? self }
    // A late calendar may have taken the place of the one that was promised on.
    let rulebook =
      history.editions.map(book).first {
        $0.calendar(number: tracked.commitment?.calendar ?? 0)?.edition == tracked.commitment?.calendarEdition
      } ?? book(tracked.commitment?.rulebookEdition ?? 0)
    let calendar = rulebook.calendar(number: tracked.commitment?.calendar ?? 0) ?? rulebook.calendars[0]
    let until = max(start, tracked.metAt ?? tracked.endedAt ?? instant)
    let countsWorkingTime =
      tracked.commitment?.unit.countsWorkingTime == true && calendar.workingMilliseconds(until: start) != nil
      && calendar.workingMilliseconds(until: until) != nil
    var account = CommitmentAccount(
      tracked: tracked, steps: history.steps, stretches: [], until: until, zone: calendar.zone,
      countsWorkingTime: countsWorkingTime)
    for index in account.steps.indices {
      account.steps[index].explanation = history.explain(index) { [book($0), self] }
    }
    account.stretches = history.stretches(
      from: start, until: until, calendar: calendar, countsWorkingTime: countsWorkingTime)
    return account
  }
}
