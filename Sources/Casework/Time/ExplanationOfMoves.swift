// Why a moved deadline falls where it falls: what an extension adds, and what was left when the clock stood.

extension Rulebook {
  /// Explains an extension: so much more, counted from the due instant that it moves.
  func explainExtension(
    _ commitment: Commitment, by amount: UInt32, _ unit: TimeUnit, from old: Instant, to new: Instant?
  ) -> Explanation {
    var more = commitment
    more.amount = amount
    more.unit = unit
    // A deadline lies at the very end of its day: days are counted from the millisecond before.
    more.start = unit.countsDays ? old.adding(milliseconds: -1) : old
    more.due = new
    return explain(more)
  }

  /// Explains what a pause does: what was left of the clock when it was stopped is counted once it runs again.
  ///
  /// The sum of the rows is what was left, and so is the amount of the explanation's commitment where days are counted.
  func explainPause(_ commitment: Commitment, from pausedAt: Instant, until resumedAt: Instant, to new: Instant?)
    -> Explanation
  {
    var left = commitment
    left.start = resumedAt
    left.due = new
    let calendar = calendar(number: commitment.calendar) ?? calendars[0]
    var explanation = Explanation(
      commitment: left, zone: calendar.zone, days: [],
      computedDue: resumedDue(of: commitment, pausedAt: pausedAt, resumedAt: resumedAt))
    guard let old = commitment.due, let due = explanation.computedDue else { return explanation }
    let zone = calendar.zone
    let (pauseDate, resumeDate) = (zone.local(pausedAt).date, zone.local(resumedAt).date)
    explanation.commitment.amount = calendar.left(commitment.unit, after: pauseDate, until: zone.lastDay(until: old))
    var number: UInt32 = 0
    for dayNumber in pauseDate.dayNumber...max(resumeDate, zone.lastDay(until: due)).dayNumber {
      let date = CivilDate(dayNumber: dayNumber)
      var day = Explanation.Day(date: date, reasons: [], season: "", spans: [], number: nil, millisecondsUsed: 0)
      if commitment.unit.countsWorkingTime { day.spans = calendar.spans(on: date) ?? [] }
      if date == pauseDate { day.reasons.append(.clockStops) }
      if date > pauseDate, date < resumeDate { day.reasons.append(.clockStands) }
      if date == resumeDate { day.reasons.append(.clockRuns) }
      if commitment.unit.countsDays {
        if date > resumeDate, number < explanation.commitment.amount {
          if commitment.unit == .calendarDays || !day.spans.isEmpty {
            number += 1
            day.number = number
          }
          day.reasons.append(calendar.reason(date, commitment.unit))
        }
      } else if date >= resumeDate {
        let from = max(resumedAt, zone.instant(date, millisecondOfDay: 0))
        let until = min(due, zone.instant(date.adding(days: 1), millisecondOfDay: 0))
        day.millisecondsUsed = max(0, calendar.counted(commitment.unit, from: from, until: until))
        if date > resumeDate { day.reasons.append(calendar.reason(date, commitment.unit)) }
      }
      explanation.days.append(day)
    }
    return explanation
  }
}

extension WorkingCalendar {
  /// How many days of a unit lie after one date, up to and including another; zero where it counts no days.
  fileprivate func left(_ unit: TimeUnit, after date: CivilDate, until last: CivilDate) -> UInt32 {
    guard last > date else { return 0 }
    switch unit {
    case .workingDays, .workingDaysToMidnight: return UInt32(workingDayCount(after: date, through: last) ?? 0)
    case .calendarDays: return UInt32(last.dayNumber - date.dayNumber)
    default: return 0
    }
  }

  /// The milliseconds between two instants that count for a unit.
  fileprivate func counted(_ unit: TimeUnit, from: Instant, until: Instant) -> Int64 {
    guard unit == .workingHours else { return until.milliseconds(since: from) }
    return (workingMilliseconds(until: until) ?? 0) - (workingMilliseconds(until: from) ?? 0)
  }

  /// Why a day counts, or does not.
  fileprivate func reason(_ date: CivilDate, _ unit: TimeUnit) -> Explanation.Reason {
    guard unit.countsWorkingTime else { return .counted }
    if let day = replacementDay(on: date) { return .replacement(name: day.name, worksAs: day.worksAs) }
    if isWorkingDay(date) == true { return .counted }
    return dayOff(on: date).map { .dayOff(name: $0.name) } ?? .weekend
  }
}
