/// Counting working time and working days on a calendar. All of it is nil outside the known years.
extension WorkingCalendar {
  private static let millisecondsPerMinute: Int64 = 60_000

  /// Working milliseconds from the start of the known years until an instant.
  public func workingMilliseconds(until instant: Instant) -> Int64? {
    let (date, millisecondOfDay) = zone.local(instant)
    guard let day = offset(of: date) else { return nil }
    var sum = Int64(minutesBefore[day]) * Self.millisecondsPerMinute
    for span in patterns[Int(patternOfDay[day])] {
      let start = Int64(span.startMinute) * Self.millisecondsPerMinute
      let end = Int64(span.endMinute) * Self.millisecondsPerMinute
      sum += max(0, min(millisecondOfDay, end) - start)
    }
    return sum
  }

  /// The first instant at which so much working time has passed since the start of the known years: the end
  /// of a span rather than the start of the next one.
  func instant(workingMilliseconds sum: Int64) -> Instant? {
    guard sum > 0, sum <= Int64(minutesBefore[minutesBefore.count - 1]) * Self.millisecondsPerMinute else { return nil }
    // The last day with less working time before it.
    var low = 0
    var high = patternOfDay.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if Int64(minutesBefore[middle]) * Self.millisecondsPerMinute < sum { low = middle } else { high = middle - 1 }
    }
    var rest = sum - Int64(minutesBefore[low]) * Self.millisecondsPerMinute
    for span in patterns[Int(patternOfDay[low])] {
      let length = Int64(span.minuteCount) * Self.millisecondsPerMinute
      if rest <= length {
        let millisecondOfDay = Int64(span.startMinute) * Self.millisecondsPerMinute + rest
        return zone.instant(knownFrom.adding(days: Int32(low)), millisecondOfDay: millisecondOfDay)
      }
      rest -= length
    }
    return nil
  }

  /// The instant after so many working milliseconds.
  func instant(after workingMilliseconds: Int64, from start: Instant) -> Instant? {
    guard let passed = self.workingMilliseconds(until: start) else { return nil }
    return instant(workingMilliseconds: passed + workingMilliseconds)
  }

  /// The working day that an instant counts for, as a place in `workingDays`: its own day before closing
  /// time, the lunch gap and the hours before opening included; else the next working day.
  func workingDayPlace(of instant: Instant) -> Int? {
    let (date, millisecondOfDay) = zone.local(instant)
    guard let day = offset(of: date) else { return nil }
    let place = Int(workingDaysBefore[day])
    guard let closing = patterns[Int(patternOfDay[day])].last?.endMinute else { return place }
    return millisecondOfDay < Int64(closing) * Self.millisecondsPerMinute ? place : place + 1
  }

  /// How many working days lie after a date, up to and including another; nil when one is not known.
  public func workingDayCount(after date: CivilDate, through last: CivilDate) -> Int? {
    guard let start = offset(of: date), let end = offset(of: last) else { return nil }
    return Int(workingDaysBefore[end + 1]) - Int(workingDaysBefore[start + 1])
  }

  /// The date of the working day in a place.
  func date(ofWorkingDay place: Int) -> CivilDate? {
    guard workingDays.indices.contains(place) else { return nil }
    return knownFrom.adding(days: workingDays[place])
  }

  /// The end of a date's working time, or the midnight that ends the date.
  func end(of date: CivilDate, atMidnight: Bool) -> Instant? {
    if atMidnight { return zone.instant(date.adding(days: 1), millisecondOfDay: 0) }
    guard let closing = spans(on: date)?.last?.endMinute else { return nil }
    return zone.instant(date, millisecondOfDay: Int64(closing) * Self.millisecondsPerMinute)
  }
}
