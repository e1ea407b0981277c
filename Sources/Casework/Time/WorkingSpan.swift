/// A stretch of working time in one day, in minutes since midnight on the city's clocks.
public struct WorkingSpan: Hashable, Sendable {
  /// First minute.
  public var startMinute: Int
  /// First minute after it, at most 1,440.
  public var endMinute: Int

  public init(startMinute: Int, endMinute: Int) {
    self.startMinute = startMinute
    self.endMinute = endMinute
  }

  /// Reads `07:30-11:30`; the end may be `24:00`.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count == 11, bytes[5] == UInt8(ascii: "-"), let start = Self.minute(bytes[0..<5]),
      let end = Self.minute(bytes[6..<11]), start < end
    else { return nil }
    self.init(startMinute: start, endMinute: end)
  }

  private static func minute(_ text: ArraySlice<UInt8>) -> Int? {
    let at = text.startIndex
    guard text[at + 2] == UInt8(ascii: ":"), let hour = Padded.number(text[at..<(at + 2)]),
      let minute = Padded.number(text[(at + 3)..<(at + 5)]), minute < 60, hour < 24 || (hour == 24 && minute == 0)
    else { return nil }
    return hour * 60 + minute
  }

  public var minuteCount: Int { endMinute - startMinute }
}

extension WorkingSpan: CustomStringConvertible {
  /// `07:30-11:30`
  public var description: String {
    [startMinute, endMinute].map { Padded.digits($0 / 60, 2) + ":" + Padded.digits($0 % 60, 2) }.joined(separator: "-")
  }
}

/// The spans of a week, valid for a season of the year (giờ mùa hè, giờ mùa đông).
public struct WorkingSeason: Hashable, Sendable {
  /// A day of any year.
  public struct DayOfYear: Hashable, Comparable, Sendable {
    public var month: Int
    public var day: Int
    public init(month: Int, day: Int) {
      self.month = month
      self.day = day
    }
    public static func < (a: Self, b: Self) -> Bool { (a.month, a.day) < (b.month, b.day) }
  }

  public var name: String
  /// First day, and last day; a season from October until March spans the turn of the year.
  public var from: DayOfYear
  public var until: DayOfYear
  /// Seven lists, Monday first; an empty one is a day without work.
  public var week: [[WorkingSpan]]

  public init(name: String = "", from: DayOfYear, until: DayOfYear, week: [[WorkingSpan]]) {
    self.name = name
    self.from = from
    self.until = until
    self.week = week
  }

  /// One season for the whole year.
  public init(week: [[WorkingSpan]]) {
    self.init(from: DayOfYear(month: 1, day: 1), until: DayOfYear(month: 12, day: 31), week: week)
  }

  func contains(_ day: DayOfYear) -> Bool {
    from <= until ? from <= day && day <= until : from <= day || day <= until
  }
}

/// A day without work, with the reason that people are told.
public struct DayOff: Hashable, Sendable {
  public var date: CivilDate
  /// `Quốc khánh`
  public var name: String
  public init(date: CivilDate, name: String) {
    self.date = date
    self.name = name
  }
}

/// A day that is worked in place of a weekday (làm bù), with that weekday's spans.
public struct ReplacementDay: Hashable, Sendable {
  public var date: CivilDate
  public var name: String
  public var worksAs: Weekday
  public init(date: CivilDate, name: String, worksAs: Weekday = .monday) {
    self.date = date
    self.name = name
    self.worksAs = worksAs
  }
}
