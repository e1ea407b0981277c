/// Reads a rulebook from its document, `schemas/rulebook.schema.json`.
///
/// In the document things are named by id; numbers stand only where a lineage is declared.
extension Rulebook {
  /// - Throws: `RulebookError` with path and line of the first thing that does not hold; a field that nobody
  ///   knows is an error that names it.
  public convenience init(json: [UInt8]) throws(RulebookError) {
    do throws(JSONError) {
      let document = try JSONReader.value(json)
      try self.init(document: document)
    } catch {
      throw RulebookError(path: error.path, line: error.line, message: error.message)
    }
  }

  private convenience init(document: JSONValue) throws(JSONError) {
    var fields = try JSONFields(document)
    _ = try fields.text("$schema")
    let format = try fields.required(fields.integer("format", in: 1...1), "format")
    assert(format == 1)
    // Where the rules were read; for people.
    _ = try fields.text("source")
    let ids = try RulebookIdentifiers(&fields)
    let zone = try Self.zone(fields.required(fields.value("zone"), "zone"))
    var calendars = [WorkingCalendar]()
    for (place, value) in try fields.list("calendars").enumerated() {
      calendars.append(try WorkingCalendar(value, path: "calendars[\(place)]", zone: zone))
    }
    let policy = try fields.value("policy").map { value throws(JSONError) in try Policy(value) } ?? Policy()
    let agencies = try fields.objects("agencies") { value, path throws(JSONError) in try Agency(value, path: path, ids)
    }
    let units = try fields.objects("units") { value, path throws(JSONError) in
      try TerritorialUnit(value, path: path, ids)
    }
    let categories = try fields.objects("categories") { value, path throws(JSONError) in try Category(value, path: path)
    }
    let channels = try fields.objects("channels") { value, path throws(JSONError) in try Channel(value, path: path) }
    let routes = try fields.objects("routes") { value, path throws(JSONError) in try Route(value, path: path, ids) }
    let serviceLevels = try fields.objects("service_levels") { value, path throws(JSONError) in
      try ServiceLevel(value, path: path, ids)
    }
    let escalations = try fields.objects("escalations") { value, path throws(JSONError) in
      try Escalation(value, path: path, ids)
    }
    let deadlinesBasis = try Self.deadlinesBasis(&fields)
    let edition = try fields.required(fields.uint32("edition"), "edition")
    let name = try fields.required(fields.text("name"), "name")
    let validFrom = try fields.required(fields.instant("valid_from"), "valid_from")
    let casePrefix = try fields.required(fields.text("case_prefix"), "case_prefix")
    try fields.finish()
    do throws(RulebookError) {
      try self.init(
        edition: edition, name: name, validFrom: validFrom, casePrefix: casePrefix, zone: zone, policy: policy,
        calendars: calendars, agencies: agencies, units: units, categories: categories, channels: channels,
        routes: routes, serviceLevels: serviceLevels, escalations: escalations, deadlinesBasis: deadlinesBasis)
    } catch {
      throw JSONError(path: error.path, line: document.line(ofPath: error.path), column: 1, message: error.message)
    }
  }

  /// Why running deadlines are counted anew; empty when the edition does not say that they are.
  private static func deadlinesBasis(_ document: inout JSONFields) throws(JSONError) -> String {
    guard let value = document.value("moves_deadlines") else { return "" }
    var fields = try JSONFields(value, path: "moves_deadlines")
    let basis = try fields.required(fields.text("basis"), "basis")
    guard !basis.isEmpty else { throw JSONError(value, "moves_deadlines.basis", "must name the decision it rests on") }
    try fields.finish()
    return basis
  }

  private static func zone(_ value: JSONValue) throws(JSONError) -> TimeZoneRule {
    // No place on Earth is further from Greenwich than 14 hours; history knew a little more.
    let offsets: ClosedRange<Int64> = -960...960
    var fields = try JSONFields(value, path: "zone")
    // `Asia/Ho_Chi_Minh`; for people.
    _ = try fields.text("name")
    let offset = try fields.required(fields.integer("offset_minutes", in: offsets), "offset_minutes")
    let changes = try fields.objects("changes") { value, path throws(JSONError) in
      var fields = try JSONFields(value, path: path)
      let at = try fields.required(fields.instant("at"), "at")
      let offset = try fields.required(fields.integer("offset_minutes", in: offsets), "offset_minutes")
      try fields.finish()
      return TimeZoneRule.Change(at: at, offsetMinutes: Int(offset))
    }
    for place in changes.indices.dropFirst() where changes[place - 1].at >= changes[place].at {
      throw JSONError(value, "zone.changes[\(place)].at", "must come after the change before it; sort the list")
    }
    try fields.finish()
    return TimeZoneRule(offsetMinutes: Int(offset), changes: changes)
  }
}

extension Policy {
  fileprivate init(_ value: JSONValue) throws(JSONError) {
    self.init()
    var fields = try JSONFields(value, path: "policy")
    legCountMax = try fields.uint32("leg_count_max") ?? legCountMax
    reopenCountMax = try fields.uint32("reopen_count_max") ?? reopenCountMax
    resolverMayClose = try fields.bool("resolver_may_close") ?? resolverMayClose
    awaitingCitizenPausesClock = try fields.bool("awaiting_citizen_pauses_clock") ?? awaitingCitizenPausesClock
    officeMayCloseWithoutConfirmation =
      try fields.bool("office_may_close_without_confirmation") ?? officeMayCloseWithoutConfirmation
    try fields.finish()
  }
}

extension JSONFields {
  /// Each item of a list with its path; empty when the field is absent.
  mutating func objects<Item>(
    _ name: String, _ make: (JSONValue, String) throws(JSONError) -> Item
  ) throws(JSONError) -> [Item] {
    var items = [Item]()
    for (place, value) in try list(name).enumerated() { items.append(try make(value, path(of: name) + "[\(place)]")) }
    return items
  }
}
