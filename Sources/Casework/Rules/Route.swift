/// Where a route leads.
public enum RouteDestination: Hashable, Sendable {
  case agency(AgencyID)
  /// The agency of the ward that the report names, whichever is in force then (UBND phường, xã).
  case agencyOfWard
}

/// A rule that says which agency is in charge (phân công thẩm quyền). An empty list matches everything.
public struct Route: Hashable, Sendable {
  public var kinds: [ReportKind]
  public var categories: [CategoryID]
  public var wards: [UnitID]
  public var destination: RouteDestination
  /// Routes without a dispatcher. Otherwise the rule is only advice, and it hides less specific rules.
  public var isAutomatic: Bool

  public init(
    kinds: [ReportKind] = [], categories: [CategoryID] = [], wards: [UnitID] = [], to destination: RouteDestination,
    isAutomatic: Bool
  ) {
    self.kinds = kinds
    self.categories = categories
    self.wards = wards
    self.destination = destination
    self.isAutomatic = isAutomatic
  }

  /// A ward says more than a category, a category more than a kind.
  var specificity: Int { (wards.isEmpty ? 0 : 4) + (categories.isEmpty ? 0 : 2) + (kinds.isEmpty ? 0 : 1) }
}
