// How routes and service levels stand in the rulebook document.

extension Route {
  init(_ value: JSONValue, path: String, _ ids: RulebookIdentifiers) throws(JSONError) {
    var fields = try JSONFields(value, path: path)
    let agency = try fields.reference("agency", in: "agencies", ids)
    let destination: RouteDestination
    switch (agency, try fields.bool("agency_of_ward") ?? false) {
    case (let agency?, false): destination = .agency(AgencyID(agency))
    case (nil, true): destination = .agencyOfWard
    default: throw JSONError(value, path, "must name either an agency, or \"agency_of_ward\": true")
    }
    self.init(
      kinds: try fields.names("kinds", ReportKind.self),
      categories: try fields.references("categories", in: "categories", ids).map { CategoryID($0) },
      wards: try fields.references("wards", in: "units", ids).map { UnitID($0) }, to: destination,
      isAutomatic: try fields.required(fields.bool("automatic"), "automatic"))
    try fields.finish()
  }
}

extension ServiceLevel {
  init(_ value: JSONValue, path: String, _ ids: RulebookIdentifiers) throws(JSONError) {
    var fields = try JSONFields(value, path: path)
    self.init(
      kinds: try fields.names("kinds", ReportKind.self),
      categories: try fields.references("categories", in: "categories", ids).map { CategoryID($0) },
      levels: try fields.names("levels", Level.self),
      promises: try fields.objects("promises") { value, path throws(JSONError) in try Promise(value, path: path) },
      source: try fields.text("source") ?? "")
    try fields.finish()
  }
}

extension Promise {
  fileprivate init(_ value: JSONValue, path: String) throws(JSONError) {
    var fields = try JSONFields(value, path: path)
    let commitment = try fields.required(fields.named("commitment", CommitmentKind.self), "commitment")
    let amount = try fields.required(fields.uint32("amount"), "amount")
    let unit = try fields.required(fields.named("unit", TimeUnit.self), "unit")
    let name = try fields.required(fields.text("starts_at"), "starts_at")
    guard let trigger = Trigger(name: name) else {
      let names = Trigger.allCases.map(\.name).joined(separator: ", ")
      throw JSONError(value, fields.path(of: "starts_at"), "must be one of \(names), not \(name.debugDescription)")
    }
    let dueSoon = try fields.value("due_soon").map { value throws(JSONError) in
      var lead = try JSONFields(value, path: fields.path(of: "due_soon"))
      let amount = try lead.required(lead.uint32("amount"), "amount")
      let unit = try lead.required(lead.named("unit", TimeUnit.self), "unit")
      try lead.finish()
      return Lead(amount, unit)
    }
    self.init(commitment, amount: amount, unit: unit, startedBy: trigger, dueSoon: dueSoon)
    try fields.finish()
  }
}
