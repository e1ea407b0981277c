import Foundation
import Glibc
import LMDB
import Testing

@testable import MotCham

/// Views built anew beside the served ones.
@Suite struct RebuildTests {
  private static func submit(_ engine: Engine, _ numbers: Range<UInt64>) throws {
    for answer in try engine.submit(numbers.map { Sample.report($0, key: Sample.key($0)) }) { _ = try answer.get() }
  }

  private static func caughtUp(_ engine: Engine) throws -> SequenceNumber {
    let last = SequenceNumber(engine.position.durable.rawValue - 1)
    try engine.read(after: last) { _ throws(EngineError) in }
    return SequenceNumber(last.rawValue + 1)
  }

  @Test func `what is served is what the log makes, while the engine runs and in a process that only reads`() throws {
    let city = try City()
    let engine = try city.open()
    _ = try ViewTests.live(engine, seed: 31)
    let end = try Self.caughtUp(engine)
    let lines = try engine.verifyViews(foldingInto: city.path + "-fold")
    #expect(lines.map(\.name) == View.allCases.map(\.name))
    #expect(lines.allSatisfy { $0.isSame && $0.checkpoint == end })
    #expect(Set(lines.map(\.served)).count == lines.count, "no two views have one digest")
    #expect(!FileManager.default.fileExists(atPath: city.path + "-fold"))
    try engine.close()
    let reader = try city.open { $0.access = .read }
    #expect(try reader.verifyViews(foldingInto: city.path + "-fold") == lines)
    try FileManager.default.createDirectory(atPath: city.path + "-fold", withIntermediateDirectories: false)
    #expect(throws: EngineError.directoryNotEmpty(path: city.path + "-fold")) {
      try reader.verifyViews(foldingInto: city.path + "-fold")
    }
    #expect(throws: EngineError.readOnly) { try reader.rebuildViews() }
    try reader.close()
    #expect(throws: EngineError.closed) { try reader.verifyViews(foldingInto: city.path + "-other") }
  }

  @Test func `views are built anew, compared and swapped while reports come in and are read`() async throws {
    let city = try City()
    let engine = try city.open()
    _ = try ViewTests.live(engine, seed: 32)
    for first in stride(from: UInt64(1_000), to: 6_000, by: 500) { try Self.submit(engine, first..<(first + 500)) }
    async let rebuilt = Task.detached { try Self.rebuild(engine, 3) }.value
    async let taken = Task.detached {
      // Reports and readings go on all the while.
      var count = 0
      for number in UInt64(10_000)..<10_400 {
        let receipt = try Self.submitOne(engine, number)
        let state = try Self.readOne(engine, receipt)
        #expect(state?.number == receipt.caseNumber)
        count += 1
      }
      return count
    }.value
    #expect(try await taken == 400)
    let lines = try await rebuilt
    #expect(lines.count == 3 * View.allCases.count)
    for line in lines { #expect(line.isSame, "\(line.name)") }
    _ = try Self.settle(engine)
    #expect(try Self.verify(engine, city).allSatisfy(\.isSame))
    try engine.close()
    // Three swaps: side b is served, side a is empty, nothing is left of the building.
    try Self.expectOnly(.b, city)
  }

  private static func rebuild(_ engine: Engine, _ times: Int) throws -> [ViewComparison] {
    try (0..<times).flatMap { _ in try engine.rebuildViews() }
  }
  private static func submitOne(_ engine: Engine, _ number: UInt64) throws -> Receipt {
    try engine.submit(Sample.report(number, key: Sample.key(number)))
  }
  private static func readOne(_ engine: Engine, _ receipt: Receipt) throws -> CaseState? {
    try engine.read(after: receipt.sequence) { reading throws(EngineError) in try reading.state(of: receipt.caseNumber)
    }
  }
  private static func settle(_ engine: Engine) throws -> SequenceNumber { try caughtUp(engine) }
  private static func verify(_ engine: Engine, _ city: City) throws -> [ViewComparison] {
    try engine.verifyViews(foldingInto: city.path + "-fold")
  }

  /// Every view is served from one side, and the other has not one record.
  private static func expectOnly(_ side: ViewSide, _ city: City) throws {
    let store = try ViewStore(directory: Layout.views(city.path), access: .readOnly, mapByteCount: 1 << 30)
    defer { store.close() }
    try store.read { snapshot throws(EngineError) in
      let served = try store.register(.served, in: snapshot)
      for view in View.allCases {
        #expect(served?[view]?.side == side, "\(view)")
        for table in store.tables(of: view, on: side.other) {
          #expect(try stored { () throws(LMDBError) in try snapshot.count(table) } == 0, "\(view)")
        }
      }
      #expect(try store.register(.beside, in: snapshot) == nil)
    }
  }

  @Test func `a served record that is not what the log makes is found, named, and gone afterwards`() throws {
    let city = try City()
    var engine = try city.open()
    _ = try ViewTests.live(engine, seed: 33)
    _ = try Self.caughtUp(engine)
    // As a fault of memory would: one queue forgets a case.
    let transaction = try engine.views.environment.write()
    let first = try #require(try transaction.first(engine.views.a.queues).map { Array($0.key) })
    _ = try first.withUnsafeBytes { try transaction.delete(engine.views.a.queues, $0) }
    try transaction.commit()
    #expect(try engine.verifyViews(foldingInto: city.path + "-fold").filter { !$0.isSame }.map(\.name) == ["queues"])
    #expect(try engine.rebuildViews().filter { !$0.isSame }.map(\.name) == ["queues"])
    #expect(try engine.verifyViews(foldingInto: city.path + "-fold").allSatisfy(\.isSame))
    try engine.close()
    engine = try city.open()
    #expect(try engine.verifyViews(foldingInto: city.path + "-fold").allSatisfy(\.isSame))
    try engine.close()
  }

  @Test(arguments: [1, 3, 100]) func `a rebuild that was killed leaves the old views serving, and nothing else`(
    steps: Int
  ) throws {
    let city = try City()
    var engine = try city.open()
    for first in stride(from: UInt64(0), to: 40_000, by: 5_000) { try Self.submit(engine, first..<(first + 5_000)) }
    try engine.close()
    let kept = try ViewTests.digests(city.path)
    // The projector by hand, as far as it came; then the process is gone.
    let log = try EventLog(directory: Layout.log(city.path), access: .existing, mapByteCount: 1 << 30)
    let store = try ViewStore(directory: Layout.views(city.path), access: .create, mapByteCount: 1 << 30)
    try ViewTrust(directory: Layout.views(city.path)).open()
    var keeper = try ViewKeeper(log: log, store: store, zone: .vietnam)
    try keeper.beginRebuild(of: .all)
    for _ in 0..<steps where try !keeper.stepRebuild() {}
    log.close()
    store.close()
    let reader = try city.open { $0.access = .read }
    #expect(try reader.read { reading throws(EngineError) in try reading.openCaseCount() } == 40_000)
    try reader.close()
    engine = try city.open()
    #expect(try engine.read { reading throws(EngineError) in try reading.openCaseCount() } == 40_000)
    try engine.close()
    #expect(try ViewTests.digests(city.path) == kept)
    try Self.expectOnly(.a, city)
  }

  @Test func `a process killed in the middle of a rebuild leaves views that the next one takes up`() async throws {
    let city = try City()
    let engine = try city.open()
    for first in stride(from: UInt64(0), to: 60_000, by: 6_000) { try Self.submit(engine, first..<(first + 6_000)) }
    try engine.close()
    let path = city.path
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      var options = Engine.Options()
      options.viewsMapByteCount = 1 << 30
      let engine = try Engine.open(path, options: options)
      Thread.detachNewThread { _ = try? engine.rebuildViews() }
      // Once something of the new views is there the process ends as by a power cut of its own.
      while try engine.views.read({ snapshot throws(EngineError) in
        try engine.views.register(.beside, in: snapshot)?[.cases]?.checkpoint ?? 0
      }) == 0 { usleep(200) }
      kill(getpid(), SIGKILL)
    }
    let next = try city.open()
    #expect(try next.read { reading throws(EngineError) in try reading.openCaseCount() } == 60_000)
    #expect(try Self.verify(next, city).allSatisfy(\.isSame))
    try next.close()
    try Self.expectOnly(.a, city)
  }

  @Test func `a view of another version is built anew, and only that one`() throws {
    let city = try City()
    var engine = try city.open()
    _ = try ViewTests.live(engine, seed: 34)
    try engine.close()
    let kept = try ViewTests.digests(city.path)
    try Self.age([.queues, .counters], city)
    // Who only reads has the others meanwhile.
    let reader = try city.open { $0.access = .read }
    try reader.read { reading throws(EngineError) in
      #expect(try reading.caseCount() == 45)
      #expect(!(try reading.dueCommitments(to: Limits.instantMax, limit: 1)).isEmpty)
      #expect(throws: EngineError.viewMissing("queues")) { try reading.queue(of: .none, limit: 1) }
    }
    #expect(try reader.verifyViews(foldingInto: city.path + "-fold").map(\.name).contains("queues") == false)
    try reader.close()
    // A clean close finishes them, however soon it comes.
    engine = try city.open()
    _ = try engine.submit(Sample.report(77_000))
    try engine.close()
    engine = try city.open()
    #expect(try engine.verifyViews(foldingInto: city.path + "-fold").filter(\.isSame).count == View.allCases.count)
    try engine.close()
    // Only these two were written anew.
    let store = try ViewStore(directory: Layout.views(city.path), access: .readOnly, mapByteCount: 1 << 30)
    let served = try store.read { snapshot throws(EngineError) in try store.register(.served, in: snapshot) }
    store.close()
    #expect(View.allCases.filter { served?[$0]?.side == .b } == [.queues, .counters])
    #expect(try ViewTests.digests(city.path) != kept, "a report came in")
  }

  @Test func `views without which nothing can be decided are folded before the city opens`() throws {
    let city = try City()
    let engine = try city.open()
    _ = try ViewTests.live(engine, seed: 35)
    try engine.close()
    let kept = try ViewTests.digests(city.path)
    try Self.age([.submissions], city)
    #expect(throws: EngineError.self) { try city.open { $0.access = .read } }
    try city.open().close()
    #expect(try ViewTests.digests(city.path) == kept)
  }

  /// Makes views those of an older program.
  private static func age(_ views: [View], _ city: City) throws {
    let store = try ViewStore(directory: Layout.views(city.path), access: .existing, mapByteCount: 1 << 30)
    defer { store.close() }
    var register = try #require(
      try store.read { snapshot throws(EngineError) in try store.register(.served, in: snapshot) })
    for view in views { register[view]?.version = 0 }
    let transaction = try store.environment.write()
    try transaction.put(register, .served, in: store)
    try transaction.commit()
  }

  @Test func `an engine that closes ends a rebuild, and whoever waits for it is told`() async throws {
    let city = try City()
    let engine = try city.open()
    for first in stride(from: UInt64(0), to: 30_000, by: 5_000) { try Self.submit(engine, first..<(first + 5_000)) }
    async let outcome = Task.detached { Self.outcome(engine) }.value
    while try engine.views.read({ snapshot throws(EngineError) in
      try engine.views.register(.beside, in: snapshot) == nil
    }) { try await Task.sleep(for: .milliseconds(1)) }
    try engine.close()
    #expect(await outcome == .closed)
    try Self.expectOnly(.a, city)
  }

  private static func outcome(_ engine: Engine) -> EngineError? {
    do throws(EngineError) {
      _ = try engine.rebuildViews()
      return nil
    } catch { return error }
  }
}
