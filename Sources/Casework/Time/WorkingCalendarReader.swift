// How a calendar stands in the rulebook document.

extension WorkingCalendar {
  convenience init(_ value: JSONValue, path: String, zone: TimeZoneRule) throws(JSONError) {
    var fields = try JSONFields(value, path: path)
    // Where the days were read, with its licence; for people.
    _ = try fields.text("source")
    let number = try fields.required(fields.uint32("number"), "number")
    let edition = try fields.required(fields.uint32("edition"), "edition")
    let id = try fields.required(fields.text("id"), "id")
    let name = try fields.text("name") ?? ""
    let knownFrom = try fields.required(fields.date("known_from"), "known_from")
    let knownUntil = try fields.required(fields.date("known_until"), "known_until")
    let seasons = try fields.objects("seasons") { value, path throws(JSONError) in try WorkingSeason(value, path: path)
    }
    let daysOff = try fields.objects("days_off") { value, path throws(JSONError) in
      var fields = try JSONFields(value, path: path)
      let day = DayOff(
        date: try fields.required(fields.date("date"), "date"), name: try fields.required(fields.text("name"), "name"))
      try fields.finish()
      return day
    }
    let replacementDays = try fields.objects("working_days") { value, path throws(JSONError) in
      var fields = try JSONFields(value, path: path)
      let date = try fields.required(fields.date("date"), "date")
      let name = try fields.required(fields.text("name"), "name")
      let worksAs = try fields.text("works_as") ?? "monday"
      guard let weekday = Weekday(name: worksAs) else {
        throw JSONError(
          value, fields.path(of: "works_as"), "must be a weekday, as friday, not \(worksAs.debugDescription)")
      }
      try fields.finish()
      return ReplacementDay(date: date, name: name, worksAs: weekday)
    }
    try fields.finish()
    do throws(RulebookError) {
      try self.init(
        number: number, edition: edition, id: id, name: name, zone: zone, knownFrom: knownFrom, knownUntil: knownUntil,
        seasons: seasons, daysOff: daysOff, replacementDays: replacementDays)
    } catch {
      throw JSONError(
        path: path + "." + error.path, line: value.line(ofPath: error.path), column: 1, message: error.message)
    }
  }
}

extension WorkingSeason {
  fileprivate init(_ value: JSONValue, path: String) throws(JSONError) {
    var fields = try JSONFields(value, path: path)
    let name = try fields.text("name") ?? ""
    let from = try fields.dayOfYear("from", or: DayOfYear(month: 1, day: 1))
    let until = try fields.dayOfYear("until", or: DayOfYear(month: 12, day: 31))
    var days = try JSONFields(fields.required(fields.value("week"), "week"), path: path + ".week")
    var week = [[WorkingSpan]]()
    for weekday in Weekday.allCases {
      var spans = [WorkingSpan]()
      for (place, text) in try days.texts(weekday.name).enumerated() {
        guard let span = WorkingSpan(text) else {
          throw JSONError(
            value, days.path(of: weekday.name) + "[\(place)]",
            "must be a span of the day, as 07:30-11:30, not \(text.debugDescription)")
        }
        spans.append(span)
      }
      week.append(spans)
    }
    try days.finish()
    try fields.finish()
    self.init(name: name, from: from, until: until, week: week)
  }
}

extension Weekday {
  /// The name in a rulebook: `monday`.
  public var name: String { String(describing: self) }

  init?(name: String) {
    guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = found
  }
}

extension JSONFields {
  /// Reads `04-01`.
  fileprivate mutating func dayOfYear(
    _ name: String, or other: WorkingSeason.DayOfYear
  ) throws(JSONError) -> WorkingSeason.DayOfYear {
    guard let text = try text(name) else { return other }
    // Any day of a leap year will do.
    guard let date = CivilDate("2024-" + text) else {
      throw JSONError(object, path(of: name), "must be a day of the year, as 04-01, not \(text.debugDescription)")
    }
    let (_, month, day) = date.components
    return WorkingSeason.DayOfYear(month: month, day: day)
  }
}
