/// What starts the clock of a promise.
public enum Trigger: UInt8, CaseIterable, Hashable, Sendable {
  case reported, assigned, accepted, resolved, answered

  /// The name in a rulebook.
  public var name: String {
    switch self {
    case .reported: "reported"
    case .assigned: "assigned"
    case .accepted: "accepted"
    case .resolved: "resolved"
    case .answered: "answered"
    }
  }

  public init?(name: some StringProtocol) {
    guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = found
  }
}

/// One deadline that a service level promises.
public struct Promise: Hashable, Sendable {
  public var commitment: CommitmentKind
  /// At least 1.
  public var amount: UInt32
  /// Any but `absolute`.
  public var unit: TimeUnit
  public var startedBy: Trigger
  /// How long before the due instant whoever is bound is reminded; nil when nobody is.
  public var dueSoon: Lead?

  public init(
    _ commitment: CommitmentKind, amount: UInt32, unit: TimeUnit, startedBy: Trigger, dueSoon: Lead? = nil
  ) {
    self.commitment = commitment
    self.amount = amount
    self.unit = unit
    self.startedBy = startedBy
    self.dueSoon = dueSoon
  }
}

/// The promises for reports of some kinds, categories and levels (thời hạn theo quy định). An empty list
/// matches everything.
///
/// Of the service levels that match a report, each kind of commitment is taken from the most specific one
/// that promises it: category before kind before level, then the first in the document.
public struct ServiceLevel: Hashable, Sendable {
  public var kinds: [ReportKind]
  public var categories: [CategoryID]
  public var levels: [Level]
  public var promises: [Promise]
  /// The regulation it stands in: `1207/QĐ-UBND`.
  public var source: String

  public init(
    kinds: [ReportKind] = [], categories: [CategoryID] = [], levels: [Level] = [], promises: [Promise],
    source: String = ""
  ) {
    self.kinds = kinds
    self.categories = categories
    self.levels = levels
    self.promises = promises
    self.source = source
  }

  var specificity: Int { (categories.isEmpty ? 0 : 4) + (kinds.isEmpty ? 0 : 2) + (levels.isEmpty ? 0 : 1) }
}
