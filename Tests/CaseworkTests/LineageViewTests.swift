import Testing

@testable import Casework

@Suite struct LineageViewTests {
  /// An event of June and one of July, seen by the boundaries of then and of today.
  @Test func `A unit is told as it was and as it is now, for old cases and new ones`() throws {
    let rulebook = try Reform.after()
    func told(_ unit: String, _ view: LineageView, _ eventAt: Instant) throws -> SeenLineage<UnitID>? {
      rulebook.seen(
        try #require(rulebook.unit(named: unit)).number, view, eventAt: eventAt, now: wallTime("2026-11-21 09:00"))
    }
    let june = wallTime("2025-06-20 09:00")
    let july = wallTime("2025-07-20 09:00")
    let was = try #require(try told("quan_3.phuong_1", .asWas, june))
    #expect(was.name == "Phường 1" && was.code == "27160" && !was.isUndecided)
    let now = try #require(try told("quan_3.phuong_1", .asIs, june))
    #expect(now.name == "Phường Bàn Cờ" && now.code == "27154")
    #expect(rulebook.unit(now.id)?.id == "phuong_ban_co")
    #expect(try told("phuong_ban_co", .asWas, july) == told("phuong_ban_co", .asIs, july))
    #expect(try told("phuong_ban_co", .asWas, july)?.id == now.id, "old and new cases of the place meet in one line")
    // A commune that went on as it was is itself in both.
    #expect(try told("huyen_can_gio.xa_thanh_an", .asWas, june) == told("huyen_can_gio.xa_thanh_an", .asIs, june))
    // A split is told under its last name, and said to be one; where the ground is drawn, the place decides.
    let split = try #require(try told("quan_3.phuong_4", .asIs, june))
    #expect(split.isUndecided && split.name == "Phường 4")
    let drawn = try Reform.withGround()
    let placed = drawn.seen(
      try #require(drawn.unit(named: "quan_3.phuong_4")).number, .asIs, eventAt: june, now: july,
      cell: try Reform.cell(107_760_000, 1_066_800_000))
    #expect(placed?.name == "Phường Xuân Hòa" && placed?.isUndecided == false)
    #expect(rulebook.seen(UnitID(999_999), .asIs, eventAt: june, now: july) == nil)
  }

  @Test func `An agency is told as it was and as it is now`() throws {
    let rulebook = try Reform.after()
    let june = wallTime("2025-06-20 09:00")
    let now = wallTime("2025-07-20 09:00")
    func told(_ agency: String, _ view: LineageView, ward: String = "") throws -> SeenLineage<AgencyID>? {
      rulebook.seen(
        try Reform.number(agency, in: rulebook), view, eventAt: june, now: now,
        ward: try ward.isEmpty ? .none : #require(rulebook.unit(named: ward)).number)
    }
    #expect(try told("sgtcc", .asWas)?.name == "Sở Giao thông công chánh")
    #expect(try told("sgtcc", .asIs)?.name == "Sở Xây dựng")
    #expect(try told("ubnd.quan_3.phuong_1", .asIs)?.name == "Ủy ban nhân dân phường Bàn Cờ")
    #expect(try told("ubnd.quan_3.phuong_4", .asIs)?.isUndecided == true)
    #expect(try told("ubnd.quan_3.phuong_4", .asIs, ward: "quan_3.phuong_1")?.name == "Ủy ban nhân dân phường Bàn Cờ")
  }

  /// 26737 was Đa Kao until 30 June 2025 and is Tân Định since, while Tân Định itself had 26734 before.
  @Test func `A code that was given to another ward misleads nobody`() throws {
    let rulebook = try Reform.after()
    let june = wallTime("2025-06-30 23:59")
    let daKao = try #require(rulebook.unit(code: "26737", at: june))
    let tanDinh = try #require(rulebook.unit(code: "26737", at: Reform.morning))
    #expect(daKao.id == "quan_1.phuong_da_kao" && tanDinh.id == "phuong_tan_dinh")
    #expect(daKao.number != tanDinh.number)
    let oldTanDinh = try #require(rulebook.unit(code: "26734", at: june))
    #expect(oldTanDinh.interval(at: june)?.name == tanDinh.interval(at: Reform.morning)?.name)

    // A report of June and one of July with the same code are cases of two wards and two offices.
    func received(_ at: String, now: String, _ rulebook: Rulebook) throws -> ReportReceived {
      var report = Report()
      report.kind = .reflection
      report.category = try #require(rulebook.category(named: "moi_truong.rac_thai")).number
      report.ward = try #require(rulebook.unit(code: "26737", at: wallTime(at))).number
      let decided = try decide(
        .submit(report), by: .citizen, occurredAt: wallTime(at), on: nil,
        in: DecisionContext(now: wallTime(now), rulebook: rulebook))
      guard case .reportReceived(let event) = decided.first else { throw Refusal(.malformed) }
      return event
    }
    let old = try received("2025-06-20 09:00", now: "2025-06-20 09:00", Reform.before())
    let new = try received("2025-07-20 09:00", now: "2025-07-20 09:00", rulebook)
    #expect(old.ward == daKao.number && new.ward == tanDinh.number)
    #expect(rulebook.agency(old.agency)?.id == "ubnd.quan_1.phuong_da_kao")
    #expect(rulebook.agency(new.agency)?.id == "ubnd.phuong_tan_dinh")
    // Half of Đa Kao went to Sài Gòn: its old cases are not Tân Định's because of a number.
    #expect(
      rulebook.fate(of: daKao.number, at: Reform.morning)
        == .split(among: [tanDinh.number, try #require(rulebook.unit(named: "phuong_sai_gon")).number]))
    #expect(rulebook.fate(of: oldTanDinh.number, at: Reform.morning) == .carriedOn(by: tanDinh.number, byPlace: false))
    for view in LineageView.allCases {
      let seen = try #require(rulebook.seen(daKao.number, view, eventAt: june, now: Reform.morning))
      #expect(seen.name == "Phường Đa Kao" && seen.isUndecided == (view == .asIs))
    }
    // Whoever still has the code from an old list, and the date of today, is told so.
    #expect(throws: Refusal(.wardUnknown, "ward \(daKao.number.rawValue)")) {
      var report = Report()
      report.kind = .reflection
      report.ward = daKao.number
      _ = try decide(
        .submit(report), by: .citizen, on: nil, in: DecisionContext(now: Reform.morning, rulebook: rulebook))
    }
  }
}
