import Testing

@testable import Casework

struct UnitLineageTests {
  static let eve = "2025-06-30T23:59:59.999+07:00"
  static let morning = "2025-07-01T00:00:00+07:00"

  @Test func `a code names another unit before and after the reform`() throws {
    let rulebook = try Samples.rulebook("hcmc_after_2025-07-01")
    // Every new code, as the list of units has it: 167 of 168 were another unit's the evening before.
    let eve = try parsedInstant(Self.eve)
    let morning = try parsedInstant(Self.morning)
    var newCount = 0
    var reusedCount = 0
    var sameNameCount = 0
    for unit in rulebook.units {
      guard let interval = unit.interval(at: morning) else { continue }
      newCount += 1
      #expect(rulebook.unit(code: interval.code, at: morning)?.number == unit.number)
      guard let before = rulebook.unit(code: interval.code, at: eve) else { continue }
      reusedCount += 1
      if before.interval(at: eve)?.name == interval.name { sameNameCount += 1 }
      if before.number != unit.number { #expect(!rulebook.isInForce(before.number, at: morning)) }
    }
    #expect(newCount == 168)
    #expect(reusedCount == 167)
    #expect(sameNameCount == 45)
  }

  @Test func `every old unit has a successor or goes on as it was`() throws {
    let rulebook = try Samples.rulebook("hcmc_after_2025-07-01")
    let eve = try parsedInstant(Self.eve)
    let morning = try parsedInstant(Self.morning)
    var oldCount = 0
    var unchangedCount = 0
    var splitCount = 0
    for unit in rulebook.units where rulebook.isInForce(unit.number, at: eve) {
      oldCount += 1
      if rulebook.isInForce(unit.number, at: morning) {
        unchangedCount += 1
        #expect(unit.successors.isEmpty)
        continue
      }
      #expect(!unit.successors.isEmpty, "\(unit.id)")
      if unit.successors.count > 1 { splitCount += 1 }
      for successor in unit.successors {
        #expect(rulebook.isInForce(successor.unit, at: morning), "\(unit.id)")
        #expect((successor.share == .whole) == (unit.successors.count == 1), "\(unit.id)")
      }
      // The agencies follow their units.
      let agency = try #require(rulebook.agency(of: unit.number, at: eve).flatMap { rulebook.agency($0) })
      #expect(rulebook.agency(of: unit.number, at: morning) == nil)
      #expect(agency.successors.map(\.share) == unit.successors.map(\.share))
      #expect(
        agency.successors.map(\.agency) == unit.successors.compactMap { rulebook.agency(of: $0.unit, at: morning) })
    }
    #expect(oldCount == 441)
    #expect(unchangedCount == 5)
    #expect(splitCount == 47)
  }

  static let known: [(unit: String, successors: [String])] = [
    ("quan_3.phuong_4", ["phuong_xuan_hoa", "phuong_ban_co"]),
    ("quan_3.phuong_1", ["phuong_ban_co"]),
    ("quan_4.phuong_1", ["phuong_vinh_hoi"]),
    ("quan_8.phuong_16", ["phuong_binh_phu", "phuong_phu_dinh", "xa_tan_nhut"]),
    ("quan_8.phuong_rach_ong", ["phuong_chanh_hung"]),
    ("huyen_binh_chanh.xa_quy_duc", ["xa_hung_long"]),
    ("huyen_bac_tan_uyen.xa_binh_my", ["phuong_binh_co"]),
    ("huyen_cu_chi.xa_binh_my", ["xa_binh_my"]),
    ("huyen_can_gio.xa_thanh_an", []),
  ]

  @Test func `known units went where the decree says`() throws {
    let rulebook = try Samples.rulebook("hcmc_after_2025-07-01")
    for row in Self.known {
      let unit = try #require(rulebook.unit(named: row.unit), "\(row.unit)")
      #expect(unit.successors.compactMap { rulebook.unit($0.unit)?.id } == row.successors, "\(row.unit)")
    }
  }

  @Test func `a lineage keeps its number and its id from edition to edition`() throws {
    let before = try Samples.rulebook("hcmc_before_2025-07-01")
    let after = try Samples.rulebook("hcmc_after_2025-07-01")
    #expect(!before.units.isEmpty && !before.agencies.isEmpty)
    for unit in before.units { #expect(after.unit(unit.number)?.id == unit.id) }
    for agency in before.agencies { #expect(after.agency(agency.number)?.id == agency.id) }
    for category in before.categories { #expect(after.category(category.number)?.id == category.id) }
    for channel in before.channels { #expect(after.channel(channel.number)?.id == channel.id) }
  }

  @Test func `an agency is found by its id always and by its code in its time`() throws {
    let rulebook = try Samples.rulebook("hcmc_after_2025-07-01")
    let eve = try parsedInstant(Self.eve)
    let morning = try parsedInstant(Self.morning)
    #expect(rulebook.agency(named: "SGTCC", at: eve)?.id == "sgtcc")
    #expect(rulebook.agency(named: "SGTCC", at: morning) == nil)
    #expect(rulebook.agency(named: "sgtcc", at: morning)?.id == "sgtcc")
    #expect(rulebook.agency(named: "nobody", at: eve) == nil)
    #expect(rulebook.unit(code: "", at: eve) == nil)
    #expect(rulebook.agency(.none) == nil && rulebook.unit(UnitID(.max)) == nil)
  }
}
