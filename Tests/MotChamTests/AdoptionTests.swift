import Foundation
import Synchronization
import Testing

@testable import MotCham

private let administrator = Actor(.administrator, name: "khanh")

@Suite struct AdoptionTests {
  @Test func `Editions are in force from their event on, while reports come in, and after the city is opened again`()
    async throws
  {
    let reform = try ReformCity()
    var engine = try reform.city.open()
    let stop = Flag()
    let running = engine
    let adoption = try await withThrowingTaskGroup(of: Void.self) { group in
      for lane in 0..<4 {
        group.addTask {
          var number = lane
          while !stop.isUp {
            _ = try await running.submit(Sample.report(UInt64(number)))
            number += 4
          }
        }
      }
      try await Task.sleep(for: .milliseconds(150))
      let adoption = try await running.adopt(try ReformCity.after(), by: administrator)
      #expect(running.rulebook.edition == 2)
      try await Task.sleep(for: .milliseconds(150))
      stop.raise()
      try await group.waitForAll()
      return adoption
    }
    #expect(adoption.edition.edition == 2 && !adoption.isDuplicate)
    while !engine.moves.isFinished { try await Task.sleep(for: .milliseconds(5)) }
    var counts = [UInt32: Int]()
    for event in try ReformCity.events(engine) {
      guard case .reportReceived(let report) = event.body else { continue }
      #expect(report.rulebookEdition == (event.sequence < adoption.edition.sequence ? 1 : 2), "\(event.sequence)")
      counts[report.rulebookEdition, default: 0] += 1
    }
    #expect(counts[1] ?? 0 > 0 && counts[2] ?? 0 > 0)

    let sequence = adoption.edition.sequence.rawValue
    for reopened in 0..<2 {
      #expect(engine.edition(at: SequenceNumber(sequence - 1)).edition == 1, "\(reopened)")
      #expect(engine.edition(at: SequenceNumber(sequence)).edition == 2)
      #expect(engine.adoptedEditions.map(\.edition) == [1, 2] && engine.adoptedEditions.allSatisfy(\.isApplied))
      #expect(try engine.rulebook(of: engine.adoptedEditions[0]).edition == 1)
      #expect(engine.rulebook.edition == 2)
      try engine.close()
      engine = try reform.city.open()
    }
    try engine.close()
  }

  @Test func `A process that only reads sees a new edition with the events that follow from it`() throws {
    let reform = try ReformCity()
    let writer = try reform.city.open()
    try reform.fill(writer, 0..<50)
    #expect(writer.progress.waitUntilProjected(SequenceNumber(writer.progress.durable - 1), milliseconds: 10_000))
    // What a process beside it keeps: a process opens a path once, so that here only its shelf is another's.
    let founding = Edition(rulebook: reform.before, digest: writer.adoptedEditions[0].digest)
    let shelf = try EditionShelf(
      directory: reform.city.path, founding: founding, log: writer.log, views: writer.views)
    func look() throws -> UInt32 {
      try writer.views.read { snapshot throws(EngineError) in try shelf.refresh(writer.log, writer.views, snapshot) }
      return shelf.current.edition
    }
    #expect(try look() == 1)
    let adoption = try writer.adopt(try ReformCity.after(), by: administrator)
    #expect(writer.waitForMoves(milliseconds: 20_000).isFinished)
    let edition = try writer.read(after: SequenceNumber(writer.progress.durable - 1)) { reading throws(EngineError) in
      try reading.rulebook().edition
    }
    #expect(try edition == 2 && look() == 2 && shelf.latest.isApplied)
    try writer.close()

    let reader = try reform.city.open { $0.access = .read }
    #expect(reader.rulebook.edition == 2 && reader.moves.isFinished)
    #expect(reader.edition(at: SequenceNumber(adoption.edition.sequence.rawValue - 1)).edition == 1)
    #expect(throws: EngineError.readOnly) { try reader.adopt(try ReformCity.after(), by: administrator) }
    // It plans as well as the writer does: nothing is left.
    #expect(try reader.adoptionPlan(of: ReformCity.after()).cases.moved == 0)
    try reader.close()
  }

  @Test func `An edition is refused by name, and nothing of it is recorded or kept`() throws {
    let reform = try ReformCity()
    let engine = try reform.city.open()
    let before = engine.position.durable
    #expect(throws: Refusal(.roleNotAllowed, "adopt by officer")) {
      try engine.adopt(ReformCity.after(), by: Actor(.officer, name: "an"))
    }
    let late = String(decoding: try ReformCity.after(), as: UTF8.self)
      .replacingOccurrences(of: #""valid_from": "2025-07-01"#, with: #""valid_from": "2199-07-01"#)
    #expect(throws: Refusal.self) { try engine.adopt(Array(late.utf8), by: administrator) }
    #expect(try engine.adoptionPlan(of: Array(late.utf8)).at == Instant("2199-07-01T00:00:00+07:00"))
    #expect(throws: EngineError.self) { try engine.adopt(Array("{}".utf8), by: administrator) }
    for command in [CommandBody.move, .adopt(Edition(rulebook: engine.rulebook, digest: Digest(high: 1, low: 1)))] {
      #expect(try engine.submit([Command(command, on: .new, by: administrator)])[0].code == .roleNotAllowed)
    }
    #expect(engine.position.durable == before && engine.rulebook.edition == 1)
    let again = try engine.adopt(City.rulebook("hcmc_before_2025-07-01"), by: administrator)
    #expect(again.isDuplicate && again.edition.edition == 1)
    try engine.close()
  }

  @Test func `Without the document of the edition in force, or with another in its place, the city does not open`()
    throws
  {
    let reform = try ReformCity()
    let engine = try reform.city.open()
    let adoption = try engine.adopt(try ReformCity.after(), by: administrator)
    _ = engine.waitForMoves(milliseconds: 20_000)
    try engine.close()
    let path = Layout.rulebook(reform.city.path, adoption.edition.digest)
    let bytes = try SystemCall.readFile(path)
    try SystemCall.writeFileDurably(path, bytes + [10])
    #expect(throws: EngineError.damagedFile(path: path, expected: "the rulebook whose digest the log names")) {
      try reform.city.open()
    }
    try SystemCall.remove(path)
    #expect(throws: EngineError.file(path: path, action: "read", errno: 2)) { try reform.city.open() }
    try SystemCall.writeFileDurably(path, bytes)
    try reform.city.open().close()
  }

  /// The notice of 25 December 2025 swaps 2 and 10 January; cases are open since the 20th.
  @Test(arguments: [false, true])
  func `A calendar that changes late leaves running deadlines alone unless its edition says otherwise`(
    moves: Bool
  ) throws {
    let clock = TestClock("2025-12-20 09:00")
    let city = try City(rulebook: try LateSwapDocument.before(), clock: clock)
    var engine = try city.open(clock: { clock.now() })
    func dues(_ numbers: [CaseNumber]) throws -> [String] {
      try ReformCity.states(engine, numbers).map { $0.nextDue?.due.map(engine.rulebook.zone.text) ?? "none" }
    }
    // Ten working days each, counted from six days of December.
    var numbers: [CaseNumber] = []
    for day in 20..<26 {
      clock.set("2025-12-\(day) 10:00")
      numbers.append(try engine.submit(Sample.report(UInt64(day))).caseNumber)
    }
    let answered = numbers[0]
    let last = try engine.submit([
      Command(.accept, on: .number(answered), by: Actor(.officer, name: "a", agency: AgencyID(1))),
      Command(.resolve(evidence: []), on: .number(answered), by: Actor(.officer, name: "a", agency: AgencyID(1))),
    ])
    #expect(engine.progress.waitUntilProjected(try #require(last[1].receipt).sequence, milliseconds: 10_000))
    let old = try dues(Array(numbers[1...]))
    #expect(
      old == ["2026-01-06", "2026-01-06", "2026-01-07", "2026-01-08", "2026-01-09"].map { $0 + "T17:00:00+07:00" })

    clock.set("2025-12-25 16:00")
    let document = try LateSwapDocument.after(moves: moves)
    let plan = try engine.adoptionPlan(of: document)
    #expect(plan.deadlinesMoved == (moves ? 5 : 0) && plan.cases == AdoptionPlan.Tally(kept: 6))
    let adoption = try engine.adopt(document, by: administrator)
    #expect(engine.waitForMoves(milliseconds: 20_000).isFinished)
    #expect(engine.progress.waitUntilProjected(SequenceNumber(engine.progress.durable - 1), milliseconds: 10_000))
    let after = try dues(Array(numbers[1...]))
    let swapped = ["2026-01-07", "2026-01-07", "2026-01-08", "2026-01-09", "2026-01-10"].map { $0 + "T17:00:00+07:00" }
    #expect(after == (moves ? swapped : old))

    let moved = try ReformCity.events(engine).compactMap { event -> (Event, DeadlinesMoved)? in
      guard case .deadlinesMoved(let said) = event.body else { return nil }
      return (event, said)
    }
    #expect(moved.map { $0.0.caseNumber } == (moves ? Array(numbers[1...]) : []))
    for (place, (event, said)) in moved.enumerated() {
      #expect(event.sequence > adoption.edition.sequence && event.actor == Actor.system)
      #expect(said.rulebookEdition == 3 && said.basis == "12729/VPCP-KGVX" && said.moved.count == 1)
      #expect(said.moved[0].from.map(engine.rulebook.zone.text) == old[place])
      #expect(said.moved[0].to.map(engine.rulebook.zone.text) == swapped[place])
    }
    // What is promised from now on counts by the new calendar either way, and each deadline is explained by its own.
    clock.set("2025-12-30 10:00")
    let fresh = try engine.submit(Sample.report(99))
    #expect(engine.progress.waitUntilProjected(fresh.sequence, milliseconds: 10_000))
    #expect(try dues([fresh.caseNumber]) == ["2026-01-14T17:00:00+07:00"])
    for number in numbers + [fresh.caseNumber] {
      let events = try engine.read { reading throws(EngineError) in try reading.history(of: number) }
      let account = try #require(engine.account(of: 0, in: events, at: clock.now()))
      #expect(account.steps.allSatisfy { $0.explanation?.agrees == true }, "case \(number)")
      #expect(account.steps.count == (moves && numbers[1...].contains(number) ? 2 : 1), "case \(number)")
    }
    try engine.close()
    engine = try city.open(clock: { clock.now() })
    #expect(try dues(Array(numbers[1...])) == (moves ? swapped : old))
    #expect(engine.moves.isFinished)
    try engine.close()
  }
}

/// Raised once, seen by all.
private final class Flag: Sendable {
  private let value = Atomic(false)
  var isUp: Bool { value.load(ordering: .relaxed) }
  func raise() { value.store(true, ordering: .relaxed) }
}

/// The sample of Ho Chi Minh City without and with the swap of 2 and 10 January 2026.
enum LateSwapDocument {
  static func before() throws -> [UInt8] {
    try changed { document in
      try calendar(&document) { calendar in
        for list in ["days_off", "working_days"] {
          let days = calendar[list] as? [[String: Any]] ?? []
          calendar[list] = days.filter { !["2026-01-02", "2026-01-10"].contains($0["date"] as? String ?? "") }
        }
      }
    }
  }

  static func after(moves: Bool) throws -> [UInt8] {
    try changed { document in
      document["edition"] = 3
      document["valid_from"] = "2025-12-25T00:00:00+07:00"
      if moves { document["moves_deadlines"] = ["basis": "12729/VPCP-KGVX"] }
      try calendar(&document) { $0["edition"] = 2 }
    }
  }

  private static func changed(_ change: (inout [String: Any]) throws -> Void) throws -> [UInt8] {
    let parsed = try JSONSerialization.jsonObject(with: Data(ReformCity.after()))
    var document = try #require(parsed as? [String: Any])
    try change(&document)
    return [UInt8](try JSONSerialization.data(withJSONObject: document))
  }

  private static func calendar(_ document: inout [String: Any], _ change: (inout [String: Any]) -> Void) throws {
    var calendars = try #require(document["calendars"] as? [[String: Any]])
    change(&calendars[0])
    document["calendars"] = calendars
  }
}
