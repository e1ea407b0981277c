/// How long before a deadline whoever is bound is reminded (sắp đến hạn).
public struct Lead: Hashable, Sendable {
  /// At least 1.
  public var amount: UInt32
  /// Any but `absolute`.
  public var unit: TimeUnit

  public init(_ amount: UInt32, _ unit: TimeUnit) {
    self.amount = amount
    self.unit = unit
  }
}

extension Rulebook {
  /// A lead as whole minutes before a due instant.
  ///
  /// - `minutes`, `hours`, `calendarDays`: elapsed time, a day being 24 hours.
  /// - `workingHours`: so much working time lies between the reminder and the due instant.
  /// - `workingDays`, `workingDaysToMidnight`: the end of the working day that lies so many before the due day.
  ///
  /// Half of the time from `start` to `due` where that is shorter than the lead: nobody is reminded before the start.
  ///
  /// - Returns: zero when nobody is to be reminded: no lead, no due instant, or one beyond the calendar's known years.
  func leadMinutes(_ lead: Lead?, from start: Instant?, to due: Instant?, calendar: WorkingCalendar) -> UInt32 {
    guard let lead, let due else { return 0 }
    let reminder: Instant? =
      switch lead.unit {
      case .minutes: due.adding(minutes: -Int64(lead.amount))
      case .hours: due.adding(minutes: -60 * Int64(lead.amount))
      case .calendarDays: due.adding(minutes: -1_440 * Int64(lead.amount))
      case .workingHours: calendar.instant(after: -3_600_000 * Int64(lead.amount), from: due)
      case .workingDays, .workingDaysToMidnight:
        calendar.end(ofWorkingDay: -Int(lead.amount), from: calendar.zone.lastDay(until: due))
      default: nil
      }
    guard let reminder, reminder < due else { return 0 }
    let whole = start.map { max(0, due.milliseconds(since: $0)) } ?? .max
    let milliseconds = due.milliseconds(since: reminder)
    return UInt32(clamping: (milliseconds < whole ? milliseconds : whole / 2) / 60_000)
  }
}

extension WorkingCalendar {
  /// The end of the working time of the working day that lies `count` after the last one up to a date; before, when
  /// negative.
  fileprivate func end(ofWorkingDay count: Int, from date: CivilDate) -> Instant? {
    guard let day = offset(of: date), let found = self.date(ofWorkingDay: Int(workingDaysBefore[day + 1]) - 1 + count)
    else { return nil }
    return end(of: found, atMidnight: false)
  }
}
