/// A working calendar (lịch làm việc): when an agency works, for the years it knows.
///
/// Everything is worked out once per day of those years, so that each question afterwards is an index or a
/// binary search. A question outside the known years has no answer (nil), never a guessed one: the holidays
/// of a year are decreed late in the year before.
///
/// Working time is counted on the city's clocks: an hour that daylight saving skips is not worked.
public final class WorkingCalendar: Sendable {
  /// As commitments name it; greater than zero.
  public let number: UInt32
  /// Raised by each change, as the swap of 2 and 10 January 2026, announced on 25 December 2025.
  public let edition: UInt32
  public let id: String
  public let name: String
  public let zone: TimeZoneRule
  /// First and last day known.
  public let knownFrom: CivilDate
  public let knownUntil: CivilDate
  public let seasons: [WorkingSeason]
  /// In ascending order of date.
  public let daysOff: [DayOff]
  /// In ascending order of date.
  public let replacementDays: [ReplacementDay]

  /// Each different list of spans once; 0 is no work.
  let patterns: [[WorkingSpan]]
  /// By day since `knownFrom`.
  let patternOfDay: [UInt16]
  /// Working minutes of all days before a day since `knownFrom`; one more at the end.
  let minutesBefore: [Int32]
  /// Working days before a day since `knownFrom`; one more at the end.
  let workingDaysBefore: [Int32]
  /// The working days themselves, as days since `knownFrom`.
  let workingDays: [Int32]

  /// A hundred years of days is the most a calendar can know.
  static let dayCountMax = 36_525

  /// - Throws: `RulebookError` with a path inside the calendar.
  public init(
    number: UInt32, edition: UInt32, id: String, name: String = "", zone: TimeZoneRule, knownFrom: CivilDate,
    knownUntil: CivilDate, seasons: [WorkingSeason], daysOff: [DayOff] = [], replacementDays: [ReplacementDay] = []
  ) throws(RulebookError) {
    guard number > 0 else { throw RulebookError(path: "number", message: "must be at least 1") }
    guard edition > 0 else { throw RulebookError(path: "edition", message: "must be at least 1") }
    let dayCount = Int(knownUntil.dayNumber) - Int(knownFrom.dayNumber) + 1
    guard dayCount > 0, dayCount <= Self.dayCountMax else {
      throw RulebookError(path: "known_until", message: "must lie after known_from, at most 100 years")
    }
    try Self.check(seasons)
    try Self.check(daysOff.map(\.date), in: "days_off", known: knownFrom...knownUntil)
    try Self.check(replacementDays.map(\.date), in: "working_days", known: knownFrom...knownUntil)
    self.number = number
    self.edition = edition
    self.id = id
    self.name = name
    self.zone = zone
    self.knownFrom = knownFrom
    self.knownUntil = knownUntil
    self.seasons = seasons
    self.daysOff = daysOff
    self.replacementDays = replacementDays

    var patterns: [[WorkingSpan]] = [[]]
    var patternOfDay = [UInt16]()
    var minutesBefore: [Int32] = [0]
    var workingDaysBefore: [Int32] = [0]
    var workingDays = [Int32]()
    var nextOff = 0
    var nextReplacement = 0
    for offset in 0..<dayCount {
      let date = knownFrom.adding(days: Int32(offset))
      let isOff = nextOff < daysOff.count && daysOff[nextOff].date == date
      if isOff { nextOff += 1 }
      var weekday = date.weekday
      if nextReplacement < replacementDays.count, replacementDays[nextReplacement].date == date {
        guard !isOff else {
          throw RulebookError(
            path: "working_days[\(nextReplacement)].date", message: "\(date) is also a day off; keep one")
        }
        weekday = replacementDays[nextReplacement].worksAs
        nextReplacement += 1
      }
      let spans = isOff ? [] : Self.season(of: date, in: seasons).week[Int(weekday.rawValue)]
      let pattern = patterns.firstIndex(of: spans) ?? patterns.count
      if pattern == patterns.count { patterns.append(spans) }
      patternOfDay.append(UInt16(pattern))
      minutesBefore.append(minutesBefore[offset] + Int32(spans.reduce(0) { $0 + $1.minuteCount }))
      workingDaysBefore.append(workingDaysBefore[offset] + (spans.isEmpty ? 0 : 1))
      if !spans.isEmpty { workingDays.append(Int32(offset)) }
    }
    self.patterns = patterns
    self.patternOfDay = patternOfDay
    self.minutesBefore = minutesBefore
    self.workingDaysBefore = workingDaysBefore
    self.workingDays = workingDays
  }

  /// The spans of a day; nil outside the known years, empty on a day without work.
  public func spans(on date: CivilDate) -> [WorkingSpan]? { offset(of: date).map { patterns[Int(patternOfDay[$0])] } }

  /// Nil outside the known years.
  public func isWorkingDay(_ date: CivilDate) -> Bool? { offset(of: date).map { patternOfDay[$0] != 0 } }

  /// Why a day is off by name; nil for a plain day.
  public func dayOff(on date: CivilDate) -> DayOff? { daysOff.first { $0.date == date } }

  /// The weekday that a day replaces; nil for a plain day.
  public func replacementDay(on date: CivilDate) -> ReplacementDay? { replacementDays.first { $0.date == date } }

  /// The season that a day lies in.
  public func season(of date: CivilDate) -> WorkingSeason { Self.season(of: date, in: seasons) }

  /// Days since `knownFrom`; nil outside the known years.
  func offset(of date: CivilDate) -> Int? {
    guard date >= knownFrom, date <= knownUntil else { return nil }
    return Int(date.dayNumber - knownFrom.dayNumber)
  }

  private static func season(of date: CivilDate, in seasons: [WorkingSeason]) -> WorkingSeason {
    let (_, month, day) = date.components
    // `check` has seen that every day lies in exactly one season.
    return seasons.first { $0.contains(WorkingSeason.DayOfYear(month: month, day: day)) } ?? seasons[0]
  }
}
