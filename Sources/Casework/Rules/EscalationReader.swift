// How escalations stand in the rulebook document.

extension Escalation {
  init(_ value: JSONValue, path: String, _ ids: RulebookIdentifiers) throws(JSONError) {
    var fields = try JSONFields(value, path: path)
    self.init(
      kinds: try fields.names("kinds", ReportKind.self), levels: try fields.names("levels", Level.self),
      commitments: try fields.names("commitments", CommitmentKind.self),
      steps: try fields.objects("steps") { value, path throws(JSONError) in
        try EscalationStep(value, path: path, ids)
      }, source: try fields.text("source") ?? "")
    try fields.finish()
  }
}

extension EscalationStep {
  fileprivate init(_ value: JSONValue, path: String, _ ids: RulebookIdentifiers) throws(JSONError) {
    var fields = try JSONFields(value, path: path)
    let amount = try fields.required(fields.uint32("amount"), "amount")
    let unit = try fields.required(fields.named("unit", TimeUnit.self), "unit")
    let agency = try fields.reference("agency", in: "agencies", ids)
    let target: EscalationTarget
    switch (try fields.uint32("above"), agency, try fields.bool("city") ?? false) {
    case (let count?, nil, false): target = .above(count)
    case (nil, let agency?, false): target = .agency(AgencyID(agency))
    case (nil, nil, true): target = .city
    default: throw JSONError(value, path, "must name one of above, agency, or \"city\": true")
    }
    self.init(after: amount, unit, to: target)
    try fields.finish()
  }
}
