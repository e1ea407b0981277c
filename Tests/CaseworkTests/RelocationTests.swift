import Foundation
import Testing

@testable import Casework

@Suite struct RelocationTests {
  @Test func `Of one open case in each of the 441 units every one is kept, follows or goes to triage`() throws {
    let before = try Reform.before()
    let after = try Reform.after()
    var counts: [Relocation.Outcome: Int] = [:]
    for unit in before.units {
      var state = try Reform.openCase(ward: unit.id, in: before)
      state.agency = try #require(before.agency(of: unit.number, at: Reform.eve))
      state.status = .assigned
      let found = after.relocation(of: state, at: Reform.morning)
      counts[found.outcome, default: 0] += 1
      let now = try #require(after.unit(unit.number))
      switch found.outcome {
      case .kept:
        #expect(after.isInForce(unit.number, at: Reform.morning), "\(unit.id)")
        #expect(found.agency == state.agency && found.ward == state.ward)
      case .moved:
        #expect(found.ward == now.successors.first?.unit, "\(unit.id)")
        #expect(found.agency == after.agency(of: found.ward, at: Reform.morning), "\(unit.id)")
        #expect(now.successors.count == 1)
      case .splitByPlace: Issue.record("\(unit.id): nothing says where in it the case lies")
      case .toTriage:
        #expect(found.agency == .none && found.ward == state.ward && found.isWardUndecided)
        #expect(now.successors.count > 1, "\(unit.id)")
        #expect(found.cause == MoveCause.split)
      }
      // Before the morning nobody has gone.
      #expect(after.relocation(of: state, at: Reform.eve).outcome == .kept, "\(unit.id)")
    }
    #expect(counts == [.kept: 5, .moved: 389, .toTriage: 47])
  }

  @Test func `A split ward is decided by the grid cell, where the edition says which ground went where`() throws {
    let rulebook = try Reform.withGround()
    func found(_ latitudeE7: Int64, _ longitudeE7: Int64 = 1_066_800_000) throws -> Relocation {
      let state = try Reform.openCase(
        agency: "ubnd.quan_3.phuong_4", ward: "quan_3.phuong_4", cell: Reform.cell(latitudeE7, longitudeE7),
        in: rulebook)
      return rulebook.relocation(of: state, at: Reform.morning)
    }
    let north = try found(107_760_000)
    #expect(north.outcome == .splitByPlace && north.cause == MoveCause.split)
    #expect(rulebook.unit(north.ward)?.id == "phuong_xuan_hoa")
    #expect(rulebook.agency(north.agency)?.id == "ubnd.phuong_xuan_hoa")
    let south = try found(107_759_999)
    #expect(rulebook.unit(south.ward)?.id == "phuong_ban_co")
    #expect(rulebook.agency(south.agency)?.id == "ubnd.phuong_ban_co")
    // The edges: south and west lie inside, north and east outside.
    #expect(try found(107_700_000, 1_066_780_000).outcome == .splitByPlace)
    #expect(try found(107_809_999, 1_066_879_999).outcome == .splitByPlace)
    #expect(try found(107_810_000).outcome == .toTriage)
    #expect(try found(107_760_000, 1_066_880_000).outcome == .toTriage)
    let nowhere = try Reform.openCase(agency: "ubnd.quan_3.phuong_4", ward: "quan_3.phuong_4", in: rulebook)
    #expect(rulebook.relocation(of: nowhere, at: Reform.morning).outcome == .toTriage)
    // Without a ward the territory of the agency itself is asked.
    let wardless = try Reform.openCase(
      agency: "ubnd.quan_3.phuong_4", cell: Reform.cell(107_760_000, 1_066_800_000), in: rulebook)
    let decided = rulebook.relocation(of: wardless, at: Reform.morning)
    #expect(rulebook.agency(decided.agency)?.id == "ubnd.phuong_xuan_hoa" && decided.ward == .none)
  }

  @Test func `A department keeps its case and the ward alone moves; a department that went in takes its cases along`()
    throws
  {
    let rulebook = try Reform.after()
    let light = try Reform.openCase(agency: "sxd", ward: "quan_3.phuong_1", in: rulebook)
    let kept = rulebook.relocation(of: light, at: Reform.morning)
    #expect(kept.outcome == .moved && kept.agency == light.agency && kept.cause == MoveCause.merged)
    #expect(rulebook.unit(kept.ward)?.id == "phuong_ban_co")

    let road = try Reform.openCase(agency: "sgtcc", ward: "huyen_can_gio.xa_thanh_an", in: rulebook)
    let moved = rulebook.relocation(of: road, at: Reform.morning)
    #expect(rulebook.agency(moved.agency)?.id == "sxd" && moved.ward == road.ward)
    #expect(moved.outcome == .moved && moved.cause == MoveCause.absorbed)

    // Which half of the ward it lies in is not known, and no reason to take it from the department.
    let split = try Reform.openCase(agency: "sxd", ward: "quan_3.phuong_4", in: rulebook)
    let same = rulebook.relocation(of: split, at: Reform.morning)
    #expect(same.outcome == .kept && same.isWardUndecided && same.agency == split.agency)

    let triage = try Reform.openCase(ward: "quan_3.phuong_1", in: rulebook)
    let waiting = rulebook.relocation(of: triage, at: Reform.morning)
    #expect(waiting.outcome == .moved && waiting.agency == .none)
  }

  @Test func `Parts of agencies that have gone follow in the same move, and those that nobody can say are counted`()
    throws
  {
    let rulebook = try Reform.after()
    var state = try Reform.openCase(agency: "sxd", ward: "quan_3.phuong_1", in: rulebook)
    for (number, agency) in ["sgtcc", "ubnd.quan_3.phuong_2", "ubnd.quan_8.phuong_16", "evnhcmc", "sgtcc"].enumerated()
    {
      var part = CasePart()
      part.number = UInt32(number) + 1
      part.agency = try Reform.number(agency, in: rulebook)
      if number == 4 { part.completedAt = Reform.eve }
      state.parts.append(part)
    }
    let found = rulebook.relocation(of: state, at: Reform.morning)
    #expect(found.parts.map(\.part) == [1, 2])
    #expect(found.parts.map { rulebook.agency($0.to)?.id } == ["sxd", "ubnd.phuong_ban_co"])
    #expect(found.undecidedPartCount == 1)

    var event = Event()
    event.sequence = SequenceNumber(9)
    event.caseNumber = state.number
    event.recordedAt = Reform.morning
    event.body = .caseMoved(CaseMoved(found, of: state, edition: 2))
    let before = state
    state.evolve(event)
    #expect(
      state.parts.map { rulebook.agency($0.agency)?.id } == [
        "sxd", "ubnd.phuong_ban_co", "ubnd.quan_8.phuong_16", "evnhcmc", "sgtcc",
      ])
    #expect(state.agency == before.agency && state.status == before.status && state.commitments == before.commitments)
    #expect(!rulebook.relocation(of: state, at: Reform.morning).changes, "it is moved once")
  }

  @Test func `An agency that was split by territory is decided by the ward, one split by matter by the routes`() throws
  {
    let rulebook = try Reform.edition { document in
      try Reform.item("snv", in: "agencies", of: &document) { agency in
        agency["intervals"] = [["code": "Q3", "name": "Ủy ban nhân dân Quận 3", "until": "2025-07-01T00:00:00+07:00"]]
        agency["successors"] = ["xuan_hoa", "ban_co", "nhieu_loc"].map {
          ["agency": "ubnd.phuong_" + $0, "share": "part"]
        }
      }
      try Reform.item("syt", in: "agencies", of: &document) { agency in
        agency["intervals"] = [["code": "Y", "name": "Sở cũ", "until": "2025-07-01T00:00:00+07:00"]]
        agency["successors"] = ["snnmt", "catp"].map { ["agency": $0, "share": "part"] }
      }
    }
    let inWard = try Reform.openCase(agency: "snv", ward: "quan_3.phuong_1", in: rulebook)
    let byWard = rulebook.relocation(of: inWard, at: Reform.morning)
    #expect(rulebook.agency(byWard.agency)?.id == "ubnd.phuong_ban_co" && byWard.outcome == .splitByPlace)
    let elsewhere = try Reform.openCase(agency: "snv", ward: "quan_4.phuong_1", in: rulebook)
    #expect(rulebook.relocation(of: elsewhere, at: Reform.morning).outcome == .toTriage)

    let water = try Reform.openCase(agency: "syt", category: "moi_truong.o_nhiem", in: rulebook)
    let byMatter = rulebook.relocation(of: water, at: Reform.morning)
    #expect(rulebook.agency(byMatter.agency)?.id == "snnmt" && byMatter.outcome == .splitByPlace)
    // The routes lead to an agency that is none of the heirs: that says nothing.
    let light = try Reform.openCase(agency: "syt", category: "ha_tang.chieu_sang", in: rulebook)
    #expect(rulebook.relocation(of: light, at: Reform.morning).outcome == .toTriage)
  }

  @Test func `What changed hands twice is followed to its end, what was parted and joined again is whole, a ring ends`()
  {
    let past = [LineageInterval(until: Reform.morning, name: "past")]
    let there = [LineageInterval(name: "there")]
    func graph(_ rows: [(intervals: [LineageInterval], to: [(Int, SuccessorShare)])]) -> LineageGraph {
      LineageGraph(
        rows.map { row in LineageGraph.Node(intervals: row.intervals, successors: row.to.map { ($0.0, $0.1) }) })
    }
    func heirs(_ graph: LineageGraph) -> LineageGraph.Heirs { graph.heirs(of: 0, at: Reform.morning) { _ in nil } }
    let chain = heirs(graph([(past, [(1, .whole)]), (past, [(2, .whole)]), (there, [])]))
    #expect(chain.one == 2 && !chain.isSplit)
    let joined = heirs(
      graph([(past, [(1, .part), (2, .part)]), (past, [(3, .whole)]), (past, [(3, .whole)]), (there, [])]))
    #expect(joined.one == 3 && !joined.isSplit)
    let half = heirs(graph([(past, [(1, .part), (2, .part)]), (there, []), (past, [])]))
    #expect(half.one == nil && half.positions == [1])
    let onlyPart = heirs(graph([(past, [(1, .part)]), (there, [])]))
    #expect(onlyPart.one == nil && onlyPart.isSplit, "where the rest went nobody says")
    let ring = heirs(graph([(past, [(1, .whole)]), (past, [(0, .whole)])]))
    #expect(ring.positions.isEmpty)
    let gone = heirs(graph([(past, [])]))
    #expect(gone.positions.isEmpty && gone.isCertain)
  }

  @Test func `Ground that two successors claim is an error that names it`() throws {
    #expect(throws: RulebookError.self) {
      try Reform.edition { document in
        try Reform.item("quan_3.phuong_4", in: "units", of: &document) { unit in
          let area: [String: Any] = ["south": 10, "north": 11, "west": 106, "east": 107]
          unit["successors"] = ["phuong_xuan_hoa", "phuong_ban_co"].map {
            ["unit": $0, "share": "part", "areas": [area]]
          }
        }
      }
    }
    let row = #"{"south":10.7705,"north":11,"west":106,"east":107}"#
    let error = #expect(throws: JSONError.self) {
      try GridArea(try JSONReader.value(Array(row.utf8)), path: "areas[0]")
    }
    #expect(error?.path == "areas[0].south")
  }

  @Test func `A letter of June entered in July goes to the office that exists, from the ward of then`() throws {
    let rulebook = try Reform.after()
    func received(ward: String, _ category: String, cell: UInt64 = 0) throws -> ReportReceived? {
      var report = Report()
      report.kind = .reflection
      report.category = try #require(rulebook.category(named: category)).number
      report.ward = try #require(rulebook.unit(named: ward)).number
      report.cell = cell
      let decided = try decide(
        .submit(report), by: World.clerk, occurredAt: wallTime("2025-06-20 09:00"), on: nil,
        in: DecisionContext(now: wallTime("2025-07-02 09:00"), rulebook: rulebook))
      guard case .reportReceived(let event) = decided.first else { return nil }
      return event
    }
    let garbage = try #require(try received(ward: "quan_3.phuong_1", "moi_truong.rac_thai"))
    #expect(rulebook.unit(garbage.ward)?.id == "quan_3.phuong_1")
    #expect(rulebook.agency(garbage.agency)?.id == "ubnd.phuong_ban_co")
    #expect(
      rulebook.agency(try #require(try received(ward: "quan_3.phuong_1", "ha_tang.mat_duong")).agency)?.id == "sxd")
    #expect(try #require(try received(ward: "quan_3.phuong_4", "moi_truong.rac_thai")).agency == .none)
  }
}
