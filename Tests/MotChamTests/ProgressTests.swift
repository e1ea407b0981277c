import Casework
import Synchronization
import Testing

@testable import MotCham

/// When the projector takes up work.
@Suite struct ProgressTests {
  /// Longer than a test may take.
  private static let longMilliseconds = 300_000

  @Test(.timeLimit(.minutes(1)))
  func `what was there when the projector began is folded before it gathers again`() {
    let progress = Progress(durable: 0, projected: 0)
    progress.publishDurable(200_000)
    #expect(progress.waitForWork(gatherMilliseconds: 0, floodMilliseconds: 0, isBusy: false))
    for end in [UInt64(65_536), 131_072] {
      progress.publishProjected(end)
      #expect(
        progress.waitForWork(
          gatherMilliseconds: Self.longMilliseconds, floodMilliseconds: Self.longMilliseconds, isBusy: false))
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a reader who waits ends the gathering`() {
    let progress = Progress(durable: 0, projected: 0)
    progress.publishDurable(10)
    progress.whenProjected(SequenceNumber(3)) { _ in }
    #expect(
      progress.waitForWork(
        gatherMilliseconds: Self.longMilliseconds, floodMilliseconds: Self.longMilliseconds, isBusy: false))
  }

  @Test(.timeLimit(.minutes(1)), arguments: [false, true])
  func `a flood that does not end is not gathered for ever`(isBusy: Bool) {
    let progress = Progress(durable: 1, projected: 0)
    let flood = Flood(into: progress)
    defer { flood.end() }
    #expect(progress.waitForWork(gatherMilliseconds: 0, floodMilliseconds: 300, isBusy: isBusy))
  }

  /// Events without end, as quickly as one thread can publish them.
  private final class Flood: Sendable {
    private let isOver: EndFlag
    private let thread: WorkerThread

    init(into progress: Progress) {
      let isOver = EndFlag()
      self.isOver = isOver
      thread = WorkerThread(name: "test-flood") {
        while !isOver.isUp.load(ordering: .relaxed) { progress.publishDurable(progress.durable + 1) }
      }
    }

    func end() {
      isOver.isUp.store(true, ordering: .relaxed)
      thread.join()
    }
  }

  private final class EndFlag: Sendable {
    let isUp = Atomic(false)
  }
}
