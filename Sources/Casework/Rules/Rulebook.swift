/// One edition of a city's rules (bộ quy tắc): agencies, units, categories, routes, service levels, escalations,
/// calendars.
///
/// Immutable, and checked when it is made: every reference leads somewhere, no number is used twice. Lineage
/// numbers mean the same in every edition.
public final class Rulebook: Sendable {
  /// From 1, each edition greater than the one before it.
  public let edition: UInt32
  public let name: String
  public let validFrom: Instant
  /// What case codes begin with: 1 to 8 upper-case ASCII letters.
  public let casePrefix: String
  public let zone: TimeZoneRule
  public let policy: Policy
  /// The first is for whoever names none.
  public let calendars: [WorkingCalendar]
  public let agencies: [Agency]
  public let units: [TerritorialUnit]
  public let categories: [Category]
  public let channels: [Channel]
  public let routes: [Route]
  public let serviceLevels: [ServiceLevel]
  public let escalations: [Escalation]
  /// The rule or decision for which running deadlines are counted anew on the calendars that this edition brings;
  /// empty when they stay as they were promised.
  public let deadlinesBasis: String

  let index: RulebookIndex
  let routeTable: RouteTable
  let serviceLevelTable: ServiceLevelTable

  /// Lineage numbers index dense tables, so they are bounded.
  public static let lineageNumberMax: UInt32 = 1_000_000

  /// - Throws: `RulebookError` with the path of the first thing that does not hold.
  public init(
    edition: UInt32, name: String, validFrom: Instant, casePrefix: String, zone: TimeZoneRule,
    policy: Policy = Policy(),
    calendars: [WorkingCalendar], agencies: [Agency] = [], units: [TerritorialUnit] = [], categories: [Category] = [],
    channels: [Channel] = [], routes: [Route] = [], serviceLevels: [ServiceLevel] = [],
    escalations: [Escalation] = [], deadlinesBasis: String = ""
  ) throws(RulebookError) {
    self.edition = edition
    self.name = name
    self.validFrom = validFrom
    self.casePrefix = casePrefix
    self.zone = zone
    self.policy = policy
    self.calendars = calendars
    self.agencies = agencies
    self.units = units
    self.categories = categories
    self.channels = channels
    self.routes = routes
    self.serviceLevels = serviceLevels
    self.escalations = escalations
    self.deadlinesBasis = deadlinesBasis
    guard edition > 0 else { throw RulebookError(path: "edition", message: "must be at least 1") }
    guard !name.isEmpty else { throw RulebookError(path: "name", message: "must not be empty") }
    guard (Limits.instantMin...Limits.instantMax).contains(validFrom) else {
      throw RulebookError(path: "valid_from", message: "must lie between 1900 and 2200")
    }
    guard (1...8).contains(casePrefix.utf8.count),
      casePrefix.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
    else { throw RulebookError(path: "case_prefix", message: "must be 1 to 8 upper-case letters A to Z, as HCM") }
    guard deadlinesBasis.utf8.count <= Limits.shortTextByteCountMax else {
      throw RulebookError(path: "moves_deadlines.basis", message: "is too long; name the decision alone")
    }
    guard policy.legCountMax > 0 else {
      throw RulebookError(path: "policy.leg_count_max", message: "must be at least 1")
    }
    index = try RulebookIndex(
      calendars: calendars, agencies: agencies, units: units, categories: categories, channels: channels)
    try index.check(routes)
    try index.check(serviceLevels)
    try index.check(escalations)
    try index.checkParents(agencies)
    routeTable = RouteTable(routes)
    serviceLevelTable = ServiceLevelTable(serviceLevels)
  }
}
