package import MotCham

/// Times as people read them.
package enum Moments {
  /// `2013-12-26 07:59`, local; a midnight is the 24:00 of the day that it ends, as deadlines are.
  package static func text(_ instant: Instant, _ zone: TimeZoneRule) -> String {
    let (date, millisecond) = zone.local(instant)
    if millisecond == 0 { return date.adding(days: -1).description + " 24:00" }
    return date.description + " " + clock(millisecond)
  }

  /// `2013-12-26 00:00:08`, local, to the second.
  package static func exact(_ instant: Instant, _ zone: TimeZoneRule) -> String {
    let (date, millisecond) = zone.local(instant)
    return date.description + " " + clock(millisecond) + ":" + two(millisecond / 1_000 % 60)
  }

  /// The two greatest units that matter: `3 d 4 h`, `12 min`.
  package static func span(from: Instant, to: Instant) -> String {
    let minutes = max(0, to.milliseconds(since: from)) / 60_000
    let (days, hours) = (minutes / 1_440, minutes / 60 % 24)
    if days > 365 { return "\(days) d" }
    if days > 0 { return "\(days) d \(hours) h" }
    return hours > 0 ? "\(hours) h \(minutes % 60) min" : "\(minutes) min"
  }

  private static func clock(_ millisecond: Int64) -> String {
    two(millisecond / 3_600_000) + ":" + two(millisecond / 60_000 % 60)
  }
  private static func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
}

/// Columns that line up.
package struct TextTable {
  private let header: [String]
  private let rightAligned: Set<Int>
  package private(set) var rows: [[String]] = []

  package init(_ header: [String], rightAligned: Set<Int> = []) {
    self.header = header
    self.rightAligned = rightAligned
  }

  package mutating func add(_ row: [String]) {
    precondition(row.count == header.count, "a row has as many cells as the header")
    rows.append(row)
  }

  package var text: String {
    guard !rows.isEmpty else { return "" }
    // A column in which no row says anything is left out.
    let columns = header.indices.filter { column in rows.contains { !$0[column].isEmpty } }
    let widths = header.indices.map { column in (rows + [header]).map { $0[column].count }.max() ?? 0 }
    return ([header] + rows).map { row in
      var line = ""
      for column in columns {
        let cell = row[column]
        let space = String(repeating: " ", count: widths[column] - cell.count)
        line += rightAligned.contains(column) ? space + cell + "  " : cell + space + "  "
      }
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }
}
