extension FigureReport {
  /// The report as one line of JSON, without the end of the line. The same report gives the same bytes everywhere, so
  /// that their SHA-256 names it.
  ///
  /// - Parameter zone: of the city, for times.
  public func canonicalBytes(in zone: TimeZoneRule) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.field("format", 1)
    json.field("by", question.dimension.rawValue)
    json.field("view", question.view.rawValue)
    json.field("period", question.period.text)
    json.field("from", zone.text(question.period.from))
    json.field("until", zone.text(question.period.until))
    json.field("sequence", standpoint.end.rawValue)
    json.field("root", standpoint.root.description)
    json.field("as_of", zone.text(standpoint.asOf))
    json.field("edition", edition)
    json.name("total")
    total.write(to: &json)
    json.name("rows")
    json.beginArray()
    for row in rows { row.write(to: &json) }
    json.endArray()
    json.field("counted_again", again[.received])
    json.name("lateness")
    json.beginArray()
    for share in lateness {
      json.beginObject()
      share.label.write(to: &json)
      json.ratio("deadlines", share.deadlines, total.counts[.lateDeadlines])
      json.field("milliseconds", share.milliseconds)
      json.endObject()
    }
    json.endArray()
    json.endObject()
    return json.bytes
  }
}

extension FigureRow {
  fileprivate func write(to json: inout JSONWriter) {
    json.beginObject()
    label.write(to: &json)
    json.field("received", counts[.received])
    for ratio in FigureRatio.all { json.ratio(ratio.name, counts[ratio.numerator], counts[ratio.denominator]) }
    json.ratio("stars", counts[.stars], counts[.rated])
    json.name("standing")
    json.beginObject()
    for count in FigureCount.standings { json.field(String(count.name.dropFirst(7)), counts[count]) }
    json.endObject()
    json.name("promised")
    json.beginObject()
    json.field("cases", counts[.promised])
    for count in FigureCount.outcomes { json.field(count.name, counts[count]) }
    json.field(FigureCount.lateDeadlines.name, counts[.lateDeadlines])
    json.endObject()
    for (time, spread) in zip(FigureTime.allCases, spreads) {
      json.name(time.rawValue)
      json.beginObject()
      json.field("cases", spread.count)
      json.optional("median_ms", spread.medianMilliseconds)
      json.optional("p90_ms", spread.ninetiethMilliseconds)
      json.endObject()
    }
    json.endObject()
  }
}

extension FigureLabel {
  fileprivate func write(to json: inout JSONWriter) {
    json.field("id", id)
    if !code.isEmpty { json.field("code", code) }
    if !name.isEmpty { json.field("name", name) }
    if isUndecided { json.field("undecided", true) }
  }
}

extension JSONWriter {
  fileprivate mutating func ratio(_ name: String, _ numerator: Int, _ denominator: Int) {
    self.name(name)
    beginObject()
    field("numerator", numerator)
    field("denominator", denominator)
    endObject()
  }

  fileprivate mutating func optional(_ name: String, _ value: Int64?) {
    self.name(name)
    if let value { integer(value) } else { null() }
  }
}
