import LMDB
import Testing

@testable import MotCham

@Suite struct ViewLagTests {
  @Test
  func `a projector that stands still while events wait raises the alarm, and one that has nothing to do does not`()
    async throws
  {
    let city = try City()
    let engine = try city.open { $0.viewStallMilliseconds = 500 }
    _ = try await engine.submit(Sample.report(1))
    try await Self.wait(for: engine) { $0.events == 0 }
    // Idle for longer than the alarm's time: nothing waits, so nothing is wrong.
    try await Task.sleep(for: .milliseconds(600))
    #expect(try engine.viewLag() == ViewLag(events: 0, milliseconds: 0, isStalled: false, failure: nil))
    let hand = try Hand(engine.views.environment)
    for number in UInt64(2)..<5 { _ = try await engine.submit(Sample.report(number)) }
    #expect(try engine.viewLag().events == 3)
    try await Self.wait(for: engine) { $0.isStalled }
    let stalled = try engine.viewLag()
    #expect(stalled.events == 3 && stalled.milliseconds >= 500 && stalled.failure == nil)
    hand.letGo()
    try await Self.wait(for: engine) { $0.events == 0 && !$0.isStalled }
    try engine.close()
    let reader = try city.open { $0.access = .read }
    #expect(try reader.viewLag().events == 0)
    try reader.close()
    #expect(throws: EngineError.closed) { try reader.viewLag() }
  }

  private static func wait(for engine: Engine, until isSo: (ViewLag) -> Bool) async throws {
    for _ in 0..<4_000 {
      if isSo(try engine.viewLag()) { return }
      try await Task.sleep(for: .milliseconds(5))
    }
    Issue.record("the lag did not become what was waited for: \(try engine.viewLag())")
  }

  /// Holds the views' write lock on a thread of its own, as a disk that does not answer would.
  private final class Hand: Sendable {
    private let monitor = Monitor()
    private nonisolated(unsafe) var isHeld = false
    private nonisolated(unsafe) var mustLetGo = false
    private nonisolated(unsafe) var thread: WorkerThread?

    init(_ environment: Environment) throws {
      thread = WorkerThread(name: "hand") { [self] in
        guard let transaction = try? environment.write() else { return }
        monitor.lock()
        isHeld = true
        monitor.broadcast()
        while !mustLetGo { monitor.wait() }
        monitor.unlock()
        transaction.abort()
      }
      monitor.lock()
      while !isHeld { monitor.wait() }
      monitor.unlock()
    }

    func letGo() {
      monitor.locked { mustLetGo = true }
      monitor.broadcast()
      thread?.join()
    }
  }
}
