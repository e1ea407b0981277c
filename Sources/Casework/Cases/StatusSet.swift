/// Where cases may stand, as a set.
public struct StatusSet: OptionSet, Hashable, Sendable {
  public var rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  public init(_ status: CaseStatus) { rawValue = status.rawValue < 16 ? 1 << status.rawValue : 0 }

  public func contains(_ status: CaseStatus) -> Bool { status.rawValue < 16 && rawValue & 1 << status.rawValue != 0 }

  static let received = Self(.received)
  static let assigned = Self(.assigned)
  static let inProgress = Self(.inProgress)
  static let awaiting = Self(.awaitingCitizen)
  static let resolved = Self(.resolved)
  static let answered = Self(.answered)
  static let closed = Self(.closed)
  static let rejected = Self(.rejected)
  static let handedOver = Self(.handedOver)
  /// The work is not done: from triage to the agency's desk, the citizen not being waited for.
  static let undone: Self = [.received, .assigned, .inProgress]
  static let open: Self = [.undone, .awaiting, .resolved, .answered]
  static let every: Self = [.open, .closed, .rejected, .handedOver]
}

/// Who may act, as a set.
public struct RoleSet: OptionSet, Hashable, Sendable {
  public var rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  public init(_ role: Role) { rawValue = role.rawValue < 16 ? 1 << role.rawValue : 0 }

  public func contains(_ role: Role) -> Bool { role.rawValue < 16 && rawValue & 1 << role.rawValue != 0 }

  static let citizen = Self(.citizen)
  static let clerk = Self(.clerk)
  static let dispatcher = Self(.dispatcher)
  static let officer = Self(.officer)
  static let supervisor = Self(.supervisor)
  static let administrator = Self(.administrator)
  static let system = Self(.system)
  static let source = Self(.source)
  /// The agency's own people.
  static let office: Self = [.officer, .supervisor]
  static let every: Self = [.citizen, .clerk, .dispatcher, .office, .administrator, .system, .source]
}
