/// Whom lateness calls (báo cáo cấp trên), step after step, for reports of some kinds and levels and some kinds of
/// commitment. An empty list matches everything.
///
/// The most specific rule decides: kinds before levels before commitments, then the first in the document.
public struct Escalation: Hashable, Sendable {
  public var kinds: [ReportKind]
  public var levels: [Level]
  public var commitments: [CommitmentKind]
  /// In the order in which they are taken; at least one.
  public var steps: [EscalationStep]
  /// The regulation it stands in.
  public var source: String

  public init(
    kinds: [ReportKind] = [], levels: [Level] = [], commitments: [CommitmentKind] = [], steps: [EscalationStep],
    source: String = ""
  ) {
    self.kinds = kinds
    self.levels = levels
    self.commitments = commitments
    self.steps = steps
    self.source = source
  }

  /// Counted from 1; nil behind the last.
  func step(_ number: UInt32) -> EscalationStep? {
    number >= 1 && Int(number) <= steps.count ? steps[Int(number) - 1] : nil
  }

  fileprivate var specificity: Int {
    (kinds.isEmpty ? 0 : 4) + (levels.isEmpty ? 0 : 2) + (commitments.isEmpty ? 0 : 1)
  }

  fileprivate func matches(_ kind: ReportKind, _ level: Level, _ commitment: CommitmentKind) -> Bool {
    (kinds.isEmpty || kinds.contains(kind)) && (levels.isEmpty || levels.contains(level))
      && (commitments.isEmpty || commitments.contains(commitment))
  }
}

/// One step of a chain: after so much lateness this head must look.
public struct EscalationStep: Hashable, Sendable {
  /// Lateness, counted from the due instant; zero as soon as it has passed.
  public var amount: UInt32
  /// Any but `absolute`.
  public var unit: TimeUnit
  public var to: EscalationTarget

  public init(after amount: UInt32, _ unit: TimeUnit, to: EscalationTarget) {
    self.amount = amount
    self.unit = unit
    self.to = to
  }
}

/// Whose head must look.
public enum EscalationTarget: Hashable, Sendable {
  /// So many agencies above the one that is bound; 0 is that agency's own head. Where the chain of parents ends, the
  /// city's own supervisor.
  case above(UInt32)
  case agency(AgencyID)
  /// The city's own supervisor, who acts for no agency.
  case city
}

extension Rulebook {
  /// No chain has more agencies above each other.
  static let parentCountMax: UInt32 = 16

  /// The chain of steps for one commitment of a case; nil when nobody is called.
  public func escalation(kind: ReportKind, level: Level, commitment: CommitmentKind) -> Escalation? {
    var best: Escalation?
    for rule in escalations where rule.matches(kind, level, commitment) {
      if best.map({ $0.specificity < rule.specificity }) ?? true { best = rule }
    }
    return best
  }

  /// The agency whose head a step calls; none for the city's own supervisor. An agency that is not in force at that
  /// time is passed over for the one above it.
  public func head(_ target: EscalationTarget, above agency: AgencyID, at instant: Instant) -> AgencyID {
    switch target {
    case .city: return .none
    case .agency(let named): return inForce(named, at: instant)
    case .above(let count):
      var head = agency
      for _ in 0..<count { head = self.agency(head)?.parent ?? .none }
      return inForce(head, at: instant)
    }
  }

  private func inForce(_ agency: AgencyID, at instant: Instant) -> AgencyID {
    var head = agency
    while head != .none, !isInForce(head, at: instant) { head = self.agency(head)?.parent ?? .none }
    return head
  }

  /// The last instant before a step is taken for a deadline that was due at `due`.
  ///
  /// Days are counted from the day of the due instant, which does not count. Where the calendar does not reach, an
  /// hour of any kind is an hour and a day 24 of them.
  public func late(_ step: EscalationStep, after due: Instant, calendar: WorkingCalendar) -> Instant {
    guard step.amount > 0 else { return due }
    let countsDays = step.unit.countsDays
    let counted = self.due(
      from: countsDays ? due.adding(milliseconds: -1) : due, amount: step.amount, unit: step.unit, calendar: calendar)
    if let counted { return max(due, counted) }
    let hours = Int64(step.amount) * (countsDays ? 24 : 1)
    return min(Limits.instantMax, due.adding(minutes: step.unit == .minutes ? Int64(step.amount) : hours * 60))
  }
}
