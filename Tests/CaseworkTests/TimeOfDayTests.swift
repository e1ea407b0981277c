import Casework
import Testing

/// Days, instants and civil time, without a zone database or a library of the machine.
@Suite struct TimeOfDayTests {
  @Test func `each day from 1900 to 2200 follows the one before`() {
    let weekdays: [Weekday] = [.monday, .tuesday, .wednesday, .thursday, .friday, .saturday, .sunday]
    var dayNumber: Int32 = -25_567
    // 1900-01-01 was a Monday.
    var weekday = 0
    for year in 1900...2200 {
      let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
      for (month, dayCount) in zip(1..., [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) {
        for day in 1...dayCount {
          let date = CivilDate(dayNumber: dayNumber)
          let isRight =
            date.components == (year, month, day) && CivilDate(year: year, month: month, day: day) == date
            && date.weekday == weekdays[weekday]
          #expect(isRight, "\(year)-\(month)-\(day) is \(date), \(date.weekday)")
          dayNumber += 1
          weekday = (weekday + 1) % 7
        }
        #expect(CivilDate(year: year, month: month, day: dayCount + 1) == nil)
        #expect(CivilDate(year: year, month: month, day: 0) == nil)
      }
    }
    #expect(CivilDate(year: 1970, month: 1, day: 1)?.dayNumber == 0)
    #expect(CivilDate(dayNumber: 0).weekday == .thursday)
  }

  @Test(arguments: [
    ("2026-01-10", true), ("2024-02-29", true), ("2025-02-29", false), ("2000-02-29", true), ("1900-02-29", false),
    ("2025-13-01", false), ("2025-00-01", false), ("2025-01-00", false), ("2025-1-01", false), ("2025-01-1", false),
    ("20250101", false), ("-025-01-01", false), ("0000-01-01", false), ("0001-01-01", true), ("9999-12-31", true),
    ("2025-01-01 ", false), ("２０２５-01-01", false), ("", false),
  ])
  func `a day is read in one form only`(_ text: String, _ isDay: Bool) {
    let date = CivilDate(text)
    #expect((date != nil) == isDay)
    if let date { #expect(date.description == text) }
  }

  @Test(
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("1970-01-01t00:00:00z", 0), ("1970-01-01 00:00:00Z", 0),
      ("1969-12-31T23:59:59.999Z", -1),
      ("2025-09-03T08:15:00+07:00", 1_756_862_100_000), ("2025-09-03T01:15:00Z", 1_756_862_100_000),
      ("2025-09-02T20:15:00-05:00", 1_756_862_100_000), ("2025-09-03T01:15:00-00:00", 1_756_862_100_000),
      ("2025-09-03T06:45:00+05:30", 1_756_862_100_000), ("2024-02-29T12:00:00Z", 1_709_208_000_000),
      ("2025-09-03T01:15:00.5Z", 1_756_862_100_500), ("2025-09-03T01:15:00.05Z", 1_756_862_100_050),
      ("2025-09-03T01:15:00.123456789Z", 1_756_862_100_123), ("2025-09-03T01:15:00.0009Z", 1_756_862_100_000),
      ("1900-01-01T00:00:00Z", -2_208_988_800_000), ("2200-01-01T00:00:00Z", 7_258_118_400_000),
      ("0001-01-01T00:00:00Z", -62_135_596_800_000), ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
    ] as [(String, Int64)])
  func `an instant is read from RFC 3339`(_ text: String, _ milliseconds: Int64) {
    #expect(Instant(text) == Instant(milliseconds: milliseconds))
  }

  @Test(arguments: [
    "", "2025-09-03", "2025-09-03T08:15:00", "2025-09-03T08:15Z", "2025-09-03T08:15:00+0700", "2025-09-03T08:15:00+07",
    "2025-09-03T08:15:00+7:00", "2025-09-03T24:00:00Z", "2025-09-03T23:60:00Z", "2025-09-03T23:59:60Z",
    "2025-02-29T00:00:00Z",
    "2025-04-31T00:00:00Z", "2025-09-03T08:15:00.Z", "2025-09-03T08:15:00.1234567890Z", "2025-09-03T08:15:00+24:00",
    "2025-09-03T08:15:00+07:60", "2025-09-03T08:15:00ZZ", "2025-09-03T08:15:00Z ", " 2025-09-03T08:15:00Z",
    "2025-09-03_08:15:00Z",
    "2025-9-03T08:15:00Z", "-0001-09-03T08:15:00Z", "-001-09-03T08:15:00Z", "+2025-09-03T08:15:00Z",
    "0000-01-01T00:00:00Z",
    "12025-09-03T08:15:00Z", "2025-09-03T08:15:00,5Z", "2025-09-03T+8:15:00Z", "2025-09-03T08:15:00−07:00",
    "20250903T081500Z",
    "2025-09-03T08:15:00.5", "2025-09-03T08:15:00+", "2025-09-03T08:15:00+07:0x", "٢٠٢٥-09-03T08:15:00Z",
  ])
  func `a text that names no instant is refused`(_ text: String) { #expect(Instant(text) == nil) }

  @Test func `instants of every year go through their text at any offset`() {
    let seed: UInt64 = 29
    var random = WireRandom(seed: seed)
    let first: Int64 = -62_135_596_800_000 + 86_400_000
    for _ in 0..<5_000 {
      let instant = Instant(milliseconds: first + Int64(random.generator.next() % 315_537_724_800_000))
      let offset = random.below(2 * 1_439 + 1) - 1_439
      let text = instant.internetTime(offsetMinutes: offset)
      #expect(Instant(text) == instant, "seed \(seed): \(instant.milliseconds) \(text)")
    }
    #expect(Instant(milliseconds: 1_756_862_100_000).internetTime(offsetMinutes: 420) == "2025-09-03T08:15:00+07:00")
    #expect(
      Instant(milliseconds: 1_756_862_100_250).internetTime(offsetMinutes: -300) == "2025-09-02T20:15:00.250-05:00")
    #expect(Instant(milliseconds: 1_756_862_100_005).internetTime() == "2025-09-03T01:15:00.005Z")
    #expect(Instant(milliseconds: -1).internetTime() == "1969-12-31T23:59:59.999Z")
  }

  /// New York as its rulebook writes it: summer time from 2013 to 2014.
  private static let newYork = TimeZoneRule(
    offsetMinutes: -300,
    changes: [
      ("2013-03-10T07:00:00Z", -240), ("2013-11-03T06:00:00Z", -300), ("2014-03-09T07:00:00Z", -240),
      ("2014-11-02T06:00:00Z", -300),
    ].compactMap { text, offset in Instant(text).map { TimeZoneRule.Change(at: $0, offsetMinutes: offset) } })

  @Test(arguments: [
    ("2013-01-01", 0, 0, "2013-01-01T05:00:00Z"), ("2013-03-10", 1, 59, "2013-03-10T06:59:00Z"),
    // The hour from 2:00 to 3:00 is missing: each of its minutes is the instant of the change.
    ("2013-03-10", 2, 0, "2013-03-10T07:00:00Z"), ("2013-03-10", 2, 30, "2013-03-10T07:00:00Z"),
    ("2013-03-10", 2, 59, "2013-03-10T07:00:00Z"), ("2013-03-10", 3, 0, "2013-03-10T07:00:00Z"),
    ("2013-03-10", 3, 1, "2013-03-10T07:01:00Z"), ("2013-07-04", 12, 0, "2013-07-04T16:00:00Z"),
    // The hour from 1:00 to 2:00 comes twice: the first is meant.
    ("2013-11-03", 0, 59, "2013-11-03T04:59:00Z"), ("2013-11-03", 1, 0, "2013-11-03T05:00:00Z"),
    ("2013-11-03", 1, 59, "2013-11-03T05:59:00Z"), ("2013-11-03", 2, 0, "2013-11-03T07:00:00Z"),
    ("2014-03-09", 2, 30, "2014-03-09T07:00:00Z"), ("2014-11-02", 1, 30, "2014-11-02T05:30:00Z"),
    ("2014-12-25", 9, 0, "2014-12-25T14:00:00Z"),
  ])
  func `a civil time of New York is an instant`(_ day: String, _ hour: Int64, _ minute: Int64, _ expected: String)
    throws
  {
    let date = try #require(CivilDate(day))
    let instant = Self.newYork.instant(date, millisecondOfDay: (hour * 60 + minute) * 60_000)
    #expect(instant == Instant(expected), "\(instant.internetTime())")
  }

  @Test(arguments: [
    ("2013-03-10T06:59:59.999Z", "2013-03-10T01:59:59.999-05:00"),
    ("2013-03-10T07:00:00Z", "2013-03-10T03:00:00-04:00"),
    ("2013-11-03T05:59:59Z", "2013-11-03T01:59:59-04:00"), ("2013-11-03T06:00:00Z", "2013-11-03T01:00:00-05:00"),
    ("2010-07-01T00:00:00Z", "2010-06-30T19:00:00-05:00"), ("2020-07-01T00:00:00Z", "2020-06-30T19:00:00-05:00"),
  ])
  func `an instant is a civil time of New York`(_ instant: String, _ expected: String) throws {
    #expect(Self.newYork.text(try #require(Instant(instant))) == expected)
  }

  @Test func `every half hour of two years goes through New York's civil time, but for the hour that comes twice`()
    throws
  {
    var twice = 0
    let start = try #require(Instant("2013-01-01T00:00:00Z"))
    for step in 0..<Int64(2 * 365 * 48) {
      let instant = start.adding(minutes: step * 30)
      let local = Self.newYork.local(instant)
      let back = Self.newYork.instant(local.date, millisecondOfDay: local.millisecondOfDay)
      if back != instant {
        #expect(back == instant.adding(minutes: -60))
        twice += 1
      }
    }
    #expect(twice == 4)
  }

  @Test func `Vietnam has one offset, and its days begin at 17 h UTC`() throws {
    let instant = try #require(Instant("2025-12-31T17:00:00Z"))
    let local = TimeZoneRule.vietnam.local(instant)
    #expect(local.date.description == "2026-01-01" && local.millisecondOfDay == 0)
    #expect(TimeZoneRule.vietnam.text(instant) == "2026-01-01T00:00:00+07:00")
    #expect(TimeZoneRule.vietnam.instant(local.date, millisecondOfDay: 0) == instant)
    #expect(TimeZoneRule.vietnam.local(instant.adding(milliseconds: -1)).date.description == "2025-12-31")
  }

  @Test func `the limits keep their relations`() {
    Limits.checkRelations()
    #expect(Instant("1900-01-01T00:00:00Z") == Limits.instantMin)
    #expect(Instant("2200-01-01T00:00:00Z") == Limits.instantMax)
  }

  @Test(arguments: [Int64.min, .max, .min + 1, -62_135_596_800_001 - 86_400_000, 253_402_300_800_000 + 86_400_000])
  func `an instant that no year of four digits holds is still printed`(_ milliseconds: Int64) {
    for offset in [-720, 0, 420] {
      let text = Instant(milliseconds: milliseconds).internetTime(offsetMinutes: offset)
      // A reader of a damaged log must see the value, and nobody must take it for a time.
      #expect(text.contains("\(milliseconds)"))
      #expect(Instant(text) == nil)
    }
  }
}
