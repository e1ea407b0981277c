public import Casework

/// Which cases are looked for. Every condition that is set must hold; none are set for all cases.
public struct SearchQuery: Sendable, Equatable {
  /// Who is in charge; `.none` for what lies in triage.
  public var agency: AgencyID?
  /// Where the case stands: one of these. Empty for anywhere.
  public var statuses: [CaseStatus] = []
  public var category: CategoryID?
  /// The unit that was recorded, as a reorganisation may have moved it.
  public var ward: UnitID?
  /// When it was reported: from the first instant to before the second.
  public var reported: Range<Instant>?
  public var area: SearchArea?

  public init() {}

  /// An erased case stands nowhere any more: nobody works on it, and no status finds it.
  public func matches(_ state: CaseState) -> Bool {
    if let agency, state.agency != agency { return false }
    if let category, state.category != category { return false }
    if let ward, state.ward != ward { return false }
    if let reported, !(state.reportedAt.map(reported.contains) ?? false) { return false }
    if !statuses.isEmpty {
      guard statuses.contains(state.status), !state.isErased else { return false }
    }
    return area?.contains(state.cell) ?? true
  }

  /// The queue of one agency holds every case that can match.
  var isAnsweredByAQueue: Bool { agency != nil && !statuses.isEmpty && statuses.allSatisfy(\.isOpen) }
}

/// Some cases that were found, in the order of their numbers.
public struct SearchPage: Sendable {
  public var cases: [CaseState]
  /// The search goes on behind this case; nil when every case was looked at. A page may be short, or empty, and still
  /// go on: one call looks at no more than `casesLookedAtMax`.
  public var next: CaseNumber?

  /// A call looks at no more cases.
  public static let casesLookedAtMax = 65_536
}
