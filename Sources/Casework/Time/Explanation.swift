/// Why a deadline falls where it does, day by day; the days add up to the amount exactly.
public struct Explanation: Hashable, Sendable {
  /// What a day has to do with the deadline.
  public enum Reason: Hashable, Sendable {
    /// The day the clock started; it does not count where days are counted.
    case startDay
    /// The clock started on a day without work or after closing: this is the day it counts as.
    case startMovedHere
    /// Counts by its weekday.
    case counted
    /// làm bù: counts in place of a weekday.
    case replacement(name: String, worksAs: Weekday)
    /// No work by its weekday.
    case weekend
    /// No work by decree.
    case dayOff(name: String)
    /// A working day after the last working time of the start: nothing is left of it.
    case afterClosing
    /// The clock stopped on this day.
    case clockStops
    /// The clock stood all day.
    case clockStands
    /// The clock ran again from this day on.
    case clockRuns
  }

  /// One day of the city's calendar.
  public struct Day: Hashable, Sendable {
    public var date: CivilDate
    public var reasons: [Reason]
    /// The season by name, where the calendar has several; else empty.
    public var season: String
    /// Working time of the day; empty where the unit does not ask for it.
    public var spans: [WorkingSpan]
    /// Counted from 1; nil when the day does not count, or hours are counted.
    public var number: UInt32?
    /// Milliseconds that the deadline uses of this day; zero where days are counted.
    public var millisecondsUsed: Int64

    public var weekday: Weekday { date.weekday }
    /// Whole minutes used, the rest cut off.
    public var minutesUsed: Int64 { millisecondsUsed / 60_000 }
  }

  public var commitment: Commitment
  public var zone: TimeZoneRule
  public var days: [Day]
  /// The due instant as computed from the rows; nil for a given instant and where the calendar ends too early.
  public var computedDue: Instant?

  /// The due instant that was recorded is the one that the rows lead to. It is not after an extension or a
  /// pause has moved it, or when the calendar has changed since.
  public var agrees: Bool { computedDue != nil && computedDue == commitment.due }
  public var dayCount: UInt32 { days.reduce(0) { $0 + ($1.number == nil ? 0 : 1) } }
  public var millisecondsUsed: Int64 { days.reduce(0) { $0 + $1.millisecondsUsed } }
}

extension Rulebook {
  /// Explains a deadline by the calendar of this edition.
  ///
  /// - Precondition: the commitment says where it starts.
  public func explain(_ commitment: Commitment) -> Explanation {
    guard let start = commitment.start else {
      preconditionFailure("a commitment without a start has nothing to explain")
    }
    let calendar = calendar(number: commitment.calendar) ?? calendars[0]
    var explanation = Explanation(
      commitment: commitment, zone: calendar.zone, days: [],
      computedDue: due(from: start, amount: commitment.amount, unit: commitment.unit, calendar: calendar))
    guard let due = explanation.computedDue else { return explanation }
    let first = calendar.zone.local(start).date
    let last = calendar.zone.lastDay(until: due)
    var walk = DayWalk(calendar: calendar, unit: commitment.unit, start: start, due: due)
    for dayNumber in first.dayNumber...max(first, last).dayNumber {
      explanation.days.append(walk.day(CivilDate(dayNumber: dayNumber)))
    }
    return explanation
  }
}

/// Says of one day after the other what it has to do with a deadline.
private struct DayWalk {
  let calendar: WorkingCalendar
  let unit: TimeUnit
  let start: Instant
  let due: Instant
  let startDate: CivilDate
  /// The day that the start counts as, where working days are counted.
  let effectiveDate: CivilDate?
  var number: UInt32 = 0

  init(calendar: WorkingCalendar, unit: TimeUnit, start: Instant, due: Instant) {
    self.calendar = calendar
    self.unit = unit
    self.start = start
    self.due = due
    startDate = calendar.zone.local(start).date
    effectiveDate = calendar.workingDayPlace(of: start).flatMap { calendar.date(ofWorkingDay: $0) }
  }

  mutating func day(_ date: CivilDate) -> Explanation.Day {
    var day = Explanation.Day(date: date, reasons: [], season: "", spans: [], number: nil, millisecondsUsed: 0)
    if date == startDate { day.reasons.append(.startDay) }
    switch unit {
    case .minutes, .hours:
      let from = calendar.zone.instant(date, millisecondOfDay: 0)
      let until = calendar.zone.instant(date.adding(days: 1), millisecondOfDay: 0)
      day.millisecondsUsed = max(0, min(until, due).milliseconds - max(from, start).milliseconds)
      if date != startDate { day.reasons.append(.counted) }
    case .calendarDays:
      guard date > startDate else { break }
      number += 1
      day.number = number
      day.reasons.append(.counted)
    default: workingDay(&day)
    }
    return day
  }

  private mutating func workingDay(_ day: inout Explanation.Day) {
    let date = day.date
    day.spans = calendar.spans(on: date) ?? []
    if calendar.seasons.count > 1 { day.season = calendar.season(of: date).name }
    guard !day.spans.isEmpty else {
      day.reasons.append(calendar.dayOff(on: date).map { .dayOff(name: $0.name) } ?? .weekend)
      return
    }
    if let replacement = calendar.replacementDay(on: date) {
      day.reasons.append(.replacement(name: replacement.name, worksAs: replacement.worksAs))
    }
    if let effectiveDate, date == effectiveDate, date != startDate { day.reasons.append(.startMovedHere) }
    if let effectiveDate, date == startDate, date < effectiveDate { day.reasons.append(.afterClosing) }
    if unit == .workingHours {
      guard let place = calendar.offset(of: date), let atStart = calendar.workingMilliseconds(until: start),
        let atDue = calendar.workingMilliseconds(until: due)
      else { return }
      let after = min(atDue, Int64(calendar.minutesBefore[place + 1]) * 60_000)
      let before = max(atStart, Int64(calendar.minutesBefore[place]) * 60_000)
      day.millisecondsUsed = max(0, after - before)
      if day.reasons.isEmpty { day.reasons.append(.counted) }
      return
    }
    if let effectiveDate, date > effectiveDate {
      number += 1
      day.number = number
      if day.reasons.isEmpty { day.reasons.append(.counted) }
    }
  }
}
