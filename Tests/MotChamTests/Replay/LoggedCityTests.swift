import Foundation
import Testing

@testable import MotCham

/// A city read from its log alone, against the engine that wrote it.
@Suite struct LoggedCityTests {
  /// A reorganised city, closed.
  static func reformed() throws -> ReformCity {
    let reform = try ReformCity()
    let engine = try reform.city.open()
    try reform.fill(engine, 0..<600)
    _ = try engine.adopt(ReformCity.after(), by: Actor(.administrator, name: "minh"))
    let moves = engine.waitForMoves(milliseconds: 60_000)
    try #require(moves.isFinished && moves.failure == nil)
    try engine.close()
    return reform
  }

  @Test func `editions, codes and rulebooks are those of the engine`() throws {
    let reform = try Self.reformed()
    let logged = try LoggedCity.open(reform.city.path)
    let engine = try reform.city.open { $0.access = .read }
    defer { try? engine.close() }
    #expect(logged.end == engine.position.durable)
    #expect(logged.editions == engine.adoptedEditions)
    #expect(logged.editions.count == 2 && logged.editions.allSatisfy(\.isApplied))
    #expect(logged.rulebook.edition == reform.after.edition)
    #expect(logged.rulebook(edition: reform.before.edition)?.name == reform.before.name)
    #expect(logged.rulebook(before: SequenceNumber(2)).edition == reform.before.edition)
    #expect(logged.code(of: CaseNumber(77)) == engine.code(of: CaseNumber(77)))
    #expect(logged.number(of: engine.code(of: CaseNumber(77))) == CaseNumber(77))
    let end = engine.position.durable.rawValue
    #expect(
      try logged.root(before: logged.end) == engine.log.read { log throws(EngineError) in try log.root(at: end) })
  }

  @Test func `histories are those of the engine, also as they were`() throws {
    let reform = try Self.reformed()
    let logged = try LoggedCity.open(reform.city.path)
    let engine = try reform.city.open { $0.access = .read }
    defer { try? engine.close() }
    let all = try ReformCity.events(engine)
    let numbers = [CaseNumber(2), CaseNumber(40), CaseNumber(5), CaseNumber(1), CaseNumber(999_999)]
    for (number, events) in zip(numbers, try logged.events(of: numbers)) {
      let expected = all.filter { $0.caseNumber == number }
      #expect(events == expected)
      #expect(try logged.events(of: number) == expected)
      #expect(
        try logged.events(of: number, before: SequenceNumber(700)) == expected.filter { $0.sequence.rawValue < 700 })
    }
    #expect(try logged.event(at: SequenceNumber(77)) == all[77])
    #expect(try logged.event(at: logged.end) == nil)
  }

  @Test func `touched cases come in pages of any size`() throws {
    let reform = try Self.reformed()
    let logged = try LoggedCity.open(reform.city.path)
    let engine = try reform.city.open { $0.access = .read }
    defer { try? engine.close() }
    let start = SequenceNumber(500)
    let expected = Set(
      try ReformCity.events(engine).filter { event in
        if case .rulebookAdopted = event.body { return false }
        if case .rulebookApplied = event.body { return false }
        return event.sequence >= start
      }.map(\.caseNumber)
    ).sorted()
    #expect(expected.count > 300)
    for limit in [1_000, 100, 37] {
      var found: [CaseNumber] = []
      while true {
        let page = try logged.cases(touchedFrom: start, after: found.last, limit: limit)
        found += page
        if page.count < limit { break }
      }
      #expect(found == expected)
    }
  }

  @Test func `queues are those of the engine, line by line`() throws {
    let reform = try Self.reformed()
    let logged = try LoggedCity.open(reform.city.path)
    let engine = try reform.city.open { $0.access = .read }
    defer { try? engine.close() }
    let asOf = TestClock.instant("2025-07-09 12:00")
    let counts = try logged.queues(asOf: asOf).agencies
    #expect(counts.values.reduce(0) { $0 + $1.cases } == 600)
    #expect(counts.values.contains { $0.overdue > 0 })
    try engine.read { reading throws(EngineError) in
      for (agency, count) in counts {
        #expect(try reading.queueCount(of: agency, at: asOf) == (count.cases, count.overdue))
      }
    }
    for agency in counts.keys.sorted().prefix(3) + [.none] {
      let lines = try logged.queues(asOf: asOf, linesOf: agency, limit: 7).lines
      #expect(
        try engine.read { reading throws(EngineError) in try reading.queue(of: agency, limit: 7).entries } == lines)
    }
  }

  @Test func `the end of the log at any time is found`() throws {
    let clock = TestClock("2025-09-01 08:00")
    let city = try City(clock: clock)
    let engine = try city.open(clock: { clock.now() })
    for hour in 10..<20 {
      clock.set("2025-09-01 \(hour):00")
      for _ in 0..<(hour % 4) { _ = try engine.submit(Sample.report(UInt64.random(in: 0...UInt64.max))) }
    }
    try engine.close()
    let logged = try LoggedCity.open(city.path)
    let events = try (0..<logged.end.rawValue).map { try #require(try logged.event(at: SequenceNumber($0))) }
    for text in ["07:59", "08:00", "08:01", "10:00", "13:30", "18:59", "19:00", "23:00"] {
      let instant = TestClock.instant("2025-09-01 " + text)
      #expect(
        try logged.end(at: instant).rawValue == UInt64(events.count { $0.recordedAt <= instant }), "\(text)")
    }
  }

  @Test func `a living city is read beside its writer`() throws {
    let city = try City()
    let engine = try city.open()
    defer { try? engine.close() }
    for round in 1...5 {
      for index in 0..<40 { _ = try engine.submit(Sample.report(UInt64(round * 1_000 + index))) }
      let logged = try LoggedCity.open(city.path)
      #expect(logged.end == engine.position.durable)
      #expect(
        try logged.queues(asOf: Instant(milliseconds: 0)).agencies.values.reduce(0) { $0 + $1.cases } == round * 40)
    }
  }

  @Test func `what is no city, and a rulebook that is gone, are said`() throws {
    let directory = try City.emptyDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    #expect(throws: EngineError.notACity(path: directory)) { _ = try LoggedCity.open(directory) }
    let city = try City()
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: city.path + "/rulebooks").first)
    try FileManager.default.removeItem(atPath: city.path + "/rulebooks/" + name)
    let error = #expect(throws: EngineError.self) { _ = try LoggedCity.open(city.path) }
    #expect(error?.description.contains(name) == true)
  }
}
