/// The clock of a request to erase personal data (yêu cầu xoá dữ liệu cá nhân).
///
/// It is national law and no city's rulebook: an edition can neither lengthen nor forget it. The law that counts is
/// that of the day of the request, by the clocks of the city.
extension Rulebook {
  /// - Parameter instant: when the request was made.
  /// - Returns: the law, and what it promises: `accept` where it says when to take the request on, and `resolve`.
  ///   Working days are those of the rulebook's default calendar.
  public func erasureClock(requestedAt instant: Instant) -> (rule: String, commitments: [Commitment]) {
    guard zone.local(instant).date >= Self.personalDataLawFrom else {
      // Decree 13/2023/NĐ-CP, article 16.
      return ("13/2023/NĐ-CP", [promised(.resolve, 72, .hours, from: instant)])
    }
    // Law 91/2025/QH15 with Decree 356/2025/NĐ-CP.
    return (
      "91/2025/QH15",
      [promised(.accept, 2, .workingDays, from: instant), promised(.resolve, 20, .calendarDays, from: instant)]
    )
  }

  /// 1 January 2026.
  private static let personalDataLawFrom = CivilDate(dayNumber: 20_454)

  private func promised(_ kind: CommitmentKind, _ amount: UInt32, _ unit: TimeUnit, from start: Instant) -> Commitment {
    let calendar = calendar(for: .none)
    var commitment = Commitment()
    commitment.kind = kind
    commitment.amount = amount
    commitment.unit = unit
    commitment.start = start
    commitment.rulebookEdition = edition
    commitment.calendar = calendar.number
    commitment.calendarEdition = calendar.edition
    commitment.due = due(from: start, amount: amount, unit: unit, calendar: calendar)
    return commitment
  }
}
