import Testing

@testable import Casework

@Suite struct `The clock of a request to erase` {
  /// The law of the day of the request: 72 hours to the end of 2025, 20 days from then on.
  @Test(arguments: [
    ("2025-09-03 09:00", "13/2023/NĐ-CP", ["resolve 2025-09-06 09:00"]),
    ("2025-12-31 23:59", "13/2023/NĐ-CP", ["resolve 2026-01-03 23:59"]),
    ("2026-01-01 00:00", "91/2025/QH15", ["accept 2026-01-05 17:30", "resolve 2026-01-22 00:00"]),
    ("2026-03-03 10:00", "91/2025/QH15", ["accept 2026-03-05 17:30", "resolve 2026-03-24 00:00"]),
  ])
  func `It is that of the law in force on its day`(_ day: String, rule: String, deadlines: [String]) throws {
    let clock = try World.rulebook().erasureClock(requestedAt: wallTime(day))
    #expect(clock.rule == rule)
    let found = clock.commitments.map { "\($0.kind) \($0.due.map { wall($0) } ?? "undated")" }
    #expect(found == deadlines)
  }

  @Test func `It runs beside the deadlines of the case, once, and a hold does not stop it`() throws {
    let clocks = "resolve 2025-09-12 17:30, answer 2025-09-17 17:30, accept 2025-09-04 08:15"
    let life = play(
      try World.rulebook(),
      [
        Step(
          "2025-09-03 08:15", World.citizen, .submit(World.report(World.pothole)),
          "report_received -> assigned | \(clocks)"),
        Step("2025-09-03 09:00", World.administrator, .hold(basis: "court"), "hold_placed -> assigned | \(clocks)"),
        Step("2025-09-03 09:00", World.officer, .requestErasure(basis: "x"), "refused role_not_allowed"),
        Step("2025-09-03 09:00", World.citizen, .requestErasure(basis: ""), "refused reason_missing"),
        Step(
          "2025-09-03 09:01", World.citizen, .requestErasure(basis: "17/2025"),
          "erasure_requested -> assigned | \(clocks)"),
        Step("2025-09-03 09:02", World.clerk, .requestErasure(basis: "17/2025"), "refused already_so"),
        Step("2025-09-03 09:03", World.administrator, .erase(basis: "17/2025"), "refused held"),
      ])
    #expect(life.state?.erasureRequestedAt == wallTime("2025-09-03 09:01"))
    #expect(life.state?.erasureDue == wallTime("2025-09-06 09:01"))
  }
}
