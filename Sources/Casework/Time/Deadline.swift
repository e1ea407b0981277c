/// When a deadline (thời hạn) falls due.
///
/// The due instant is the last one at which it is still kept. A day that is counted to its end ends at the
/// next midnight exactly (24:00), as working time ends at closing time exactly.
extension Rulebook {
  /// The due instant of `amount` units that start at an instant.
  ///
  /// - `minutes`, `hours`: elapsed time, day and night.
  /// - `workingHours`: a start outside working time moves to the next working instant; due at the end of a
  ///   span rather than at the start of the next one.
  /// - `workingDays`: the start day does not count, the due day does; due at the end of its working time. A
  ///   start at or after closing, or on a day without work, counts as the next working day's; one before
  ///   opening or in the lunch gap stays with its day.
  /// - `workingDaysToMidnight`: the same, due at the midnight that ends the day.
  /// - `calendarDays`: the start day does not count; due at the midnight that ends the last day. Only the
  ///   zone of the calendar matters.
  ///
  /// - Returns: nil when the amount is zero, the unit is `absolute` or unknown, the answer lies outside the
  ///   calendar's known years, or outside `Limits`.
  public func due(from start: Instant, amount: UInt32, unit: TimeUnit, calendar: WorkingCalendar) -> Instant? {
    guard amount > 0, start >= Limits.instantMin, start <= Limits.instantMax else { return nil }
    let due: Instant? =
      switch unit {
      case .minutes: start.adding(minutes: Int64(amount))
      case .hours: start.adding(minutes: Int64(amount) * 60)
      case .workingHours: calendar.instant(after: Int64(amount) * 3_600_000, from: start)
      case .workingDays: calendar.end(ofWorkingDay: amount, after: start, atMidnight: false)
      case .workingDaysToMidnight: calendar.end(ofWorkingDay: amount, after: start, atMidnight: true)
      case .calendarDays where amount <= Promise.amountMax:
        calendar.end(of: calendar.zone.local(start).date.adding(days: Int32(amount)), atMidnight: true)
      default: nil
      }
    guard let due, due <= Limits.instantMax else { return nil }
    return due
  }

  /// The commitments that something starts, as the service levels promise them.
  ///
  /// A commitment whose due instant lies beyond the calendar's known years is there with `due` nil: promised, not
  /// yet datable.
  ///
  /// - Parameter level: unspecified is taken as normal.
  /// - Parameter agency: whose calendar is counted on; none for the rulebook's default calendar.
  public func commitments(
    startedBy trigger: Trigger, kind: ReportKind, category: CategoryID, level: Level, agency: AgencyID, part: UInt32,
    at start: Instant
  ) -> [Commitment] {
    var commitments = [Commitment]()
    eachCommitment(
      startedBy: trigger, kind: kind, category: category, level: level, agency: agency, part: part, at: start
    ) { commitments.append(copy $0) }
    return commitments
  }

  /// The same, one by one and without an array; for the writer.
  @inline(__always)
  func eachCommitment(
    startedBy trigger: Trigger, kind: ReportKind, category: CategoryID, level: Level, agency: AgencyID, part: UInt32,
    at start: Instant, _ body: (borrowing Commitment) -> Void
  ) {
    let promises = serviceLevelTable.promises(startedBy: trigger, kind: kind, category: category, level: level)
    guard !promises.isEmpty else { return }
    let calendar = calendar(for: agency)
    var commitment = Commitment()
    commitment.start = start
    commitment.rulebookEdition = edition
    commitment.calendar = calendar.number
    commitment.calendarEdition = calendar.edition
    commitment.part = part
    for promise in promises {
      commitment.kind = promise.commitment
      commitment.amount = promise.amount
      commitment.unit = promise.unit
      commitment.due = due(from: start, amount: promise.amount, unit: promise.unit, calendar: calendar)
      commitment.leadMinutes = leadMinutes(promise.dueSoon, from: start, to: commitment.due, calendar: calendar)
      body(commitment)
    }
  }

  /// What starts when a case is opened. With an agency there is nothing left to forward.
  @inline(__always)
  func eachOpening(
    _ matter: CaseClass, agency: AgencyID, at start: Instant, _ body: (borrowing Commitment) -> Void
  ) {
    let level = matter.level.forClocks
    eachCommitment(
      startedBy: .reported, kind: matter.kind, category: matter.category, level: level, agency: agency, part: 0,
      at: start
    ) { if agency == .none || $0.kind != .forward { body($0) } }
    guard agency != .none else { return }
    eachCommitment(
      startedBy: .assigned, kind: matter.kind, category: matter.category, level: level, agency: agency, part: 0,
      at: start, body)
  }
}

extension WorkingCalendar {
  func end(ofWorkingDay amount: UInt32, after start: Instant, atMidnight: Bool) -> Instant? {
    guard let place = workingDayPlace(of: start), let date = date(ofWorkingDay: place + Int(amount)) else { return nil }
    return end(of: date, atMidnight: atMidnight)
  }
}
