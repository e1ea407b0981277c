import Testing

@testable import MotCham

/// Searches over a city of known cases, each held against a filter over all of them.
@Suite(.timeLimit(.minutes(30))) struct SearchTests {
  static let centre: (Int64, Int64) = (107_769_000, 1_067_009_000)

  /// Forty cases: every fourth in another category, each about 110 m north of the one before.
  static func fill(_ engine: Engine, _ count: UInt64 = 40) throws -> [Receipt] {
    let commands = (1...count).map { number in
      var command = Sample.report(number, key: Sample.key(number), category: number % 4 == 0 ? 2 : 1)
      guard case .submit(var report) = command.body else { return command }
      command.occurredAt = Instant(milliseconds: 1_760_000_000_000 + Int64(number) * 3_600_000)
      let place = Place(latitudeE7: centre.0 + Int64(number - 1) * 10_000, longitudeE7: centre.1)
      report.cell = place?.cell ?? 0
      command.body = .submit(report)
      return command
    }
    let receipts = try engine.submit(commands).map { try $0.get() }
    // The views hold everything once they hold the last.
    try engine.read(after: receipts[receipts.count - 1].sequence) { _ throws(EngineError) in }
    return receipts
  }

  /// All pages of a search, with the greatest number of cases a page.
  static func all(_ engine: Engine, _ query: SearchQuery, limit: Int) throws -> [CaseNumber] {
    var found: [CaseNumber] = []
    var after: CaseNumber?
    repeat {
      let page = try engine.read { reading throws(EngineError) in
        try reading.search(query, after: after, limit: limit)
      }
      #expect(page.cases.count <= limit)
      found += page.cases.map(\.number)
      after = page.next
    } while after != nil
    return found
  }

  @Test func `Every condition finds what a look at all cases finds, whatever the pages`() throws {
    let city = try City()
    let engine = try city.open()
    defer { try? engine.close() }
    let receipts = try Self.fill(engine)
    let states = try engine.read { reading throws(EngineError) in
      try receipts.map { receipt throws(EngineError) in try reading.state(of: receipt.caseNumber) }
    }.compactMap { $0 }
    #expect(states.count == 40)
    var category = SearchQuery()
    category.category = CategoryID(2)
    var period = SearchQuery()
    let first = try #require(states[9].reportedAt)
    period.reported = first..<first.adding(minutes: 5 * 60)
    var agency = SearchQuery()
    agency.agency = states[0].agency
    var queue = agency
    queue.statuses = [.assigned, .received]
    var closed = agency
    closed.statuses = [.closed]
    var near = SearchQuery()
    near.area = SearchArea(latitudeE7: Self.centre.0, longitudeE7: Self.centre.1, metres: 350)
    var nearOne = near
    nearOne.category = CategoryID(1)
    var nearPeriod = nearOne
    nearPeriod.area = SearchArea(latitudeE7: Self.centre.0, longitudeE7: Self.centre.1, metres: 2_000)
    nearPeriod.reported = period.reported
    let queries = [SearchQuery(), category, period, agency, queue, closed, near, nearOne, nearPeriod]
    var counts: [Int] = []
    for query in queries {
      let expected = states.filter(query.matches).map(\.number)
      for limit in [1, 7, 1_000] { #expect(try Self.all(engine, query, limit: limit) == expected) }
      counts.append(expected.count)
    }
    #expect(counts[0] == 40)
    #expect(counts[1] == 10)
    #expect(counts[2] == 5)
    #expect(counts[3] > 0 && counts[3] == counts[4], "what one agency has")
    #expect(counts[5] == 0)
    // The place lies 100 m north in its cell; the next cells begin 11, 122, 234 and 345 m from it.
    #expect(counts[6] == 5)
    #expect(counts[7] == 4, "the fourth is of the other category")
    #expect(counts[8] == 4, "the tenth to the fourteenth, but for the twelfth")
  }

  @Test func `An erased case stands nowhere, and is still found by its place in the city`() {
    var state = CaseState()
    state.status = .inProgress
    state.ward = UnitID(7)
    var query = SearchQuery()
    query.ward = UnitID(7)
    #expect(query.matches(state))
    query.statuses = [.inProgress]
    #expect(query.matches(state))
    state.isErased = true
    #expect(!query.matches(state))
    query.statuses = []
    #expect(query.matches(state))
  }

  @Test(arguments: [
    (0, [Int64(0), 0], true), (0, [10_000, 0], false), (200, [10_000, 10_000], true), (200, [40_000, 0], false),
    (200, [0, -10_000], true), (200, [0, -20_000], false), (50_000, [4_000_000, 0], true),
  ])
  func `A place is near when some point of its cell is`(_ metres: Int, _ offset: [Int64], _ isNear: Bool) throws {
    let area = try #require(SearchArea(latitudeE7: Self.centre.0, longitudeE7: Self.centre.1, metres: metres))
    let place = try #require(Place(latitudeE7: Self.centre.0 + offset[0], longitudeE7: Self.centre.1 + offset[1]))
    #expect(area.contains(place.cell) == isNear)
    #expect(!area.contains(0), "no place is near nothing")
  }

  @Test func `Nothing is near beyond the globe or the greatest distance`() {
    #expect(SearchArea(latitudeE7: 910_000_000, longitudeE7: 0, metres: 10) == nil)
    #expect(SearchArea(latitudeE7: 0, longitudeE7: 1_810_000_000, metres: 10) == nil)
    #expect(SearchArea(latitudeE7: 0, longitudeE7: 0, metres: SearchArea.metresMax + 1) == nil)
  }
}

@Suite(.timeLimit(.minutes(30))) struct WordSearchTests {
  @Test(arguments: [
    ("ổ gà", true), ("O GA", true), ("gà ổ", true), ("duong hu hong", true), ("đường", true), ("xe may de nga", true),
    ("ga\u{300}", true), ("ổ gà voi", false), ("g", false), ("duongg", false),
  ])
  func `Words are found without their marks, composed or not, and whole`(_ words: String, _ isFound: Bool) {
    let personal = FoldedWords(["Ổ gà số 7", "Mặt đường trước nhà bị hư hỏng nặng, xe máy dễ ngã."])
    #expect(personal.contain(FoldedWords([words])) == isFound)
  }

  @Test func `Each case that words find is revealed to the searcher, and nobody else's look is recorded`() async throws
  {
    let city = try City()
    let engine = try city.open()
    defer { try? engine.close() }
    let receipts = try SearchTests.fill(engine, 12)
    let search = WordSearch(engine)
    let clerk = Actor(.dispatcher, name: "lan")
    let before = engine.position.durable
    // Every title has its number: 7 is in one, "bimat7" in the same text.
    let page = try await search.search("Bí mật tám", limit: 50, by: clerk, purpose: "duplicate")
    #expect(page.cases.isEmpty, "nowhere stands a word of eight")
    #expect(engine.position.durable == before, "who finds nothing has looked at nothing")
    let found = try await search.search("bimat7 SO 7", limit: 50, by: clerk, purpose: "duplicate")
    #expect(found.cases.map(\.number) == [receipts[6].caseNumber])
    #expect(found.next == nil)
    let all = try await search.search("hư hỏng", limit: 5, by: clerk, purpose: "duplicate")
    #expect(all.cases.map(\.number) == receipts.prefix(5).map(\.caseNumber))
    #expect(all.next == receipts[4].caseNumber)
    let end = SequenceNumber(engine.position.durable.rawValue - 1)
    let history = try await engine.read(after: end) { reading throws(EngineError) in
      try reading.history(of: receipts[6].caseNumber)
    }
    let looks = history.compactMap { event -> String? in
      guard case .revealed(let revealed) = event.body else { return nil }
      return "\(event.actor?.name ?? "") \(revealed.purpose)"
    }
    #expect(looks == ["lan duplicate"])
    #expect(search.caseCount == 12)
  }

  @Test func `Whoever may not look finds nothing, and is told so where the role may never`() async throws {
    let city = try City()
    let engine = try city.open()
    defer { try? engine.close() }
    _ = try SearchTests.fill(engine, 4)
    let search = WordSearch(engine)
    await #expect(throws: Refusal.self) {
      try await search.search("hư hỏng", limit: 5, by: .citizen, purpose: "curious")
    }
    let stranger = Actor(.officer, name: "an", agency: AgencyID(9_999))
    let page = try await search.search("hư hỏng", limit: 5, by: stranger, purpose: "curious")
    #expect(page.cases.isEmpty)
    #expect(search.caseCount == 0, "what may not be shown is not opened")
    await #expect(throws: Refusal.self) {
      try await search.search("hư hỏng", limit: 5, by: Actor(.dispatcher, name: "lan"), purpose: "")
    }
    await #expect(throws: Refusal.self) {
      try await search.search(" –, ", limit: 5, by: Actor(.dispatcher, name: "lan"), purpose: "duplicate")
    }
  }
}
