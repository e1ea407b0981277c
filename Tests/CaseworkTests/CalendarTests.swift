import LawModel
import Testing

@testable import Casework

struct CalendarTests {
  static let days: [(day: String, spans: [String], off: String?, worksAs: Weekday?)] = [
    ("2025-09-01", [], "Quốc khánh", nil),
    ("2025-09-06", [], nil, nil),
    ("2025-09-30", ["07:30-11:30", "13:30-17:30"], nil, nil),
    ("2025-10-01", ["07:30-11:30", "13:00-17:00"], nil, nil),
    ("2025-03-31", ["07:30-11:30", "13:00-17:00"], nil, nil),
    ("2024-02-29", ["07:30-11:30", "13:00-17:00"], nil, nil),
    ("2025-04-01", ["07:30-11:30", "13:30-17:30"], nil, nil),
    ("2026-01-02", [], "Ngày nghỉ (hoán đổi sang 10/01/2026; VPCP 12729/VPCP-KGVX 25/12/2025)", nil),
    ("2026-01-10", ["07:30-11:30", "13:00-17:00"], nil, .friday),
    ("2026-01-17", [], nil, nil),
  ]

  @Test func `a day works by its season, its weekday and the decrees`() throws {
    let calendar = try Samples.rulebook("hue").calendars[0]
    for row in Self.days {
      let day = try date(row.day)
      #expect(calendar.spans(on: day)?.map(\.description) == row.spans, "\(row.day)")
      #expect(calendar.isWorkingDay(day) == !row.spans.isEmpty, "\(row.day)")
      #expect(calendar.dayOff(on: day)?.name == row.off, "\(row.day)")
      #expect(calendar.replacementDay(on: day)?.worksAs == row.worksAs, "\(row.day)")
    }
    #expect(calendar.spans(on: try date("2028-01-03")) == nil)
    #expect(calendar.isWorkingDay(try date("2018-12-31")) == nil)
  }

  @Test func `working hours agree with a walk from minute to minute`() throws {
    var random = SeededGenerator(seed: 3)
    let rulebook = try Samples.rulebook("hue")
    let calendar = rulebook.calendars[0]
    let origin = try parsedInstant("2019-06-01T00:00:00+07:00")
    for _ in 0..<150 {
      let start = origin.adding(minutes: Int64.random(in: 0..<(7 * 365 * 1_440), using: &random))
      let amount = UInt32.random(in: 1...40, using: &random)
      var left = Int(amount) * 60
      var at = start
      while left > 0 {
        let (day, millisecond) = rulebook.zone.local(at)
        let minute = Int(millisecond / 60_000)
        let spans = try #require(calendar.spans(on: day))
        if spans.contains(where: { $0.startMinute <= minute && minute < $0.endMinute }) { left -= 1 }
        at = at.adding(minutes: 1)
      }
      #expect(
        rulebook.due(from: start, amount: amount, unit: .workingHours, calendar: calendar) == at,
        "\(amount) h from \(rulebook.zone.text(start))")
    }
  }

  @Test func `working days agree with a walk from day to day`() throws {
    let calendar = try Samples.rulebook("hcmc_after_2025-07-01").calendars[0]
    var count = 0
    let first = try date("2019-01-01")
    for offset in Int32(0)...3_286 {
      let day = first.adding(days: offset)
      let spans = try #require(calendar.spans(on: day), "\(day)")
      if offset > 0, !spans.isEmpty { count += 1 }
      #expect(calendar.workingDayCount(after: first, through: day) == count, "\(day)")
    }
    #expect(calendar.knownUntil == first.adding(days: 3_286))
  }

  static let weekdays =
    [[WorkingSpan]](repeating: [WorkingSpan(startMinute: 480, endMinute: 1_020)], count: 5) + [[], []]

  @Test func `a calendar that contradicts itself is refused where it does`() throws {
    let from = try date("2025-01-01")
    let until = try date("2025-12-31")
    typealias Day = WorkingSeason.DayOfYear
    let year = WorkingSeason(week: Self.weekdays)
    func path(
      number: UInt32 = 1, edition: UInt32 = 1, until last: CivilDate? = nil, seasons: [WorkingSeason]? = nil,
      off: [DayOff] = [], work: [ReplacementDay] = []
    ) -> String? {
      let made = Result { () throws(RulebookError) in
        try WorkingCalendar(
          number: number, edition: edition, id: "x", zone: .vietnam, knownFrom: from, knownUntil: last ?? until,
          seasons: seasons ?? [year], daysOff: off, replacementDays: work)
      }
      guard case .failure(let error) = made else { return nil }
      return error.path
    }
    let overlapping = WorkingSeason(
      week: [[WorkingSpan(startMinute: 480, endMinute: 720), WorkingSpan(startMinute: 700, endMinute: 800)]]
        + Self.weekdays.dropFirst())
    let summer = WorkingSeason(from: Day(month: 4, day: 1), until: Day(month: 9, day: 30), week: Self.weekdays)
    let winter = WorkingSeason(from: Day(month: 10, day: 1), until: Day(month: 3, day: 31), week: Self.weekdays)
    let off = DayOff(date: from.adding(days: 9), name: "off")
    #expect(path() == nil)
    #expect(path(seasons: [summer, winter]) == nil)
    #expect(path(number: 0) == "number")
    #expect(path(edition: 0) == "edition")
    #expect(path(until: from.adding(days: -1)) == "known_until")
    #expect(path(seasons: []) == "seasons")
    #expect(path(seasons: [summer]) == "seasons")
    #expect(path(seasons: [summer, year]) == "seasons")
    #expect(path(seasons: [overlapping]) == "seasons[0].week.monday[1]")
    #expect(path(seasons: [WorkingSeason(week: [])]) == "seasons[0].week")
    #expect(path(off: [off, off]) == "days_off[1].date")
    #expect(path(off: [DayOff(date: until.adding(days: 1), name: "off")]) == "days_off[0].date")
    #expect(path(off: [off], work: [ReplacementDay(date: off.date, name: "work")]) == "working_days[0].date")
  }
}
