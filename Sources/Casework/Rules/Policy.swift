/// What a city allows, where the law leaves it to the city (quy chế).
public struct Policy: Hashable, Sendable {
  /// More legs between agencies than this escalate a case by itself ("đùn đẩy"). At least 1.
  public var legCountMax: UInt32 = 3
  /// How often one case can be reopened; zero forbids it.
  public var reopenCountMax: UInt32 = 2
  /// Who resolved a case may also close it.
  public var resolverMayClose = false
  /// The clocks stand while the citizen is asked for more.
  public var awaitingCitizenPausesClock = true
  /// The office may close an answered case without waiting for the citizen.
  public var officeMayCloseWithoutConfirmation = false

  public init() {}
}
