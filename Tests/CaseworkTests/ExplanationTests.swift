import LawModel
import Testing

@testable import Casework

struct ExplanationTests {
  private func commitment(_ rulebook: Rulebook, _ amount: UInt32, _ unit: TimeUnit, from start: Instant) -> Commitment {
    var commitment = Commitment()
    commitment.kind = .resolve
    commitment.amount = amount
    commitment.unit = unit
    commitment.start = start
    commitment.due = rulebook.due(from: start, amount: amount, unit: unit, calendar: rulebook.calendars[0])
    commitment.calendar = rulebook.calendars[0].number
    return commitment
  }

  @Test func `the swap of January 2026 is told day by day`() throws {
    let rulebook = try Samples.rulebook("hcmc_after_2025-07-01")
    let explanation = rulebook.explain(
      commitment(rulebook, 5, .workingDays, from: try parsedInstant("2026-01-05T09:00:00+07:00")))
    #expect(explanation.agrees)
    let expected = """
      Resolve: 5 working days, from Mon 2026-01-05 09:00:00
      Mon 2026-01-05  –  start day; 07:30-11:30, 13:00-17:00
      Tue 2026-01-06  day 1  counts; 07:30-11:30, 13:00-17:00
      Wed 2026-01-07  day 2  counts; 07:30-11:30, 13:00-17:00
      Thu 2026-01-08  day 3  counts; 07:30-11:30, 13:00-17:00
      Fri 2026-01-09  day 4  counts; 07:30-11:30, 13:00-17:00
      Sat 2026-01-10  day 5  worked in place of a Fri: Làm bù cho 02/01/2026; 07:30-11:30, 13:00-17:00
      Sum: 5 working days. Due: Sat 2026-01-10 17:00:00

      """
    #expect(explanation.text(language: .english) == expected)
  }

  @Test func `a report after closing is explained in Vietnamese`() throws {
    let rulebook = try Samples.rulebook("hue")
    let text = rulebook.explain(
      commitment(rulebook, 2, .workingDays, from: try parsedInstant("2025-08-29T17:32:00+07:00"))
    ).text(language: .vietnamese)
    let expected = """
      Xử lý: 2 ngày làm việc, tính từ Thứ Sáu 2025-08-29 17:32:00
      Thứ Sáu 2025-08-29  –  ngày bắt đầu; ngoài giờ làm việc; 07:30-11:30, 13:30-17:30; Giờ mùa hè
      Thứ Bảy 2025-08-30  –  nghỉ cuối tuần; Giờ mùa hè
      Chủ nhật 2025-08-31  –  nghỉ cuối tuần; Giờ mùa hè
      Thứ Hai 2025-09-01  –  nghỉ: Quốc khánh; Giờ mùa hè
      Thứ Ba 2025-09-02  –  nghỉ: Quốc khánh; Giờ mùa hè
      Thứ Tư 2025-09-03  –  coi như ngày bắt đầu; 07:30-11:30, 13:30-17:30; Giờ mùa hè
      Thứ Năm 2025-09-04  ngày thứ 1  được tính; 07:30-11:30, 13:30-17:30; Giờ mùa hè
      Thứ Sáu 2025-09-05  ngày thứ 2  được tính; 07:30-11:30, 13:30-17:30; Giờ mùa hè
      Tổng: 2 ngày làm việc. Hạn: Thứ Sáu 2025-09-05 17:30:00

      """
    #expect(text == expected)
  }

  @Test func `the days add up to the amount exactly`() throws {
    var random = SeededGenerator(seed: 4)
    let units: [TimeUnit] = [.minutes, .hours, .workingHours, .workingDays, .workingDaysToMidnight, .calendarDays]
    for name in ["hue", "hcmc_after_2025-07-01"] {
      let rulebook = try Samples.rulebook(name)
      let origin = try parsedInstant("2019-01-01T00:00:00+07:00")
      for _ in 0..<600 {
        let start = origin.adding(milliseconds: Int64.random(in: 0..<(8 * 365 * 86_400_000), using: &random))
        let amount = UInt32.random(in: 1...45, using: &random)
        let unit = units[Int.random(in: 0..<units.count, using: &random)]
        let explanation = rulebook.explain(commitment(rulebook, amount, unit, from: start))
        #expect(explanation.agrees)
        #expect(
          explanation.days.allSatisfy { !$0.reasons.isEmpty }, "\(unit) \(amount) from \(rulebook.zone.text(start))")
        switch unit {
        case .minutes: #expect(explanation.millisecondsUsed == Int64(amount) * 60_000)
        case .hours, .workingHours:
          #expect(
            explanation.millisecondsUsed == Int64(amount) * 3_600_000, "\(unit) from \(rulebook.zone.text(start))")
        default:
          #expect(explanation.dayCount == amount)
          #expect(explanation.days.last?.number == amount)
        }
      }
    }
  }

  @Test func `a moved and a given deadline say so`() throws {
    let rulebook = try Samples.rulebook("hue")
    var moved = commitment(rulebook, 1, .workingDays, from: try parsedInstant("2025-09-03T09:00:00+07:00"))
    moved.due = try parsedInstant("2025-09-08T17:30:00+07:00")
    #expect(!rulebook.explain(moved).agrees)
    #expect(
      rulebook.explain(moved).text(language: .english).hasSuffix(
        "Due: Thu 2025-09-04 17:30:00. Recorded as due: Mon 2025-09-08 17:30:00\n"))
    moved.unit = .absolute
    #expect(rulebook.explain(moved).text(language: .english).hasSuffix("Due as given: Mon 2025-09-08 17:30:00\n"))
    let midnight = commitment(rulebook, 1, .calendarDays, from: try parsedInstant("2025-09-03T09:00:00+07:00"))
    #expect(rulebook.explain(midnight).text(language: .english).hasSuffix("Due: Thu 2025-09-04 24:00\n"))
  }
}
