/// What a calendar must hold to before anything is counted on it.
extension WorkingCalendar {
  static func check(_ seasons: [WorkingSeason]) throws(RulebookError) {
    guard !seasons.isEmpty else { throw RulebookError(path: "seasons", message: "must hold at least one season") }
    for (position, season) in seasons.enumerated() {
      let path = "seasons[\(position)]"
      guard season.week.count == Weekday.allCases.count else {
        throw RulebookError(path: path + ".week", message: "must hold seven days, Monday first")
      }
      for (day, spans) in season.week.enumerated() {
        var end = 0
        for (place, span) in spans.enumerated() {
          guard span.startMinute >= end, span.endMinute > span.startMinute, span.endMinute <= 1_440 else {
            throw RulebookError(
              path: path + ".week.\(Weekday.allCases[day])[\(place)]",
              message: "\(span) must end after it starts, and start after the span before it")
          }
          end = span.endMinute
        }
      }
    }
    // 2024 is a leap year: each day of the year once.
    guard let first = CivilDate(year: 2024, month: 1, day: 1) else { return }
    for offset in 0..<Int32(366) {
      let (_, month, day) = first.adding(days: offset).components
      let count = seasons.count { $0.contains(WorkingSeason.DayOfYear(month: month, day: day)) }
      guard count == 1 else {
        throw RulebookError(
          path: "seasons",
          message:
            "\(Padded.digits(month, 2))-\(Padded.digits(day, 2)) lies in \(count) seasons; every day must lie in exactly one"
        )
      }
    }
  }

  static func check(_ dates: [CivilDate], in list: String, known: ClosedRange<CivilDate>) throws(RulebookError) {
    for (position, date) in dates.enumerated() {
      let path = "\(list)[\(position)].date"
      guard known.contains(date) else {
        throw RulebookError(path: path, message: "\(date) lies outside known_from and known_until")
      }
      if position > 0, dates[position - 1] >= date {
        throw RulebookError(
          path: path, message: "\(date) must come after \(dates[position - 1]); sort the list and keep each day once")
      }
    }
  }
}
