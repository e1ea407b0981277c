import Glibc
@_spi(Harness) import MotCham

/// One city on the eve of its reorganisation, one steady caller, and the adoption of the next edition.
struct ReorganiseRun {
  var count: Int
  var reportsPerSecond: Int
  var peaceSeconds: Int
  /// The document of the next edition.
  var after: [UInt8]

  struct Outcome {
    var peace: Spread
    var moving: Spread
    var movingSeconds: Double
    var plan: AdoptionPlan.Tally
    var unitCount: Int
    var coresOfOthers: Double
  }

  static func tally(_ plan: AdoptionPlan.Tally) -> [(String, Int)] {
    [
      ("kept", plan.kept), ("moved", plan.moved), ("split_by_place", plan.splitByPlace), ("to_triage", plan.toTriage),
    ]
  }

  func callAsFunction(_ city: City, _ before: Rulebook) throws -> Outcome {
    let engine = try city.open(ringsTimers: false)
    let numbers = try fill(engine, before)
    let old = try states(engine, numbers)
    let neighbours = Neighbours.now()
    let caller = SteadyCaller(engine: engine, perSecond: reportsPerSecond) { Self.bystander($0) }
    let peaceCount = reportsPerSecond * peaceSeconds
    let peace = try caller.run(from: 0, count: peaceCount)

    let plan = try engine.adoptionPlan(of: after)
    let bystandersMoved =
      try engine.read(after: last(engine)) { reading throws(EngineError) in
        try reading.openCaseCount()
      } - numbers.count
    let isOver = EndMark()
    let seconds = Slots<Double>(repeating: 0, count: 1)
    let failure = Slots<String?>(repeating: nil, count: 1)
    let document = after
    let adopter = Crew.start {
      let start = Tick.now()
      do {
        _ = try engine.adopt(document, by: Actor(.administrator, name: "bench"))
        let progress = engine.waitForMoves(milliseconds: 300_000)
        if !progress.isFinished { failure[0] = "the cases were not moved: \(progress)" }
      } catch { failure[0] = "\(error)" }
      seconds[0] = Tick.seconds(since: start)
      isOver.raise()
    }
    let moving = try caller.run(from: peaceCount) { isOver.isRaised }
    adopter.join()
    if let failure = failure[0] { throw BenchError(failure) }
    let others = neighbours.coresSinceThen()
    try check(engine, numbers, old, plan, openBesides: bystandersMoved + moving.count)
    let end = engine.position.durable.rawValue
    try engine.close()
    try city.check(events: end)
    return Outcome(
      peace: Spread(peace), moving: Spread(moving), movingSeconds: seconds[0], plan: plan.cases,
      unitCount: Set(old.map(\.ward)).count, coresOfOthers: others)
  }

  private func last(_ engine: Engine) -> SequenceNumber { SequenceNumber(engine.position.durable.rawValue - 1) }

  // MARK: before

  /// The n-th case: of one unit after the other; two of three stay with the ward, the third with the traffic department,
  /// which goes in to another; of the rest some have a part there.
  private func fill(_ engine: Engine, _ before: Rulebook) throws -> [CaseNumber] {
    let units = before.units.map(\.number)
    let eve = Self.eve
    guard let traffic = before.agency(named: "sgtcc", at: eve)?.number else {
      throw BenchError("the rulebook has no traffic department")
    }
    func isTraffic(_ number: Int) -> Bool { number / units.count % 3 == 2 }
    var numbers: [CaseNumber] = []
    for start in stride(from: 0, to: count, by: 1_024) {
      let commands = (start..<min(start + 1_024, count)).map { number in
        var report = Report()
        report.kind = .reflection
        report.category = CategoryID([17, 20, 1][number / units.count % 3])
        report.ward = units[number % units.count]
        var personal = PersonalPart()
        personal.title = "Rác tồn đọng \(number)"
        return Command(
          .submit(report), on: .new, by: .citizen, key: Self.key(number, of: 1),
          occurredAt: eve.adding(minutes: -Int64(number % 10_000)), personal: personal)
      }
      numbers += try engine.submit(commands).map { try $0.get().caseNumber }
    }
    let parts = numbers.indices.filter { $0 % 17 == 3 && !isTraffic($0) }.map { numbers[$0] }
    for start in stride(from: 0, to: parts.count, by: 1_024) {
      let commands = parts[start..<min(start + 1_024, parts.count)].map {
        Command(.addPart(agency: traffic), on: .number($0), by: Actor(.dispatcher, name: "bench"))
      }
      for answer in try engine.submit(commands) { _ = try answer.get() }
    }
    return numbers
  }

  private static let eve = Instant("2025-06-30T16:00:00+07:00") ?? Instant(milliseconds: 0)

  /// A report that comes meanwhile: of no unit, so that either edition takes it.
  private static func bystander(_ number: Int) -> Command {
    var report = Report()
    report.kind = .reflection
    var personal = PersonalPart()
    personal.title = "Gọi trong lúc sắp xếp \(number)"
    return Command(
      .submit(report), on: .new, by: .citizen, key: key(number, of: 2), personal: personal)
  }

  private static func key(_ number: Int, of series: UInt64) -> SubmissionKey {
    SubmissionKey(time: Instant(milliseconds: Tick.wallMilliseconds()), random: UInt128(series) << 64 | UInt128(number))
  }

  // MARK: afterwards

  private func states(_ engine: Engine, _ numbers: [CaseNumber]) throws -> [CaseState] {
    try engine.read(after: last(engine)) { reading throws(EngineError) in
      var states: [CaseState] = []
      states.reserveCapacity(numbers.count)
      for number in numbers { if let state = try reading.state(of: number) { states.append(state) } }
      return states
    }
  }

  /// None is lost, none begins anew, and all totals agree.
  private func check(
    _ engine: Engine, _ numbers: [CaseNumber], _ old: [CaseState], _ plan: AdoptionPlan, openBesides: Int
  ) throws {
    let now = try states(engine, numbers)
    guard now.count == count, old.count == count else { throw BenchError("of \(count) cases \(now.count) are left") }
    let (rulebook, at) = (engine.rulebook, Instant(milliseconds: Tick.wallMilliseconds()))
    var tally = (kept: 0, followed: 0, toTriage: 0)
    for (was, state) in zip(old, now) {
      guard state.isOpen else { throw BenchError("case \(state.number.rawValue) is not open any more") }
      guard state.commitments == was.commitments, state.legCount == was.legCount else {
        throw BenchError("case \(state.number.rawValue) was promised something anew")
      }
      guard state.agency == .none || rulebook.isInForce(state.agency, at: at) else {
        throw BenchError("case \(state.number.rawValue) lies with an agency that has gone")
      }
      if state.agency == .none, was.agency != .none {
        tally.toTriage += 1
      } else if state.agency != was.agency || state.ward != was.ward || state.parts != was.parts {
        tally.followed += 1
      } else {
        tally.kept += 1
      }
    }
    let planned = plan.cases
    guard tally.toTriage == planned.toTriage, tally.followed == planned.moved + planned.splitByPlace,
      planned.open == count + openBesides - reportsSince(plan, engine)
    else { throw BenchError("the plan says \(planned), the cases say \(tally)") }
    var queued = 0
    try engine.read(after: last(engine)) { reading throws(EngineError) in
      for agency in [AgencyID.none] + rulebook.agencies.map(\.number) {
        queued += try reading.queueCount(of: agency, at: Limits.instantMin).cases
      }
    }
    guard queued == count + openBesides else {
      throw BenchError("the queues hold \(queued) cases, \(count + openBesides) are open")
    }
    let concluded = engine.adoptedEditions.last
    guard concluded?.isApplied == true else { throw BenchError("the adoption is not concluded in the log") }
  }

  /// Reports that came after the plan was made, one event each but for what the adoption recorded.
  private func reportsSince(_ plan: AdoptionPlan, _ engine: Engine) -> Int {
    let moved = plan.cases.moved + plan.cases.splitByPlace + plan.cases.toTriage
    // The adoption itself and its conclusion are two more.
    return Int(engine.position.durable.rawValue - plan.end.rawValue) - moved - 2
  }
}
