import Foundation
import Testing

@testable import MotCham

/// Potholes of 3 September 2025 in Ho Chi Minh City: resolved by the 17th, announced two working days before, the ward's
/// head called at once, the office above after two working days, the city after five.
@Suite struct TimerTests {
  static let opened = "2025-09-03T08:15:00+07:00"

  /// A city of that day, and how it is opened.
  final class Timed {
    let clock = TestClock(TimerTests.opened)
    let path: String
    private let folder: String

    init() throws {
      folder = try City.emptyDirectory()
      path = folder + "/city"
      let clock = clock
      try Engine.create(at: path, rulebook: City.rulebook(), clock: { clock.now() })
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func open(ringing: Bool = false) throws(EngineError) -> Engine {
      var options = Engine.Options()
      options.logMapByteCount = 1 << 30
      options.viewsMapByteCount = 1 << 30
      options.ringsTimers = ringing
      let clock = clock
      options.clock = { clock.now() }
      return try Engine.open(path, options: options)
    }
  }

  /// What the timers recorded, in the order of the log.
  private func rung(_ engine: Engine) throws -> [String] {
    let end = engine.position.durable
    guard end.rawValue > 0 else { return [] }
    return try engine.read(after: SequenceNumber(end.rawValue - 1)) { reading throws(EngineError) in
      var found: [String] = []
      for sequence in 0..<end.rawValue {
        guard let event = try reading.event(at: SequenceNumber(sequence)), event.actor?.role == .system else {
          continue
        }
        switch event.body {
        case .dueSoon, .deadlineMissed, .closed: found.append("\(event.caseNumber.rawValue) \(event.body.typeName)")
        case .escalated(let said): found.append("\(event.caseNumber.rawValue) escalated \(said.step)")
        default: break
        }
      }
      return found
    }
  }

  @Test func `a deadline is announced, missed and escalated, each once, whenever somebody looks`() throws {
    let city = try Timed()
    let engine = try city.open()
    let number = try engine.submit(Sample.report(1)).caseNumber.rawValue
    #expect(try engine.tick().fired == 0)
    let looks: [(at: String, rings: [String])] = [
      ("2025-09-15T16:59:59+07:00", []), ("2025-09-15T17:00:00+07:00", ["due_soon"]),
      ("2025-09-17T17:00:00+07:00", []), ("2025-09-17T17:00:01+07:00", ["deadline_missed", "escalated 1"]),
      ("2025-09-19T17:00:00+07:00", []), ("2025-12-31T17:00:00+07:00", ["escalated 2", "escalated 3"]),
      ("2026-03-31T17:00:00+07:00", []),
    ]
    var expected: [String] = []
    for look in looks {
      city.clock.set(look.at)
      expected += look.rings.map { "\(number) \($0)" }
      #expect(try engine.tick().fired == look.rings.count, "\(look.at)")
      // Two looks at the same moment ring once.
      #expect(try engine.tick().fired == 0, "\(look.at)")
      #expect(try rung(engine) == expected)
    }
    try engine.close()
  }

  @Test func `a deadline that passed while nobody ran rings once after the restart`() throws {
    let city = try Timed()
    var engine = try city.open()
    for number in 0..<UInt64(3) { _ = try engine.submit(Sample.report(number)) }
    try engine.close()
    city.clock.set("2025-09-17T18:00:00+07:00")
    engine = try city.open()
    let tally = try engine.tick()
    #expect((tally.missed, tally.escalated, tally.dueSoon) == (3, 3, 0), "a reminder is pointless by now")
    let first = try rung(engine)
    try engine.close()
    engine = try city.open()
    #expect(try engine.tick().fired == 0)
    #expect(try rung(engine) == first)
    try engine.close()
  }

  @Test func `views that were thrown away are folded again, and that rings nothing`() throws {
    let city = try Timed()
    var engine = try city.open()
    _ = try engine.submit(Sample.report(1))
    city.clock.set("2025-09-19T18:00:00+07:00")
    #expect(try engine.tick().fired == 3)
    let before = try rung(engine)
    try engine.close()
    try FileManager.default.removeItem(atPath: Layout.views(city.path))
    engine = try city.open()
    #expect(try engine.tick().fired == 0)
    #expect(try rung(engine) == before)
    try engine.close()
  }

  @Test func `a clock that jumps an hour to and fro rings nothing twice`() throws {
    let city = try Timed()
    let engine = try city.open()
    _ = try engine.submit(Sample.report(1))
    for text in [
      "2025-09-17T16:30:00+07:00", "2025-09-17T17:30:00+07:00", "2025-09-17T16:30:00+07:00",
      "2025-09-17T18:30:00+07:00",
      "2025-09-01T00:00:00+07:00", "2025-09-17T17:00:00+07:00", "2025-09-19T18:00:00+07:00",
      "2025-09-19T16:00:00+07:00",
    ] {
      city.clock.set(text)
      try engine.tick()
    }
    let rung = try rung(engine)
    #expect(rung.count == 4, "announced, missed, two steps")
    #expect(Set(rung).count == rung.count, "\(rung)")
    try engine.close()
  }

  @Test func `nobody confirms, and the case closes by itself`() throws {
    let city = try Timed()
    let engine = try city.open()
    let number = try engine.submit(Sample.report(1)).caseNumber
    let state = try engine.read(after: SequenceNumber(number.rawValue)) { reading throws(EngineError) in
      try reading.state(of: number)
    }
    let agency = try #require(state?.agency)
    let officer = Actor(.officer, name: "an", agency: agency)
    for body in [CommandBody.accept, .resolve(evidence: []), .answer] {
      _ = try engine.submit(Command(body, on: .number(number), by: officer))
    }
    city.clock.set("2025-09-08T23:59:59+07:00")
    #expect(try engine.tick().closed == 0)
    city.clock.set("2025-09-09T00:00:01+07:00")
    #expect(try engine.tick().closed == 1)
    let after = try engine.read { reading throws(EngineError) in try reading.state(of: number) }
    #expect(after?.status == .closed)
    let next = try engine.read { reading throws(EngineError) in try reading.nextTimerAt() }
    #expect(next == nil)
    try engine.close()
  }

  @Test func `a time of the past is recorded as when it happened, and one that lies ahead rings nothing`() throws {
    let city = try Timed()
    let engine = try city.open()
    let number = try engine.submit(Sample.report(1)).caseNumber
    city.clock.set("2025-12-01T08:00:00+07:00")
    let then = try #require(Instant("2025-09-17T17:30:00+07:00"))
    #expect(try engine.tick(now: then).missed == 1)
    let events = try engine.read { reading throws(EngineError) in try reading.history(of: number) }
    let missed = try #require(events.first { $0.body.typeName == "deadline_missed" })
    #expect(missed.occurredAt == then)
    #expect(missed.recordedAt == city.clock.now())
    #expect(try engine.tick(now: city.clock.now().adding(minutes: 600_000)).fired == 0)
    try engine.close()
  }

  @Test func `the engine's own thread rings what is due, and ends with the engine`() throws {
    let city = try Timed()
    let engine = try city.open(ringing: true)
    _ = try engine.submit(Sample.report(1))
    city.clock.set("2025-09-17T18:00:00+07:00")
    let hasRung = try waits { try rung(engine).count == 2 }
    #expect(hasRung)
    // Set back by an hour and on again: it has rung already.
    city.clock.set("2025-09-17T16:30:00+07:00")
    city.clock.set("2025-09-17T18:30:00+07:00")
    city.clock.set("2025-09-19T18:30:00+07:00")
    let hasRungAgain = try waits { try rung(engine).count == 3 }
    #expect(hasRungAgain)
    try engine.close()
    let again = try city.open()
    #expect(try rung(again).count == 3)
    #expect(try again.tick().fired == 0)
    try again.close()
  }

  @Test func `an engine that nobody holds any more ends its timers too`() throws {
    let city = try Timed()
    var engine: Engine? = try city.open(ringing: true)
    _ = try engine?.submit(Sample.report(1))
    engine = nil
    // The directory is free again: everything behind the engine has ended.
    let isFree = waits {
      do throws(EngineError) {
        try city.open().close()
        return true
      } catch { return false }
    }
    #expect(isFree)
  }

  @Test func `a command that was recorded before the kill is known by its key`() throws {
    let city = try Timed()
    let engine = try city.open()
    let number = try engine.submit(Sample.report(1)).caseNumber
    city.clock.set("2025-09-17T18:00:00+07:00")
    let due = try engine.read(after: SequenceNumber(number.rawValue)) { reading throws(EngineError) in
      try reading.dueTimers(at: city.clock.now(), casesMax: 10).timers
    }
    let command = try #require(due.first).command(logID: engine.vault.logID, occurredAt: nil)
    let first = try engine.submit(command)
    let second = try engine.submit(command)
    #expect(second.isDuplicate && second.sequence == first.sequence)
    let keys = Set(
      [(0, 0, 1, 0), (1, 0, 1, 0), (0, 1, 1, 0), (0, 0, 2, 0), (0, 0, 3, 1), (0, 0, 3, 2)].map {
        (place: Int, moves: Int, stage: Int, step: Int) in
        var other = due[0]
        other.timer.place = UInt32(place)
        other.timer.moveCount = UInt32(moves)
        other.timer.stage = CaseTimer.Stage(rawValue: UInt8(stage)) ?? .missed
        other.timer.step = UInt32(step)
        return other.key(logID: engine.vault.logID)
      })
    #expect(keys.count == 6, "another deadline, another stage, another key")
    try engine.close()
  }

  @Test func `a thousand deadlines of one millisecond ring, each once`() throws {
    let city = try Timed()
    let engine = try city.open()
    _ = try engine.submit((0..<UInt64(1_000)).map { Sample.report($0) })
    city.clock.set("2025-09-17T18:00:00+07:00")
    let tally = try engine.tick()
    #expect((tally.missed, tally.escalated, tally.stale) == (1_000, 1_000, 0))
    let rung = try rung(engine)
    #expect(Set(rung).count == 2_000 && rung.count == 2_000)
    try engine.close()
  }

  @Test func `ticking needs the one process that writes`() throws {
    let city = try Timed()
    try city.open().close()
    var options = Engine.Options()
    options.access = .read
    let reader = try Engine.open(city.path, options: options)
    #expect(throws: EngineError.readOnly) { try reader.tick() }
    try reader.close()
    let closed = try city.open()
    try closed.close()
    #expect(throws: EngineError.closed) { try closed.tick() }
  }

  /// True once the condition holds, false when ten seconds were not enough.
  private func waits(_ condition: () throws -> Bool) rethrows -> Bool {
    for _ in 0..<500 {
      if try condition() { return true }
      Thread.sleep(forTimeInterval: 0.02)
    }
    return false
  }
}
