import Testing

@testable import MotCham

@Suite struct PlaceTests {
  private static let dispatcher = Actor(.dispatcher, name: "lan")
  private static let place = Place(latitudeE7: 107_769_000, longitudeE7: 1_067_009_000)

  private static func report(_ engine: Engine, cell: UInt64 = place?.cell ?? 0, category: UInt32 = 1) throws
    -> CaseNumber
  {
    var report = Report()
    report.category = CategoryID(category)
    report.cell = cell
    return try engine.submit(Command(.submit(report), on: .new, by: .citizen)).caseNumber
  }

  private static func close(_ engine: Engine, _ number: CaseNumber) throws {
    let source = Actor(.source, name: "nyc311")
    _ = try engine.submit([Command(.close(.imported), on: .number(number), by: source)])[0].get()
  }

  private static func read<R>(
    _ engine: Engine, _ body: (borrowing Reading) throws(EngineError) -> R
  ) throws -> R {
    try engine.read(after: SequenceNumber(engine.position.durable.rawValue - 1), body)
  }

  @Test func `the seventh time is link 7 of a chain, and what comes while one is open is a likely duplicate`() throws {
    let city = try City()
    let engine = try city.open()
    var numbers: [CaseNumber] = []
    for _ in 0..<6 {
      numbers.append(try Self.report(engine))
      try Self.close(engine, numbers[numbers.count - 1])
    }
    let seventh = try Self.report(engine)
    let twin = try Self.report(engine)
    let elsewhere = try Self.report(engine, cell: 77)
    let otherwise = try Self.report(engine, category: 2)
    let cell = try #require(Self.place?.cell)
    try Self.read(engine) { reading throws(EngineError) in
      #expect(try reading.link(of: seventh) == 7)
      #expect(try reading.link(of: twin) == 7, "the matter was still open")
      #expect(try reading.link(of: elsewhere) == 1)
      #expect(try reading.link(of: otherwise) == 1)
      let chain = try reading.cases(atCell: cell, category: CategoryID(1), limit: 100)
      #expect(chain.map(\.caseNumber) == numbers + [seventh, twin])
      #expect(chain.map(\.link) == [1, 2, 3, 4, 5, 6, 7, 7])
      #expect(chain.map(\.isOpen) == [false, false, false, false, false, false, true, true])
      #expect(try reading.likelyDuplicates(of: seventh, limit: 10).map(\.caseNumber) == [twin])
      #expect(try reading.likelyDuplicates(of: elsewhere, limit: 10).isEmpty)
    }
    try engine.close()
  }

  @Test func `a case in the cell beside it is a likely duplicate, one two cells away is not`() throws {
    let city = try City()
    let engine = try city.open()
    let here = try #require(Place(latitudeE7: 107_765_000, longitudeE7: 1_067_005_000)?.cell)
    let beside = try #require(Place(latitudeE7: 107_775_000, longitudeE7: 1_066_995_000)?.cell)
    let away = try #require(Place(latitudeE7: 107_785_000, longitudeE7: 1_067_005_000)?.cell)
    let first = try Self.report(engine, cell: here)
    let second = try Self.report(engine, cell: beside)
    _ = try Self.report(engine, cell: away)
    try Self.read(engine) { reading throws(EngineError) in
      #expect(try reading.likelyDuplicates(of: first, limit: 10).map(\.caseNumber) == [second])
    }
    try engine.close()
  }

  @Test func `a linked duplicate is listed under its original and stays open`() throws {
    let city = try City()
    let engine = try city.open()
    let (original, other, third) = (try Self.report(engine), try Self.report(engine), try Self.report(engine))
    for number in [third, other] {
      _ = try engine.submit([Command(.linkDuplicate(of: original), on: .number(number), by: Self.dispatcher)])[0].get()
    }
    try Self.read(engine) { reading throws(EngineError) in
      #expect(try reading.duplicates(of: original) == [other, third])
      #expect(try reading.state(of: other)?.isOpen == true)
    }
    // Linked again, to another: it is no longer the first one's.
    _ = try engine.submit([Command(.linkDuplicate(of: other), on: .number(third), by: Self.dispatcher)])[0].get()
    try Self.read(engine) { reading throws(EngineError) in
      #expect(try reading.duplicates(of: original) == [other])
      #expect(try reading.duplicates(of: other) == [third])
    }
    try engine.close()
  }

  @Test func `figures of a month that ends at noon part at noon`() throws {
    let city = try City()
    let engine = try city.open()
    let dates = ["2025-09-25T11:59:59+07:00", "2025-09-25T12:00:00+07:00", "2025-09-24T12:00:00+07:00"]
    for date in dates {
      var report = Report()
      report.category = CategoryID(1)
      _ = try engine.submit(Command(.submit(report), on: .new, by: .citizen, occurredAt: Instant(date)))
    }
    let noon = HalfDay(try #require(CivilDate("2025-09-25")), isAfternoon: true)
    let start = HalfDay(try #require(CivilDate("2025-08-25")), isAfternoon: true)
    let next = HalfDay(try #require(CivilDate("2025-10-25")), isAfternoon: true)
    try Self.read(engine) { reading throws(EngineError) in
      let first = try reading.counts(by: .category, during: start..<noon)
      #expect(first.map(\.number) == [1] && first.map { $0.counts[.received] } == [2])
      let second = try reading.counts(by: .all, during: noon..<next)
      #expect(second.map { $0.counts[.received] } == [1])
      #expect(try reading.counts(by: .all, during: start..<start).isEmpty)
    }
    try engine.close()
  }
}
