import Foundation
import Testing

@testable import MotCham

private let administrator = Actor(.administrator, name: "khanh")

/// The reorganisation of 1 July 2025, small: `motcham-bench reorganise` does it with 100,000 cases.
@Suite struct ReorganisationTests {
  static let count = 3 * 441

  /// What each case promised and where it stood.
  struct Promise: Equatable {
    var status: CaseStatus
    var commitments: [TrackedCommitment]
    var legCount: UInt32
    init(_ state: CaseState) {
      (status, commitments, legCount) = (state.status, state.commitments, state.legCount)
    }
  }

  /// Cases that nothing of concerns: in the five units that go on, with their own office and no part elsewhere.
  static func keptCount(_ reform: ReformCity) -> Int {
    (0..<count).filter { reform.isUnchanged($0) && !ReformCity.isTraffic($0) && !ReformCity.hasPart($0) }.count
  }

  @Test func `Every open case follows by one event, none is lost, no clock starts again, and the totals agree`() throws
  {
    let reform = try ReformCity()
    let engine = try reform.city.open { $0.moveBatchCount = 100 }
    let numbers = try reform.fill(engine, 0..<Self.count)
    #expect(engine.progress.waitUntilProjected(SequenceNumber(engine.progress.durable - 1), milliseconds: 20_000))
    let old = try ReformCity.states(engine, numbers)
    let plan = try engine.adoptionPlan(of: ReformCity.after())
    #expect(plan.cases.open == Self.count && plan.end.rawValue == engine.progress.durable)
    // 441 units three times; each third lies with the traffic department, which goes in to Sở Xây dựng.
    let kept = Self.keptCount(reform)
    #expect(plan.cases.toTriage == 2 * 47)
    #expect(plan.cases.kept == kept && kept > 0)
    #expect(plan.cases.moved == Self.count - 2 * 47 - kept && plan.cases.splitByPlace == 0)
    #expect(plan.wardsUndecided == 3 * 47)
    #expect(plan.partsMoved == numbers.indices.filter { ReformCity.hasPart($0) }.count && plan.partsUndecided == 0)
    #expect(plan.units.count == 436 && plan.units.reduce(0) { $0 + $1.open } == 3 * 436)
    #expect(plan.units.reduce(0) { $0 + $1.undecided } == 3 * 47)
    #expect(plan.agencies.reduce(0) { $0 + $1.open } == 2 * 436 + 441)
    for line in plan.agencies {
      #expect(line.open == line.undecided + line.heirs.reduce(0) { $0 + $1.count }, "\(line.id)")
    }

    let adoption = try engine.adopt(try ReformCity.after(), by: administrator)
    let progress = engine.waitForMoves(milliseconds: 60_000)
    #expect(progress.isFinished && progress.failure == nil && progress.found == progress.done)
    #expect(engine.progress.waitUntilProjected(SequenceNumber(engine.progress.durable - 1), milliseconds: 20_000))

    let after = engine.rulebook
    let now = try ReformCity.states(engine, numbers)
    #expect(now.count == old.count, "none is lost")
    for (was, isNow) in zip(old, now) {
      #expect(isNow.isOpen)
      #expect(isNow.agency == .none || after.isInForce(isNow.agency, at: adoption.edition.adoptedAt))
      var expected = Promise(was)
      if isNow.agency == .none { expected.status = .received }
      #expect(Promise(isNow) == expected, "case \(was.number): nothing is promised anew")
      #expect(isNow.parts.map { after.agency($0.agency)?.id } == was.parts.map { _ in "sxd" })
    }
    let queues = try ReformCity.queues(engine)
    #expect(queues[0] == plan.cases.toTriage && queues.values.reduce(0, +) == Self.count)

    let events = try ReformCity.events(engine)
    let moved = events.filter { if case .caseMoved = $0.body { true } else { false } }
    #expect(Set(moved.map(\.caseNumber)).count == moved.count, "one event a case")
    #expect(moved.count == plan.cases.moved + plan.cases.toTriage)
    #expect(Set(moved.map(\.submission)).count == moved.count)
    guard case .rulebookApplied(let applied)? = events.last?.body else {
      Issue.record("the last event says that all is done")
      return
    }
    #expect(applied.moved == UInt64(plan.cases.moved) && applied.toTriage == UInt64(plan.cases.toTriage))
    #expect(applied.splitByPlace == 0 && applied.deadlinesMoved == 0 && applied.adopted == adoption.edition.sequence)
    // Adopted again it is the same edition, and nothing is left to do.
    #expect(try engine.adopt(ReformCity.after(), by: administrator).isDuplicate)
    #expect(engine.waitForMoves(milliseconds: 20_000) == MoveProgress(edition: 2, found: 0))
    #expect(engine.progress.durable == UInt64(events.count))
    try engine.close()

    // The views say what the log says, folded anew.
    let digests = try ViewTests.digests(reform.city.path)
    try FileManager.default.removeItem(atPath: Layout.views(reform.city.path))
    try reform.city.open().close()
    #expect(try ViewTests.digests(reform.city.path) == digests)
  }

  @Test func `Closed in the middle, again and again, it goes on where it stood and moves none twice`() throws {
    let reform = try ReformCity()
    var engine = try reform.city.open { $0.moveBatchCount = 16 }
    let numbers = try reform.fill(engine, 0..<Self.count)
    let adoption = try engine.adopt(try ReformCity.after(), by: administrator)
    var openingCount = 1
    while !engine.moves.isFinished {
      // At least one batch, and somewhere behind it.
      while engine.moves.done == 0, !engine.moves.isFinished { _ = engine.waitForMoves(milliseconds: 1) }
      _ = engine.waitForMoves(milliseconds: openingCount * 7 % 30)
      try engine.close()
      engine = try reform.city.open { $0.moveBatchCount = 16 }
      openingCount += 1
      guard openingCount < 500 else { break }
    }
    #expect(openingCount > 2, "it was closed before it was done")
    #expect(engine.adoptedEditions.last?.isApplied == true)
    let moved = try ReformCity.events(engine).filter { if case .caseMoved = $0.body { true } else { false } }
    #expect(Set(moved.map(\.caseNumber)).count == moved.count)
    #expect(moved.count == Self.count - Self.keptCount(reform))
    let left = try engine.adoptionPlan(of: ReformCity.after())
    #expect(left.cases.kept == Self.count && left.end > adoption.edition.sequence)
    #expect(try ReformCity.states(engine, numbers).allSatisfy(\.isOpen))
    try engine.close()
  }

  @Test func `While cases are moved another edition waits, and whoever closes a case first has closed it`() throws {
    let reform = try ReformCity()
    let engine = try reform.city.open { $0.moveBatchCount = 8 }
    let numbers = try reform.fill(engine, 0..<Self.count)
    _ = try engine.adopt(try ReformCity.after(), by: administrator)
    #expect(throws: Refusal.self) {
      let third = String(decoding: try ReformCity.after(), as: UTF8.self)
        .replacingOccurrences(of: #""edition": 2,"#, with: #""edition": 3,"#)
      _ = try engine.adopt(Array(third.utf8), by: administrator)
    }
    // A dispatcher rejects cases from the other end while they are moved.
    for number in numbers.reversed().prefix(200) {
      _ = try engine.submit([
        Command(.reject(reason: "trùng", instead: "1022"), on: .number(number), by: Actor(.dispatcher, name: "lan"))
      ])
    }
    #expect(engine.waitForMoves(milliseconds: 60_000).isFinished)
    let states = try engine.read(after: SequenceNumber(engine.progress.durable - 1)) { reading throws(EngineError) in
      var states: [CaseState] = []
      for number in numbers { if let state = try reading.state(of: number) { states.append(state) } }
      return states
    }
    #expect(states.filter(\.isOpen).count == Self.count - 200)
    for state in states where state.isOpen && state.agency != .none {
      #expect(engine.rulebook.isInForce(state.agency, at: engine.adoptedEditions[1].adoptedAt))
    }
    try engine.close()
  }
}
