import Foundation
import Testing

@testable import Casework

struct RulebookTests {
  static let samples: [(name: String, prefix: String, edition: UInt32, agencies: Int, units: Int, calendars: Int)] = [
    ("hcmc_before_2025-07-01", "HCM", 1, 453, 441, 1), ("hcmc_after_2025-07-01", "HCM", 2, 616, 604, 1),
    ("hue", "HUE", 1, 2, 0, 1), ("hanoi", "HAN", 1, 2, 0, 1), ("new_york_2013", "NYC", 1, 14, 0, 1),
  ]

  @Test func `every sample rulebook is read`() throws {
    for row in Self.samples {
      let rulebook = try Samples.rulebook(row.name)
      #expect(rulebook.casePrefix == row.prefix)
      #expect(rulebook.edition == row.edition)
      #expect(rulebook.agencies.count == row.agencies, "\(row.name)")
      #expect(rulebook.units.count == row.units, "\(row.name)")
      #expect(rulebook.calendars.count == row.calendars)
    }
  }

  static let faults: [(find: String, replace: String, path: String, message: String)] = [
    ("\"edition\": 1,\n  \"name\"", "\"editoin\": 1,\n  \"name\"", "edition", "is missing; add it"),
    (
      "\"name\": \"Thành phố Huế\"", "\"name\": \"Huế\", \"colour\": 1", "colour",
      "there is no such field; remove it or correct its name"
    ),
    ("\"HUE\"", "\"Hue\"", "case_prefix", "must be 1 to 8 upper-case letters A to Z, as HCM"),
    (
      "\"valid_from\": \"2019-01-01T00:00:00+07:00\"", "\"valid_from\": \"2019-01-01\"", "valid_from",
      "must be a time with offset from 1900 to 2199, as 2025-07-01T00:00:00+07:00, not \"2019-01-01\""
    ),
    (
      "\"offset_minutes\": 420", "\"offset_minutes\": 42000", "zone.offset_minutes",
      "must be a whole number from -960 to 960, not 42000"
    ),
    ("\"leg_count_max\": 3", "\"leg_count_max\": 0", "policy.leg_count_max", "must be at least 1"),
    (
      "\"number\": 2, \"id\": \"sxd\"", "\"number\": 1, \"id\": \"sxd\"", "agencies[1].number",
      "1 is already the number of agencies[0]; give each its own"
    ),
    (
      "\"number\": 2, \"id\": \"sxd\"", "\"number\": 0, \"id\": \"sxd\"", "agencies[1].number",
      "must lie between 1 and 1000000"
    ),
    (
      "\"number\": 2, \"id\": \"sxd\"", "\"number\": 2, \"id\": \"ioc\"", "agencies[1].id",
      "ioc is already the id of agencies[0]; give each its own"
    ),
    (
      "\"code\": \"SXD\"", "\"code\": \"IOC\"", "agencies[1].intervals[0].code",
      "IOC belongs to agencies[0] at the same time; end that interval first"
    ),
    (
      "\"id\": \"sxd\"", "\"id\": \"sxd\", \"calendar\": \"x\"", "agencies[1].calendar",
      "\"x\" stands in no id of calendars; declare it there or correct it"
    ),
    (
      "\"agency\": \"ioc\"", "\"agency\": \"nobody\"", "routes[0].agency",
      "\"nobody\" stands in no id of agencies; declare it there or correct it"
    ),
    (
      "\"agency\": \"ioc\"", "\"agency\": \"ioc\", \"categories\": [\"x\"]", "routes[0].categories[0]",
      "\"x\" stands in no id of categories; declare it there or correct it"
    ),
    ("\"agency\": \"ioc\", ", "", "routes[0]", "must name either an agency, or \"agency_of_ward\": true"),
    ("\"amount\": 7,", "\"amount\": 0,", "service_levels[0].promises[0].amount", "must lie between 1 and 100000"),
    (
      "\"amount\": 7,", "\"amount\": 7.5,", "service_levels[0].promises[0].amount",
      "must be a whole number from 0 to 4294967295, not 7.5"
    ),
    (
      "\"unit\": \"working_days\"", "\"unit\": \"absolute\"", "service_levels[0].promises[0].unit",
      "must be a unit that can be counted, as working_days"
    ),
    (
      "\"kinds\": [\"phan_anh\"", "\"kinds\": [\"phan_anhh\"", "service_levels[0].kinds[0]",
      "must be one of phan_anh, kien_nghi, gop_y, hien_ke, tu_van, khieu_nai, to_cao, du_lieu_ca_nhan, not \"phan_anhh\""
    ),
    (
      "\"starts_at\": \"accepted\"", "\"starts_at\": \"later\"", "service_levels[1].promises[1].starts_at",
      "must be one of reported, assigned, accepted, resolved, answered, not \"later\""
    ),
    (
      "\"until\": \"09-30\"", "\"until\": \"09-29\"", "calendars[0].seasons",
      "09-30 lies in 0 seasons; every day must lie in exactly one"
    ),
    (
      "\"13:30-17:30\"", "\"13:30-25:00\"", "calendars[0].seasons[0].week.monday[1]",
      "must be a span of the day, as 07:30-11:30, not \"13:30-25:00\""
    ),
    (
      "\"works_as\": \"friday\"", "\"works_as\": \"freitag\"", "calendars[0].working_days[3].works_as",
      "must be a weekday, as friday, not \"freitag\""
    ),
    (
      "\"known_until\": \"2027-12-31\"", "\"known_until\": \"2026-12-31\"", "calendars[0].days_off[112].date",
      "2027-01-01 lies outside known_from and known_until"
    ),
  ]

  @Test func `a fault is told with its path, its line and what to do`() throws {
    let text = String(decoding: try Samples.rulebookBytes("hue"), as: UTF8.self)
    for row in Self.faults {
      let place = try #require(text.range(of: row.find), "\(row.find)")
      let broken = text.replacingCharacters(in: place, with: row.replace)
      let error = #expect(throws: RulebookError.self, "\(row.path)") { try Rulebook(json: Array(broken.utf8)) }
      #expect(error?.path == row.path, "\(row.replace)")
      #expect(error?.message == row.message)
      #expect((error?.line ?? 0) > 0)
    }
    let line = text[..<(try #require(text.range(of: "\"amount\": 7,"))).lowerBound].split(
      separator: "\n", omittingEmptySubsequences: false
    ).count
    let error = #expect(throws: RulebookError.self) {
      try Rulebook(json: Array(text.replacingOccurrences(of: "\"amount\": 7,", with: "\"amount\": 0,").utf8))
    }
    #expect(error?.line == line)
  }

  static let promised:
    [(rulebook: String, trigger: Trigger, kind: ReportKind, category: String?, level: Level, promises: [String])] = [
      (
        "hcmc_after_2025-07-01", .reported, .reflection, nil, .unspecified,
        ["forward 5 minutes", "resolve 10 working_days"]
      ),
      ("hcmc_after_2025-07-01", .reported, .reflection, nil, .complex, ["forward 1 hours", "resolve 15 working_days"]),
      ("hcmc_after_2025-07-01", .answered, .petition, nil, .complex, ["confirm 5 calendar_days"]),
      ("hcmc_after_2025-07-01", .reported, .complaint, nil, .normal, ["accept 10 calendar_days"]),
      ("hcmc_after_2025-07-01", .accepted, .complaint, nil, .normal, ["resolve 30 calendar_days"]),
      ("hcmc_after_2025-07-01", .accepted, .complaint, nil, .complex, ["resolve 45 calendar_days"]),
      ("hcmc_after_2025-07-01", .reported, .personalDataRequest, nil, .normal, ["answer 72 hours"]),
      ("hcmc_after_2025-07-01", .reported, .unspecified, nil, .normal, []),
      ("hcmc_after_2025-07-01", .reported, ReportKind(rawValue: 900), nil, Level(rawValue: 900), []),
      ("hue", .reported, .reflection, nil, .normal, ["resolve 7 working_days"]),
      ("hue", .accepted, .reflection, nil, .normal, []),
      ("hanoi", .assigned, .reflection, nil, .normal, ["accept 8 working_hours"]),
      ("hanoi", .accepted, .reflection, nil, .urgent, ["resolve 4 working_hours"]),
      (
        "hanoi", .reported, .personalDataRequest, "du_lieu_ca_nhan.truy_cap", .normal,
        ["accept 2 working_days", "answer 10 calendar_days"]
      ),
      (
        "hanoi", .reported, .personalDataRequest, "du_lieu_ca_nhan.xoa", .normal,
        ["answer 20 calendar_days", "accept 2 working_days"]
      ),
      ("new_york_2013", .reported, .reflection, nil, .normal, []),
    ]

  @Test func `a report starts the clocks that its city promises`() throws {
    for row in Self.promised {
      let rulebook = try Samples.rulebook(row.rulebook)
      let category = try row.category.map { try #require(rulebook.category(named: $0)).number } ?? .none
      let start = try parsedInstant("2026-03-03T09:00:00+07:00")
      let commitments = rulebook.commitments(
        startedBy: row.trigger, kind: row.kind, category: category, level: row.level, agency: .none, part: 3, at: start)
      #expect(commitments.map { "\($0.kind) \($0.amount) \($0.unit)" } == row.promises, "\(row)")
      for commitment in commitments {
        #expect(commitment.start == start)
        #expect(
          commitment.due
            == rulebook.due(
              from: start, amount: commitment.amount, unit: commitment.unit, calendar: rulebook.calendars[0]))
        #expect(commitment.rulebookEdition == rulebook.edition && commitment.part == 3)
        #expect(commitment.calendar == 1 && commitment.calendarEdition == 1)
      }
    }
  }

  @Test func `a promise beyond the calendar stands without a date`() throws {
    let rulebook = try Samples.rulebook("hue")
    let commitments = rulebook.commitments(
      startedBy: .reported, kind: .reflection, category: .none, level: .normal, agency: .none, part: 0,
      at: try parsedInstant("2030-01-01T09:00:00+07:00"))
    #expect(commitments.count == 1)
    #expect(commitments.first?.due == nil)
  }

  static let routed:
    [(
      edition: String, kind: ReportKind, category: String, ward: String, at: String, route: String?, suggestion: String?
    )] = [
      (
        "hcmc_before_2025-07-01", .reflection, "ha_tang.mat_duong", "27154", "2025-06-30T23:59:59+07:00", "sgtcc",
        "sgtcc"
      ),
      ("hcmc_after_2025-07-01", .reflection, "ha_tang.mat_duong", "27154", "2025-07-01T00:00:00+07:00", "sxd", "sxd"),
      (
        "hcmc_after_2025-07-01", .reflection, "cap_nuoc.mat_nuoc", "27154", "2025-09-01T00:00:00+07:00", "sawaco",
        "sawaco"
      ),
      (
        "hcmc_after_2025-07-01", .reflection, "dien.mat_dien", "27154", "2025-09-01T00:00:00+07:00", "evnhcmc",
        "evnhcmc"
      ),
      (
        "hcmc_after_2025-07-01", .reflection, "moi_truong.rac_thai", "27154", "2025-09-01T00:00:00+07:00",
        "ubnd.phuong_ban_co", "ubnd.phuong_ban_co"
      ),
      ("hcmc_after_2025-07-01", .reflection, "giao_duc.truong_hoc", "27154", "2025-09-01T00:00:00+07:00", nil, "sgddt"),
      ("hcmc_after_2025-07-01", .complaint, "moi_truong.rac_thai", "27154", "2025-09-01T00:00:00+07:00", nil, nil),
      ("hue", .reflection, "moi_truong.rac_thai", "", "2025-09-01T00:00:00+07:00", nil, "ioc"),
    ]

  @Test func `a report goes to the agency in charge, or to a dispatcher`() throws {
    for row in Self.routed {
      let rulebook = try Samples.rulebook(row.edition)
      let at = try parsedInstant(row.at)
      let category = try #require(rulebook.category(named: row.category)).number
      let ward = rulebook.unit(code: row.ward, at: at)?.number ?? .none
      let route = rulebook.route(kind: row.kind, category: category, ward: ward, at: at)
      #expect(route.flatMap { rulebook.agency($0)?.id } == row.route, "\(row)")
      #expect(
        rulebook.suggestion(kind: row.kind, category: category, ward: ward, at: at).flatMap { rulebook.agency($0)?.id }
          == row.suggestion, "\(row)")
    }
    let rulebook = try Samples.rulebook("hcmc_after_2025-07-01")
    #expect(
      rulebook.route(
        kind: .reflection, category: .none, ward: .none, at: try parsedInstant("2025-09-01T00:00:00+07:00")) == nil)
    #expect(
      rulebook.route(
        kind: .reflection, category: CategoryID(.max), ward: UnitID(.max),
        at: try parsedInstant("2025-09-01T00:00:00+07:00")) == nil)
  }
}
