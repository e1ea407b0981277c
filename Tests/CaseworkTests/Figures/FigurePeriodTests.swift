import Testing

@testable import Casework

@Suite struct `Periods of figures` {
  static let table: [(String, String, String)] = [
    ("2025", "2025-01-01 00:00", "2026-01-01 00:00"),
    ("2025-Q3", "2025-07-01 00:00", "2025-10-01 00:00"),
    ("2025-Q4", "2025-10-01 00:00", "2026-01-01 00:00"),
    ("2025-09", "2025-09-01 00:00", "2025-10-01 00:00"),
    ("2025-12", "2025-12-01 00:00", "2026-01-01 00:00"),
    ("2024-02-29", "2024-02-29 00:00", "2024-03-01 00:00"),
    ("2025-W36", "2025-09-01 00:00", "2025-09-08 00:00"),
    // 1 January 2026 is a Thursday: its week begins in December, and the year has 53.
    ("2026-W01", "2025-12-29 00:00", "2026-01-05 00:00"),
    ("2026-W53", "2026-12-28 00:00", "2027-01-04 00:00"),
    ("2025-09@25T12:00", "2025-09-25 12:00", "2025-10-25 12:00"),
    ("2025-12@25T12:00", "2025-12-25 12:00", "2026-01-25 12:00"),
    ("2025-09-01..2025-09-14", "2025-09-01 00:00", "2025-09-15 00:00"),
    ("2025-09-25T12:00..2025-10-25T12:00", "2025-09-25 12:00", "2025-10-25 12:00"),
    ("2025-09-25T12:00..2025-10-24", "2025-09-25 12:00", "2025-10-25 00:00"),
    ("2025-09-25T05:00:00Z..2025-09-26T12:00", "2025-09-25 12:00", "2025-09-26 12:00"),
  ]

  @Test(arguments: table)
  func `A period begins and ends on the clocks of the city`(_ text: String, _ from: String, _ until: String) throws {
    let period = try #require(FigurePeriod(text, in: .vietnam))
    #expect(wall(period.from) == from)
    #expect(wall(period.until) == until)
    #expect(period.contains(wallTime(from)))
    #expect(!period.contains(wallTime(until)), "the end belongs to the next period")
    #expect(period.contains(wallTime(until).adding(milliseconds: -1)))
  }

  @Test(arguments: [
    "", "25", "2025-", "2025-13", "2025-Q0", "2025-Q5", "2025-W00", "2025-W53", "2025-W6", "2025-02-30", "2025-9",
    "2025-09@31T12:00", "2025-09@25", "2025-09@25T24:00", "2025-09-03..", "..2025-09-03", "2025-09-03..2025-09-02",
    "2025-09-25T12:00..2025-09-25T12:00", "2025-09-03...2025-09-04", "2025-09..2025-10", "September",
  ])
  func `A text that names no time is none`(_ text: String) {
    #expect(FigurePeriod(text, in: .vietnam) == nil)
  }

  @Test func `A day on which clocks go back has twenty-five hours`() throws {
    // New York, 2 November 2025, 02:00 becomes 01:00.
    let change = try #require(Instant("2025-11-02T06:00:00Z"))
    let zone = TimeZoneRule(offsetMinutes: -240, changes: [.init(at: change, offsetMinutes: -300)])
    let day = try #require(FigurePeriod("2025-11-02", in: zone))
    #expect(day.until.milliseconds(since: day.from) == 25 * 3_600_000)
  }
}
