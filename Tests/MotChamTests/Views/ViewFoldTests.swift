import Foundation
import LMDB
import Testing

@testable import MotCham

/// Views against the log: every kind of event, runs of every length, and models of the views that are too slow to use.
@Suite struct ViewFoldTests {
  static func lives(_ seed: UInt64, commands: Int = 4_000, cases: Int = 400) throws -> Lives {
    var lives = try Lives(seed: seed, rulebook: City.rulebook())
    lives.live(commands: commands, casesMax: cases)
    return lives
  }

  static let all = Result { try [UInt64(1), 2, 3, 4].map { try lives($0) } }

  @Test func `the lives hold events of every kind`() throws {
    let names = Set(try Self.all.get().flatMap(\.events).map(\.body.typeName))
    #expect(names.count == 38, "\(names.sorted())")
    let rows = try Self.all.get().flatMap { CounterModel($0).rows.values }
    for count in CaseCount.allCases { #expect(rows.contains { $0[count.rawValue] > 0 }, "\(count)") }
    let links = try Self.all.get().flatMap { PlaceModel($0.events).lines.values.flatMap { $0.values.map(\.link) } }
    #expect(links.max() ?? 0 > 2, "a chain has grown")
  }

  @Test(arguments: 0..<4) func `every view is the same whatever the length of the runs in which it is folded`(
    index: Int
  ) throws {
    let lives = try Self.all.get()[index]
    let once = try ViewFold(lives, runLength: 65_536).digests()
    #expect(once.count == View.allCases.count)
    for runLength in [1, 7, 100] {
      let digests = try ViewFold(lives, runLength: runLength).digests()
      for view in View.allCases { #expect(digests[view] == once[view], "\(view) in runs of \(runLength)") }
    }
  }

  @Test(arguments: 0..<4) func `views that are made of states hold what the states say`(index: Int) throws {
    let lives = try Self.all.get()[index]
    let fold = try ViewFold(lives, runLength: 50)
    let states = lives.states
    #expect(try fold.entries(\.cases) { _, value in try? CaseState.decode(value) } == states)
    let open = states.compactMap { QueueRecord(of: $0) }.sorted { $0.isKeyed(before: $1) }
    #expect(open.count > 10 && open.count < states.count)
    #expect(try fold.entries(\.queues) { QueueRecord(key: $0, value: $1) } == open)
    let resolved = states.filter { $0.status == .resolved && !$0.isErased }
    #expect(
      try fold.entries(\.unanswered) { QueueRecord(key: $0, value: $1) }
        == resolved.compactMap { QueueRecord(of: $0) }.sorted { $0.isKeyed(before: $1) })
    var commitments: [CommitmentEntry] = []
    for state in states { CommitmentEntry.each(of: state) { commitments.append($0) } }
    #expect(
      try fold.entries(\.commitments) { CommitmentEntry(key: $0, value: $1) }
        == commitments.sorted { $0.isKeyed(before: $1) })
    let timers = states.compactMap { TimerEntry(of: $0) }.sorted { $0.isKeyed(before: $1) }
    #expect(timers.count > 10)
    #expect(
      try fold.entries(\.timers) { key, _ in [BigEndianKey.readUInt64(key), BigEndianKey.readUInt64(key, at: 8)] }
        == timers.map { [$0.at, $0.number] })
    let links = states.compactMap { DuplicateEntry(of: $0) }.sorted { $0.isKeyed(before: $1) }
    #expect(!links.isEmpty)
    #expect(
      try fold.entries(\.duplicates) { key, _ in [BigEndianKey.readUInt64(key), BigEndianKey.readUInt64(key, at: 8)] }
        == links.map { [$0.original, $0.number] })
  }

  @Test(arguments: 0..<4) func `history and submission keys hold every event`(index: Int) throws {
    let lives = try Self.all.get()[index]
    let fold = try ViewFold(lives, runLength: 33)
    func isOfTheCity(_ event: Event) -> Bool {
      switch event.body {
      case .logCreated, .rulebookAdopted, .rulebookApplied: true
      default: false
      }
    }
    // Every event but those of the city itself and those that open a case.
    let later = lives.events.filter {
      if case .reportReceived = $0.body { false } else { !isOfTheCity($0) }
    }
    #expect(
      try fold.entries(\.city) { key, _ in BigEndianKey.readUInt64(key) }
        == lives.events.dropFirst().filter(isOfTheCity).map(\.sequence.rawValue))
    #expect(
      try fold.entries(\.history) { key, _ in [BigEndianKey.readUInt64(key), BigEndianKey.readUInt64(key, at: 8)] }
        == later.map { [$0.caseNumber.rawValue, $0.sequence.rawValue] }.sorted { ($0[0], $0[1]) < ($1[0], $1[1]) })
    let keyed = lives.events.filter { $0.submission != 0 }
    let found = try fold.entries(\.submissions) { key, value in
      SubmissionEntry(key: BigEndianKey.readUInt128(key), sequence: value.loadUnaligned(as: UInt64.self))
    }
    #expect(
      found
        == keyed.map { SubmissionEntry(key: $0.submission, sequence: $0.sequence.rawValue) }.sorted { $0.key < $1.key })
    func isAhead(_ event: Event) -> Bool? {
      SubmissionKey(value: event.submission)?.time.map { SubmissionOrder.isAhead($0, of: event.recordedAt) }
    }
    #expect(
      try fold.entries(\.submissionsAhead) { key, _ in BigEndianKey.readUInt128(key) }
        == keyed.filter { isAhead($0) == true }.map(\.submission).sorted())
    let inOrder = keyed.filter { isAhead($0) == false }.compactMap { SubmissionKey(value: $0.submission)?.time }
    #expect(fold.keeper.served.register[.submissions]?.horizon == inOrder.map { UInt64($0.milliseconds) }.max())
  }

  @Test(arguments: 0..<4) func `places hold the chains that a pencil would draw`(index: Int) throws {
    let lives = try Self.all.get()[index]
    let fold = try ViewFold(lives, runLength: 20)
    var found: [PlaceModel.Spot: [UInt64: PlaceModel.Line]] = [:]
    var chains: [PlaceModel.Spot: PlaceChain] = [:]
    for (key, value) in try fold.records(\.places) {
      let entry = key.withUnsafeBytes { PlaceEntry(key: $0) }
      let spot = PlaceModel.Spot(cell: entry.cell, category: entry.category)
      let end = try #require(value.withUnsafeBytes { PlaceEnd($0) })
      let link = chains[spot, default: PlaceChain()].join(entry.number, end)
      found[spot, default: [:]][entry.number] = PlaceModel.Line(link: link, isOpen: end.isOpen)
    }
    #expect(found == PlaceModel(lives.events).lines)
  }

  @Test(arguments: 0..<4) func `counters hold what counting the events one by one gives`(index: Int) throws {
    let lives = try Self.all.get()[index]
    let fold = try ViewFold(lives, runLength: 64)
    var found: [CounterKey: [UInt32]] = [:]
    for (key, value) in try fold.records(\.counters) {
      let row = value.withUnsafeBytes { value in (0..<16).map { CounterRow.load(value, $0) } }
      found[key.withUnsafeBytes { CounterKey($0) }] = row
    }
    #expect(found == CounterModel(lives).rows)
    // In every dimension that parts all cases the parts sum to the whole.
    func sum(_ dimension: CountDimension) -> [UInt32] {
      found.filter { $0.key.dimension == dimension.number }.values.reduce([UInt32](repeating: 0, count: 16)) {
        zip($0, $1).map { $0 + $1 }
      }
    }
    for dimension in [CountDimension.agency, .category, .ward, .kind, .level] { #expect(sum(dimension) == sum(.all)) }
  }
}
