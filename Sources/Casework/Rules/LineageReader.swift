// How agencies, units, categories and channels stand in the rulebook document.

extension LineageInterval {
  fileprivate init(_ value: JSONValue, path: String) throws(JSONError) {
    var fields = try JSONFields(value, path: path)
    self.init(
      from: try fields.instant("from"), until: try fields.instant("until"), code: try fields.text("code") ?? "",
      name: try fields.required(fields.text("name"), "name"))
    try fields.finish()
  }
}

extension SuccessorShare {
  fileprivate init(_ fields: inout JSONFields) throws(JSONError) {
    switch try fields.required(fields.text("share"), "share") {
    case "whole": self = .whole
    case "part": self = .part
    case let other:
      throw JSONError(fields.object, fields.path(of: "share"), "must be whole or part, not \(other.debugDescription)")
    }
  }
}

extension TerritorialUnit {
  init(_ value: JSONValue, path: String, _ ids: RulebookIdentifiers) throws(JSONError) {
    var fields = try JSONFields(value, path: path)
    self.init(
      number: UnitID(try fields.required(fields.uint32("number"), "number")),
      id: try fields.required(fields.text("id"), "id"), parent: try fields.text("parent") ?? "",
      intervals: try fields.objects("intervals") { value, path throws(JSONError) in
        try LineageInterval(value, path: path)
      },
      successors: try fields.objects("successors") { value, path throws(JSONError) in
        var fields = try JSONFields(value, path: path)
        let unit = try fields.required(fields.reference("unit", in: "units", ids), "unit")
        let share = try SuccessorShare(&fields)
        let areas = try fields.objects("areas") { value, path throws(JSONError) in try GridArea(value, path: path) }
        try fields.finish()
        return UnitSuccessor(unit: UnitID(unit), share: share, areas: areas)
      })
    try fields.finish()
  }
}

extension Agency {
  init(_ value: JSONValue, path: String, _ ids: RulebookIdentifiers) throws(JSONError) {
    var fields = try JSONFields(value, path: path)
    self.init(
      number: AgencyID(try fields.required(fields.uint32("number"), "number")),
      id: try fields.required(fields.text("id"), "id"),
      calendar: try fields.reference("calendar", in: "calendars", ids) ?? 0,
      unit: UnitID(try fields.reference("unit", in: "units", ids) ?? 0),
      parent: AgencyID(try fields.reference("parent", in: "agencies", ids) ?? 0),
      intervals: try fields.objects("intervals") { value, path throws(JSONError) in
        try LineageInterval(value, path: path)
      },
      successors: try fields.objects("successors") { value, path throws(JSONError) in
        var fields = try JSONFields(value, path: path)
        let agency = try fields.required(fields.reference("agency", in: "agencies", ids), "agency")
        let share = try SuccessorShare(&fields)
        try fields.finish()
        return AgencySuccessor(agency: AgencyID(agency), share: share)
      })
    try fields.finish()
  }
}

extension Category {
  init(_ value: JSONValue, path: String) throws(JSONError) {
    var fields = try JSONFields(value, path: path)
    self.init(
      number: CategoryID(try fields.required(fields.uint32("number"), "number")),
      id: try fields.required(fields.text("id"), "id"), name: try fields.required(fields.text("name"), "name"))
    try fields.finish()
  }
}

extension Channel {
  init(_ value: JSONValue, path: String) throws(JSONError) {
    var fields = try JSONFields(value, path: path)
    self.init(
      number: ChannelID(try fields.required(fields.uint32("number"), "number")),
      id: try fields.required(fields.text("id"), "id"), name: try fields.required(fields.text("name"), "name"))
    try fields.finish()
  }
}
