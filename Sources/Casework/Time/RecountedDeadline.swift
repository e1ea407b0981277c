// What a calendar that changed late does to deadlines that run, when its edition says that it moves them.

extension Rulebook {
  /// The running deadlines of a case that this edition moves: those that count working time on a calendar of which
  /// this edition brings a new one. Empty when the edition does not say that it moves any.
  ///
  /// - A promise as it was made is counted anew from its start.
  /// - One that a pause or an extension has moved keeps the working time that was left when the edition was adopted,
  ///   or when the clocks stopped.
  /// - One that was missed before stays missed, and none is moved into the past.
  ///
  /// - Parameters:
  ///   - before: the edition that was in force until now.
  ///   - now: when this edition was adopted.
  public func recounted(_ state: CaseState, from before: Rulebook, at now: Instant) -> [MovedCommitment] {
    guard !deadlinesBasis.isEmpty else { return [] }
    let anchor = min(state.pausedAt ?? now, now)
    var moves = [MovedCommitment]()
    for tracked in state.commitments where tracked.isRunning {
      guard let commitment = tracked.commitment, commitment.unit.countsWorkingTime,
        let calendar = calendar(number: commitment.calendar), calendar.edition > commitment.calendarEdition,
        commitment.due.map({ $0 >= anchor }) ?? true
      else { continue }
      let due: Instant? =
        if tracked.firstDue == nil, let start = commitment.start {
          self.due(from: start, amount: commitment.amount, unit: commitment.unit, calendar: calendar)
        } else if let old = before.calendar(number: commitment.calendar) {
          calendar.due(leaving: commitment, from: anchor, on: old)
        } else { nil }
      guard let due, due != commitment.due, due >= anchor else { continue }
      var move = MovedCommitment()
      move.kind = commitment.kind
      move.part = commitment.part
      move.from = commitment.due
      move.to = due
      move.calendarEdition = calendar.edition
      moves.append(move)
    }
    return moves
  }
}

extension WorkingCalendar {
  /// The due instant that leaves as much working time after an instant as another calendar did.
  fileprivate func due(leaving commitment: Commitment, from anchor: Instant, on old: WorkingCalendar) -> Instant? {
    guard let oldDue = commitment.due else { return nil }
    if commitment.unit == .workingHours {
      guard let atAnchor = old.workingMilliseconds(until: anchor), let atDue = old.workingMilliseconds(until: oldDue)
      else { return nil }
      return atDue == atAnchor ? oldDue : instant(after: atDue - atAnchor, from: anchor)
    }
    let today = zone.local(anchor).date
    let dueDate = zone.lastDay(until: oldDue)
    guard dueDate > today, let left = old.workingDayCount(after: today, through: dueDate), left > 0,
      let day = offset(of: today), let date = date(ofWorkingDay: Int(workingDaysBefore[day + 1]) - 1 + left)
    else { return nil }
    // An extension by calendar days ends at midnight, whatever the promise counted in.
    return end(
      of: date, atMidnight: commitment.unit == .workingDaysToMidnight || zone.local(oldDue).millisecondOfDay == 0)
  }
}
