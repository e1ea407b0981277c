/// A stretch of the city's own time that figures are about: everything from its first instant to before its end.
///
///     2025                                   a year
///     2025-Q3                                a quarter
///     2025-09                                a month
///     2025-W36                               a week, Monday to Sunday (ISO 8601)
///     2025-09-03                             a day
///     2025-09@25T12:00                       a month from a boundary: 25 September, 12:00, to 25 October, 12:00
///     2025-09-01..2025-09-14                 from the first day to the end of the last
///     2025-09-25T12:00..2025-10-25T12:00     from a time to before a time
public struct FigurePeriod: Hashable, Sendable {
  /// As it was asked for.
  public let text: String
  public let from: Instant
  /// The first instant after it.
  public let until: Instant

  /// The spellings, for those who are told that theirs is none.
  public static let spellings =
    "2025, 2025-Q3, 2025-09, 2025-W36, 2025-09-03, 2025-09@25T12:00 or FROM..TO with days or times"

  public func contains(_ instant: Instant) -> Bool { from <= instant && instant < until }

  /// - Parameter zone: whose days these are.
  /// - Returns: nil for a text that names no time, or none that lasts.
  public init?(_ text: some StringProtocol, in zone: TimeZoneRule) {
    self.text = String(text)
    let bytes = Array(text.utf8)
    func midnight(_ date: CivilDate) -> Instant { zone.instant(date, millisecondOfDay: 0) }
    let bounds: (Instant, Instant)?
    if let dots = Self.dots(bytes) {
      let first = Self.time(bytes[..<dots], zone)
      let last = Self.time(bytes[(dots + 2)...], zone)
      bounds = first.flatMap { first in last.map { (first.from, $0.until) } }
    } else if bytes.firstIndex(of: UInt8(ascii: "@")) == 7 {
      bounds = Self.monthFromBoundary(bytes, zone)
    } else {
      bounds = Self.days(bytes).map { (midnight($0.first), midnight($0.end)) }
    }
    guard let bounds, bounds.0 < bounds.1 else { return nil }
    (from, until) = bounds
  }

  private static func dots(_ bytes: [UInt8]) -> Int? {
    bytes.indices.dropLast().first { bytes[$0] == UInt8(ascii: ".") && bytes[$0 + 1] == UInt8(ascii: ".") }
  }

  /// A stretch of whole days: its first, and the day after its last.
  private static func days(_ bytes: [UInt8]) -> (first: CivilDate, end: CivilDate)? {
    func number(_ range: Range<Int>) -> Int? { Padded.number(bytes[range]) }
    if bytes.count == 10 { return CivilDate(String(decoding: bytes, as: UTF8.self)).map { ($0, $0.adding(days: 1)) } }
    guard bytes.count >= 4, let year = number(0..<4) else { return nil }
    if bytes.count == 4 { return months(year, 1, count: 12) }
    guard bytes.count >= 7, bytes[4] == UInt8(ascii: "-") else { return nil }
    switch bytes[5] {
    case UInt8(ascii: "Q"):
      guard bytes.count == 7, let quarter = number(6..<7), (1...4).contains(quarter) else { return nil }
      return months(year, 3 * quarter - 2, count: 3)
    case UInt8(ascii: "W"):
      guard bytes.count == 8, let week = number(6..<8), week >= 1 else { return nil }
      return self.week(week, of: year)
    default:
      guard bytes.count == 7, let month = number(5..<7) else { return nil }
      return months(year, month, count: 1)
    }
  }

  private static func months(_ year: Int, _ month: Int, count: Int) -> (first: CivilDate, end: CivilDate)? {
    let next = month - 1 + count
    guard let first = CivilDate(year: year, month: month, day: 1),
      let end = CivilDate(year: year + next / 12, month: next % 12 + 1, day: 1)
    else { return nil }
    return (first, end)
  }

  /// A week belongs to the year in which its Thursday lies.
  private static func week(_ week: Int, of year: Int) -> (first: CivilDate, end: CivilDate)? {
    guard let fourth = CivilDate(year: year, month: 1, day: 4) else { return nil }
    let monday = fourth.adding(days: Int32(7 * (week - 1)) - Int32(fourth.weekday.rawValue))
    guard monday.adding(days: 3).components.year == year else { return nil }
    return (monday, monday.adding(days: 7))
  }

  /// `2025-09@25T12:00`. The day is one that every month has.
  private static func monthFromBoundary(_ bytes: [UInt8], _ zone: TimeZoneRule) -> (Instant, Instant)? {
    guard bytes.count == 16, let month = days(Array(bytes[..<7])), let day = Padded.number(bytes[8..<10]),
      (1...28).contains(day), let clock = clock(bytes[10...])
    else { return nil }
    let shift = Int32(day - 1)
    return (
      zone.instant(month.first.adding(days: shift), millisecondOfDay: clock),
      zone.instant(month.end.adding(days: shift), millisecondOfDay: clock)
    )
  }

  /// A bound of FROM..TO: a day from its beginning or to its end, or one instant.
  private static func time(_ bytes: ArraySlice<UInt8>, _ zone: TimeZoneRule) -> (from: Instant, until: Instant)? {
    if let instant = Instant(internetTime: bytes) { return (instant, instant) }
    guard bytes.count >= 10, let date = CivilDate(String(decoding: bytes.prefix(10), as: UTF8.self)) else { return nil }
    if bytes.count == 10 {
      return (
        zone.instant(date, millisecondOfDay: 0), zone.instant(date.adding(days: 1), millisecondOfDay: 0)
      )
    }
    guard let clock = clock(bytes.dropFirst(10)) else { return nil }
    let instant = zone.instant(date, millisecondOfDay: clock)
    return (instant, instant)
  }

  /// `T12:00` in milliseconds.
  private static func clock(_ bytes: ArraySlice<UInt8>) -> Int64? {
    let at = bytes.startIndex
    guard bytes.count == 6, bytes[at] == UInt8(ascii: "T"), bytes[at + 3] == UInt8(ascii: ":"),
      let hour = Padded.number(bytes[(at + 1)..<(at + 3)]), let minute = Padded.number(bytes[(at + 4)...]),
      hour < 24, minute < 60
    else { return nil }
    return Int64(hour * 60 + minute) * 60_000
  }
}
