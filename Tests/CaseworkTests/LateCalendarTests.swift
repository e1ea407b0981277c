import Foundation
import Testing

@testable import Casework

/// The swap of 2 and 10 January 2026, announced on 25 December 2025 (12729/VPCP-KGVX).
enum LateSwap {
  static let announced = wallTime("2025-12-25 09:00")
  static let basis = "12729/VPCP-KGVX"

  /// The city's edition as it was until then: the calendar knew of no swap.
  static func before() throws -> Rulebook { try Reform.edition { try Self.remove(from: &$0) } }

  /// The edition of 25 December.
  ///
  /// - Parameter moves: it says that running deadlines move.
  static func after(moves: Bool) throws -> Rulebook {
    try Reform.edition { document in
      document["edition"] = 3
      document["valid_from"] = "2025-12-25T00:00:00+07:00"
      if moves { document["moves_deadlines"] = ["basis": basis] }
      try Reform.item("hanh_chinh", in: "calendars", of: &document) { $0["edition"] = 2 }
    }
  }

  private static func remove(from document: inout [String: Any]) throws {
    try Reform.item("hanh_chinh", in: "calendars", of: &document) { calendar in
      for list in ["days_off", "working_days"] {
        let days = calendar[list] as? [[String: Any]] ?? []
        calendar[list] = days.filter { !["2026-01-02", "2026-01-10"].contains($0["date"] as? String ?? "") }
      }
    }
  }

  /// A case with one promise, as the edition before made it.
  static func promised(
    _ amount: UInt32, _ unit: TimeUnit = .workingDays, at start: String, by rulebook: Rulebook
  ) -> CaseState {
    var commitment = Commitment()
    commitment.kind = .resolve
    commitment.amount = amount
    commitment.unit = unit
    commitment.start = wallTime(start)
    commitment.calendar = 1
    commitment.calendarEdition = 1
    commitment.rulebookEdition = rulebook.edition
    commitment.due = rulebook.due(from: wallTime(start), amount: amount, unit: unit, calendar: rulebook.calendars[0])
    var state = CaseState()
    state.status = .assigned
    var tracked = TrackedCommitment()
    tracked.commitment = commitment
    state.commitments = [tracked]
    return state
  }
}

@Suite struct LateCalendarTests {
  /// Starts since 20 December, amounts, and the due day without and with the swap.
  static let rows: [(start: String, days: UInt32, before: String, after: String)] = [
    // A Saturday: it counts as Monday the 22nd.
    ("2025-12-20 10:00", 10, "2026-01-06 17:00", "2026-01-07 17:00"),
    ("2025-12-22 10:00", 3, "2025-12-25 17:00", "2025-12-25 17:00"),
    ("2025-12-22 10:00", 7, "2025-12-31 17:00", "2025-12-31 17:00"),
    ("2025-12-22 10:00", 8, "2026-01-02 17:00", "2026-01-05 17:00"),
    ("2025-12-24 08:00", 12, "2026-01-12 17:00", "2026-01-12 17:00"),
    ("2025-12-24 08:00", 11, "2026-01-09 17:00", "2026-01-10 17:00"),
    ("2025-12-24 08:00", 15, "2026-01-15 17:00", "2026-01-15 17:00"),
  ]

  @Test(arguments: rows.indices) func `An edition that says so moves what was promised, and no other does`(_ index: Int)
    throws
  {
    let row = Self.rows[index]
    let before = try LateSwap.before()
    let state = LateSwap.promised(row.days, at: row.start, by: before)
    let due = try #require(state.nextDue?.due)
    #expect(wall(due) == row.before)
    let silent = try LateSwap.after(moves: false)
    #expect(silent.recounted(state, from: before, at: LateSwap.announced).isEmpty)
    let moves = try LateSwap.after(moves: true).recounted(state, from: before, at: LateSwap.announced)
    #expect(moves.count == (row.before == row.after ? 0 : 1))
    for move in moves {
      #expect(move.from == due && move.to.map { wall($0) } == row.after && move.calendarEdition == 2)
    }
  }

  /// DOMAIN's own figures: Tue 30 December + 5 is 8 January, 7 without the swap; Mon 5 January + 5 is Sat 10, else 12.
  @Test func `The calendars with and without the swap give the known days`() throws {
    let (before, after) = (try LateSwap.before(), try LateSwap.after(moves: true))
    func due(_ start: String, _ rulebook: Rulebook) -> String? {
      rulebook.due(from: wallTime(start), amount: 5, unit: .workingDays, calendar: rulebook.calendars[0]).map {
        wall($0)
      }
    }
    #expect(due("2025-12-30 09:00", before) == "2026-01-07 17:00")
    #expect(due("2025-12-30 09:00", after) == "2026-01-08 17:00")
    #expect(due("2026-01-05 09:00", before) == "2026-01-12 17:00")
    #expect(due("2026-01-05 09:00", after) == "2026-01-10 17:00")
  }

  @Test func `A deadline that was extended or paused keeps the working time it had left`() throws {
    let (before, after) = (try LateSwap.before(), try LateSwap.after(moves: true))
    var extended = LateSwap.promised(10, at: "2025-12-20 10:00", by: before)
    extended.commitments[0].firstDue = extended.commitments[0].commitment?.due
    extended.commitments[0].commitment?.due = wallTime("2026-01-08 17:00")
    // Eight working days were left after the 25th, the 8th included: 26, 29, 30, 31, 2, 5, 6, 7, 8 are nine.
    let moves = after.recounted(extended, from: before, at: LateSwap.announced)
    #expect(moves.compactMap(\.to).map { wall($0) } == ["2026-01-09 17:00"])

    // The clocks stood since Tuesday the 23rd: counted from there, whatever the day of the adoption.
    var paused = LateSwap.promised(10, at: "2025-12-20 10:00", by: before)
    paused.pausedAt = wallTime("2025-12-23 10:00")
    #expect(
      after.recounted(paused, from: before, at: LateSwap.announced).compactMap(\.to).map { wall($0) } == [
        "2026-01-07 17:00"
      ])

    var hours = LateSwap.promised(64, .workingHours, at: "2025-12-22 07:30", by: before)
    #expect(hours.nextDue?.due.map { wall($0) } == "2025-12-31 17:00")
    hours.commitments[0].firstDue = hours.commitments[0].commitment?.due
    hours.commitments[0].commitment?.due = wallTime("2026-01-02 09:30")
    #expect(
      after.recounted(hours, from: before, at: LateSwap.announced).compactMap(\.to).map { wall($0) } == [
        "2026-01-05 09:30"
      ])
  }

  @Test func `What was missed, given by name, counted day and night or promised on the new calendar stays`() throws {
    let (before, after) = (try LateSwap.before(), try LateSwap.after(moves: true))
    func stays(_ state: CaseState, _ now: Instant = LateSwap.announced) -> Bool {
      after.recounted(state, from: before, at: now).isEmpty
    }
    let moving = LateSwap.promised(10, at: "2025-12-20 10:00", by: before)
    #expect(!stays(moving))
    #expect(stays(moving, wallTime("2026-01-06 17:01")), "missed before the adoption")
    #expect(!stays(moving, wallTime("2026-01-06 17:00")), "an office that adopts late moves what is not yet missed")
    var named = moving
    named.commitments[0].commitment?.unit = .absolute
    #expect(stays(named))
    #expect(stays(LateSwap.promised(16, .calendarDays, at: "2025-12-20 10:00", by: before)))
    var fresh = moving
    fresh.commitments[0].commitment?.calendarEdition = 2
    #expect(stays(fresh))
    var met = moving
    met.commitments[0].metAt = LateSwap.announced
    #expect(stays(met))
    // Ten days from Wednesday the 31st: with Saturday worked it would have ended on the 14th, and does not go back there.
    let late = LateSwap.promised(9, at: "2025-12-31 08:00", by: before)
    #expect(late.nextDue?.due.map { wall($0) } == "2026-01-14 17:00")
    #expect(stays(late), "two swapped days within one deadline change nothing")
  }

  @Test func `What is promised beyond the calendar's years is dated when the calendar knows them`() throws {
    let before = try Reform.after()
    let after = try Reform.edition { document in
      document["edition"] = 3
      document["valid_from"] = "2027-12-01T00:00:00+07:00"
      document["moves_deadlines"] = ["basis": "lịch nghỉ 2028"]
      try Reform.item("hanh_chinh", in: "calendars", of: &document) {
        $0["edition"] = 2
        $0["known_until"] = "2028-12-31"
      }
    }
    let state = LateSwap.promised(30, at: "2027-12-20 09:00", by: before)
    #expect(state.commitments[0].commitment?.due == nil)
    let moves = after.recounted(state, from: before, at: wallTime("2027-12-22 09:00"))
    #expect(moves.count == 1 && moves[0].from == nil && moves[0].to.map { wall($0) } == "2028-01-31 17:00")
  }
}
