/// What a pause does to a deadline: the clock stands while the citizen is asked for more (tạm dừng).
extension Rulebook {
  /// The due instant of a commitment whose clock stood from `pausedAt` until `resumedAt`.
  ///
  /// - `minutes`, `hours`: the same milliseconds are left.
  /// - `workingHours`: the same working time is left.
  /// - `workingDays`, `workingDaysToMidnight`, `calendarDays`: as many days are left after the day of
  ///   resuming as lay after the day of the pause, the due day included. With none left it is due at the end
  ///   of the day of resuming, or of the next working day where that one's working time is over.
  /// - `absolute`: a given instant does not move, nor does a deadline that was already missed at the pause.
  ///
  /// The due instant never becomes earlier. Where the calendar does not reach, it moves by the length of the
  /// pause as elapsed time.
  ///
  /// - Precondition: the commitment has a due instant, and `resumedAt` does not lie before `pausedAt`.
  public func resumedDue(of commitment: Commitment, pausedAt: Instant, resumedAt: Instant) -> Instant {
    precondition(pausedAt <= resumedAt, "a clock resumes after it was paused")
    guard let due = commitment.due else {
      preconditionFailure("a commitment without a due instant has no clock to stop")
    }
    guard pausedAt <= due, commitment.unit != .absolute else { return due }
    let calendar = calendar(number: commitment.calendar) ?? calendars[0]
    let elapsed = due.adding(milliseconds: resumedAt.milliseconds(since: pausedAt))
    let moved: Instant? =
      switch commitment.unit {
      case .workingHours: calendar.resumed(dueByHours: due, pausedAt: pausedAt, resumedAt: resumedAt)
      case .workingDays: calendar.resumed(dueByDays: due, pausedAt: pausedAt, resumedAt: resumedAt, atMidnight: false)
      case .workingDaysToMidnight:
        calendar.resumed(dueByDays: due, pausedAt: pausedAt, resumedAt: resumedAt, atMidnight: true)
      case .calendarDays:
        calendar.end(
          of: calendar.zone.local(resumedAt).date.adding(
            days: calendar.zone.lastDay(until: due).dayNumber - calendar.zone.local(pausedAt).date.dayNumber),
          atMidnight: true)
      default: elapsed
      }
    return min(max(due, moved ?? elapsed), Limits.instantMax)
  }
}

extension WorkingCalendar {
  fileprivate func resumed(dueByHours due: Instant, pausedAt: Instant, resumedAt: Instant) -> Instant? {
    guard let atDue = workingMilliseconds(until: due), let atPause = workingMilliseconds(until: pausedAt) else {
      return nil
    }
    // Paused at the very due instant: nothing is left, and it is due as soon as the clock runs.
    return atDue == atPause ? resumedAt : instant(after: atDue - atPause, from: resumedAt)
  }

  fileprivate func resumed(dueByDays due: Instant, pausedAt: Instant, resumedAt: Instant, atMidnight: Bool) -> Instant?
  {
    let pauseDate = zone.local(pausedAt).date
    let resumeDate = zone.local(resumedAt).date
    let dueDate = zone.lastDay(until: due)
    guard dueDate > pauseDate else {
      // The due day itself: a pause that ends in time changes nothing.
      if resumedAt <= due { return due }
      guard let place = workingDayPlace(of: resumedAt), let date = date(ofWorkingDay: place) else { return nil }
      return end(of: date, atMidnight: atMidnight)
    }
    guard let left = workingDayCount(after: pauseDate, through: dueDate), let day = offset(of: resumeDate),
      let date = date(ofWorkingDay: Int(workingDaysBefore[day + 1]) - 1 + left)
    else { return nil }
    return end(of: date, atMidnight: atMidnight)
  }
}

extension TimeZoneRule {
  /// The civil day that ends at an instant or holds it: midnight belongs to the day before.
  func lastDay(until instant: Instant) -> CivilDate { local(instant.adding(milliseconds: -1)).date }
}
