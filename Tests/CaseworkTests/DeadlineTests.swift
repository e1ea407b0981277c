import LawModel
import Testing

@testable import Casework

struct DeadlineTests {
  @Test func `the repository carries the thirteen known deadlines`() {
    #expect(Samples.deadlines.count == 13)
  }

  @Test(arguments: Samples.deadlines)
  func `a known deadline comes out as the city showed it`(_ fact: Samples.Deadline) throws {
    let rulebook = try Samples.rulebook(fact.rulebook)
    let calendar = rulebook.calendars[0]
    let start = try parsedInstant(fact.start)
    let due = try #require(rulebook.due(from: start, amount: fact.shownDays, unit: .workingDays, calendar: calendar))
    let (day, millisecond) = rulebook.zone.local(due)
    #expect(day.description == fact.due)
    #expect(millisecond == Int64(try #require(calendar.spans(on: day)?.last?.endMinute)) * 60_000)

    // By the rule alone: the same day, or an earlier one where the city gave more time.
    let byRule = try #require(rulebook.due(from: start, amount: fact.ruleDays, unit: .workingDays, calendar: calendar))
    #expect(fact.ruleDays == fact.shownDays ? byRule == due : byRule < due)
  }

  static let table: [(start: String, amount: UInt32, unit: TimeUnit, due: String?)] = [
    // Elapsed time asks no calendar.
    ("2025-09-01T23:58:00+07:00", 5, .minutes, "2025-09-02T00:03:00+07:00"),
    ("2025-08-31T10:00:00+07:00", 72, .hours, "2025-09-03T10:00:00+07:00"),
    // Working hours: lunch is a gap, the due instant ends a span.
    ("2025-09-03T09:30:00+07:00", 2, .workingHours, "2025-09-03T11:30:00+07:00"),
    ("2025-09-03T10:30:00+07:00", 2, .workingHours, "2025-09-03T14:30:00+07:00"),
    ("2025-09-03T12:00:00+07:00", 1, .workingHours, "2025-09-03T14:30:00+07:00"),
    ("2025-09-03T10:30:00.250+07:00", 2, .workingHours, "2025-09-03T14:30:00.250+07:00"),
    ("2025-08-29T17:30:00+07:00", 1, .workingHours, "2025-09-03T08:30:00+07:00"),
    ("2025-08-29T16:30:00+07:00", 9, .workingHours, "2025-09-03T17:30:00+07:00"),
    // Summer hours end on 30 September.
    ("2025-09-30T17:00:00+07:00", 4, .workingHours, "2025-10-01T11:00:00+07:00"),
    ("2025-09-30T17:00:00+07:00", 5, .workingHours, "2025-10-01T13:30:00+07:00"),
    // Working days: a start before opening or at lunch stays, one at closing moves.
    ("2025-09-03T06:00:00+07:00", 1, .workingDays, "2025-09-04T17:30:00+07:00"),
    ("2025-09-03T12:00:00+07:00", 1, .workingDays, "2025-09-04T17:30:00+07:00"),
    ("2025-09-03T17:29:59.999+07:00", 1, .workingDays, "2025-09-04T17:30:00+07:00"),
    ("2025-09-03T17:30:00+07:00", 1, .workingDays, "2025-09-05T17:30:00+07:00"),
    ("2025-08-30T10:00:00+07:00", 1, .workingDays, "2025-09-04T17:30:00+07:00"),
    ("2025-08-29T10:00:00+07:00", 1, .workingDaysToMidnight, "2025-09-04T00:00:00+07:00"),
    // Calendar days end at the next midnight; a Sunday and a holiday count.
    ("2025-08-30T10:00:00+07:00", 1, .calendarDays, "2025-09-01T00:00:00+07:00"),
    ("2025-08-30T00:00:00+07:00", 30, .calendarDays, "2025-09-30T00:00:00+07:00"),
    // Nothing is guessed.
    ("2027-12-30T10:00:00+07:00", 1, .workingDays, "2027-12-31T17:00:00+07:00"),
    ("2027-12-30T10:00:00+07:00", 2, .workingDays, nil),
    ("2027-12-31T16:00:00+07:00", 2, .workingHours, nil),
    ("2018-12-31T10:00:00+07:00", 1, .workingDays, nil),
    ("2018-12-31T10:00:00+07:00", 1, .calendarDays, "2019-01-02T00:00:00+07:00"),
    ("2199-12-31T10:00:00+07:00", 5, .calendarDays, nil),
    ("2025-09-03T06:00:00+07:00", 0, .workingDays, nil),
    ("2025-09-03T06:00:00+07:00", 1, .absolute, nil),
    ("2025-09-03T06:00:00+07:00", .max, .workingDays, nil),
    ("2025-09-03T06:00:00+07:00", .max, .calendarDays, nil),
    ("2025-09-03T06:00:00+07:00", .max, .workingHours, nil),
  ]

  @Test func `every unit counts by its own rule`() throws {
    let rulebook = try Samples.rulebook("hue")
    for row in Self.table {
      let due = rulebook.due(
        from: try parsedInstant(row.start), amount: row.amount, unit: row.unit, calendar: rulebook.calendars[0])
      #expect(due.map { rulebook.zone.text($0) } == row.due, "\(row)")
    }
  }

  @Test func `a later start or a greater amount never falls due earlier`() throws {
    var random = SeededGenerator(seed: 1)
    let units: [TimeUnit] = [.minutes, .hours, .workingHours, .workingDays, .workingDaysToMidnight, .calendarDays]
    for name in ["hue", "hcmc_after_2025-07-01"] {
      let rulebook = try Samples.rulebook(name)
      let calendar = rulebook.calendars[0]
      let origin = try parsedInstant("2019-01-01T00:00:00+07:00")
      for _ in 0..<4_000 {
        let start = origin.adding(milliseconds: Int64.random(in: 0..<(8 * 365 * 86_400_000), using: &random))
        let later = start.adding(milliseconds: Int64.random(in: 0..<(5 * 86_400_000), using: &random))
        let amount = UInt32.random(in: 1...60, using: &random)
        let unit = units[Int.random(in: 0..<units.count, using: &random)]
        let due = try #require(rulebook.due(from: start, amount: amount, unit: unit, calendar: calendar))
        let dueLater = try #require(rulebook.due(from: later, amount: amount, unit: unit, calendar: calendar))
        let dueMore = try #require(rulebook.due(from: start, amount: amount + 1, unit: unit, calendar: calendar))
        #expect(start < due && due <= dueLater && due < dueMore, "\(unit) \(amount) from \(rulebook.zone.text(start))")
      }
    }
  }

  static let pauses: [(unit: TimeUnit, start: String, amount: UInt32, pause: String, resume: String, due: String)] = [
    (
      .minutes, "2025-09-03T10:00:00+07:00", 60, "2025-09-03T10:20:00+07:00", "2025-09-05T08:00:00+07:00",
      "2025-09-05T08:40:00+07:00"
    ),
    // 17:30 to noon: 4 hours of 8 are left at noon, whenever it resumes.
    (
      .workingHours, "2025-09-03T07:30:00+07:00", 8, "2025-09-03T12:00:00+07:00", "2025-09-04T12:30:00+07:00",
      "2025-09-04T17:30:00+07:00"
    ),
    (
      .workingHours, "2025-09-03T07:30:00+07:00", 8, "2025-09-03T16:30:00+07:00", "2025-09-06T09:00:00+07:00",
      "2025-09-08T08:30:00+07:00"
    ),
    // 7 days from Wed 3: due Fri 12. Paused on Fri 5, five working days are left.
    (
      .workingDays, "2025-09-03T10:00:00+07:00", 7, "2025-09-05T10:00:00+07:00", "2025-09-15T10:00:00+07:00",
      "2025-09-22T17:30:00+07:00"
    ),
    (
      .workingDays, "2025-09-03T10:00:00+07:00", 7, "2025-09-05T10:00:00+07:00", "2025-09-05T11:00:00+07:00",
      "2025-09-12T17:30:00+07:00"
    ),
    (
      .workingDays, "2025-09-03T10:00:00+07:00", 7, "2025-09-05T10:00:00+07:00", "2025-09-13T11:00:00+07:00",
      "2025-09-19T17:30:00+07:00"
    ),
    // Paused on the due day: the rest of the day of resuming, or the next working day.
    (
      .workingDays, "2025-09-03T10:00:00+07:00", 7, "2025-09-12T10:00:00+07:00", "2025-09-15T10:00:00+07:00",
      "2025-09-15T17:30:00+07:00"
    ),
    (
      .workingDays, "2025-09-03T10:00:00+07:00", 7, "2025-09-12T10:00:00+07:00", "2025-09-13T10:00:00+07:00",
      "2025-09-15T17:30:00+07:00"
    ),
    (
      .workingDaysToMidnight, "2025-09-03T10:00:00+07:00", 7, "2025-09-05T10:00:00+07:00", "2025-09-15T10:00:00+07:00",
      "2025-09-23T00:00:00+07:00"
    ),
    (
      .calendarDays, "2025-09-03T10:00:00+07:00", 10, "2025-09-05T10:00:00+07:00", "2025-09-15T10:00:00+07:00",
      "2025-09-24T00:00:00+07:00"
    ),
    // Missed before the pause: it stays missed.
    (
      .workingDays, "2025-09-03T10:00:00+07:00", 7, "2025-09-12T17:30:00.001+07:00", "2025-09-20T10:00:00+07:00",
      "2025-09-12T17:30:00+07:00"
    ),
    // Beyond the calendar: the length of the pause.
    (
      .workingDays, "2027-12-29T10:00:00+07:00", 1, "2027-12-29T11:00:00+07:00", "2028-01-03T11:00:00+07:00",
      "2028-01-04T17:00:00+07:00"
    ),
  ]

  @Test func `a pause leaves as much time as there was`() throws {
    let rulebook = try Samples.rulebook("hue")
    for row in Self.pauses {
      var commitment = Commitment()
      commitment.kind = .resolve
      commitment.amount = row.amount
      commitment.unit = row.unit
      commitment.calendar = 1
      commitment.start = try parsedInstant(row.start)
      commitment.due = rulebook.due(
        from: try parsedInstant(row.start), amount: row.amount, unit: row.unit, calendar: rulebook.calendars[0])
      let due = rulebook.resumedDue(
        of: commitment, pausedAt: try parsedInstant(row.pause), resumedAt: try parsedInstant(row.resume))
      #expect(rulebook.zone.text(due) == row.due, "\(row)")
    }
  }

  @Test func `a pause never makes a deadline earlier and no pause changes nothing`() throws {
    var random = SeededGenerator(seed: 2)
    let rulebook = try Samples.rulebook("hue")
    let origin = try parsedInstant("2020-01-01T00:00:00+07:00")
    for unit: TimeUnit in [.hours, .workingHours, .workingDays, .workingDaysToMidnight, .calendarDays] {
      for _ in 0..<1_000 {
        var commitment = Commitment()
        commitment.unit = unit
        commitment.amount = UInt32.random(in: 1...20, using: &random)
        commitment.calendar = 1
        let start = origin.adding(milliseconds: Int64.random(in: 0..<(6 * 365 * 86_400_000), using: &random))
        let due = try #require(
          rulebook.due(from: start, amount: commitment.amount, unit: unit, calendar: rulebook.calendars[0]))
        commitment.start = start
        commitment.due = due
        let paused = start.adding(milliseconds: Int64.random(in: 0...due.milliseconds(since: start), using: &random))
        let resumed = paused.adding(milliseconds: Int64.random(in: 0..<(20 * 86_400_000), using: &random))
        let moved = rulebook.resumedDue(of: commitment, pausedAt: paused, resumedAt: resumed)
        #expect(moved >= due && moved >= min(due, resumed), "\(commitment)")
        #expect(
          rulebook.resumedDue(of: commitment, pausedAt: paused, resumedAt: paused) == due,
          "\(unit) paused for no time at \(rulebook.zone.text(paused)), due \(rulebook.zone.text(due))")
      }
    }
  }

  @Test func `a clock of New York keeps its civil days over the change of time`() throws {
    let rulebook = try Samples.rulebook("new_york_2013")
    let calendar = rulebook.calendars[0]
    let start = try parsedInstant("2013-11-01T12:00:00-04:00")
    #expect(
      rulebook.due(from: start, amount: 3, unit: .calendarDays, calendar: calendar)
        == (try parsedInstant("2013-11-05T00:00:00-05:00")))
    // Monday 4 November; Tuesday 5 is Election Day.
    #expect(
      rulebook.due(from: start, amount: 2, unit: .workingDays, calendar: calendar)
        == (try parsedInstant("2013-11-06T17:00:00-05:00")))
    #expect(
      rulebook.due(from: start, amount: 72, unit: .hours, calendar: calendar)
        == (try parsedInstant("2013-11-04T11:00:00-05:00")))
  }
}
