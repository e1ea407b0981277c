import Testing

@testable import MotCham

@Suite struct QueueReadingTests {
  /// A city that many cases have lived in, and what its cases say.
  private static func living(_ seed: UInt64) throws -> (City, Engine, [CaseState]) {
    let city = try City()
    let engine = try city.open()
    _ = try ViewTests.live(engine, seed: seed)
    let end = engine.position.durable.rawValue
    let states = try engine.read(after: SequenceNumber(end - 1)) { reading throws(EngineError) in
      var states: [CaseState] = []
      for number in 0..<end { if let state = try reading.state(of: CaseNumber(number)) { states.append(state) } }
      return states
    }
    return (city, engine, states)
  }

  private static func isBefore(_ a: QueueEntry, _ b: QueueEntry) -> Bool {
    func due(_ entry: QueueEntry) -> Instant { entry.isPaused ? Limits.instantMax : entry.due ?? Limits.instantMax }
    return (due(a), a.caseNumber) < (due(b), b.caseNumber)
  }

  @Test(arguments: [UInt64(41), 43], Queue.allCases)
  func `a queue page by page is the open cases of an agency by due instant`(seed: UInt64, queue: Queue) throws {
    let (city, engine, states) = try Self.living(seed)
    let standing = states.filter { $0.isOpen && (queue == .open || $0.status == .resolved) }.map { QueueEntry($0) }
    #expect(queue == .unanswered || standing.count > 20)
    var met = 0
    for agency in [AgencyID.none] + engine.rulebook.agencies.prefix(8).map(\.number) {
      let expected = standing.filter { $0.agency == agency }.sorted(by: Self.isBefore)
      for limit in [1, 3, 1_000] {
        var walked: [QueueEntry] = []
        var place: QueuePlace?
        repeat {
          let page = try engine.read { reading throws(EngineError) in
            try reading.queue(queue, of: agency, from: place, limit: limit)
          }
          #expect(page.entries.count <= limit)
          walked += page.entries
          place = page.next
        } while place != nil
        #expect(walked == expected, "agency \(agency.rawValue), pages of \(limit)")
      }
      met += expected.count
    }
    #expect(met == standing.count, "every case stands in one queue")
    try engine.close()
    withExtendedLifetime(city) {}
  }

  @Test func `overdue as of any instant is the head of a queue`() throws {
    let (city, engine, states) = try Self.living(43)
    let open = states.filter(\.isOpen).map { QueueEntry($0) }
    let instants = open.compactMap(\.due).sorted()
    #expect(instants.count > 10)
    for instant in [Limits.instantMin, instants[3], instants[instants.count / 2].adding(minutes: 1), Limits.instantMax]
    {
      for agency in Set(open.map(\.agency)) {
        let expected = open.filter { $0.agency == agency && $0.isOverdue(at: instant) }
        let (page, count) = try engine.read { reading throws(EngineError) in
          (
            try reading.queue(of: agency, dueBefore: instant, limit: .max),
            try reading.queueCount(of: agency, at: instant)
          )
        }
        #expect(page.entries == expected.sorted(by: Self.isBefore))
        #expect(page.next == nil)
        #expect(count.cases == open.filter { $0.agency == agency }.count)
        #expect(count.overdue == expected.count)
      }
    }
    try engine.close()
    withExtendedLifetime(city) {}
  }

  @Test func `a number that does not fit into a record of a queue sends the reader to the case`() {
    var state = CaseState()
    state.number = CaseNumber(5)
    state.status = .assigned
    state.legCount = 3
    func flags() -> UInt64 { (QueueRecord(of: state)?.standing ?? 0) & 0xFF }
    #expect(flags() == 0)
    state.legCount = 65_536
    #expect(flags() == QueueRecord.flagLookUp)
    state.legCount = 65_535
    state.kind = ReportKind(rawValue: 256)
    #expect(flags() == QueueRecord.flagLookUp, "a kind of a newer writer")
    state.kind = ReportKind(rawValue: 255)
    #expect(flags() == 0)
    #expect(QueueRecord(of: state).map { QueueEntry($0) } == QueueEntry(state))
    state.pausedAt = Instant(milliseconds: 1)
    #expect(flags() == QueueRecord.flagPaused, "without a deadline nothing is missing")
  }
}
