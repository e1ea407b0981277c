import Casework
import Synchronization
import Testing

@testable import MotCham

/// When the projector takes up work.
@Suite struct ProgressTests {
  /// How long a gathering lasts that nothing ends; the least that a wrong one would take.
  private static let longMilliseconds = 300_000
  private let begunAt = MonotonicClock.milliseconds()
  private var elapsedMilliseconds: Int { MonotonicClock.milliseconds() - begunAt }

  @Test func `what was there when the projector began is folded before it gathers again`() {
    let progress = Progress(durable: 0, projected: 0)
    progress.publishDurable(200_000)
    #expect(progress.waitForWork(gatherMilliseconds: 0, floodMilliseconds: 0, isBusy: false))
    for end in [UInt64(65_536), 131_072] {
      progress.publishProjected(end)
      #expect(
        progress.waitForWork(
          gatherMilliseconds: Self.longMilliseconds, floodMilliseconds: Self.longMilliseconds, isBusy: false))
    }
    #expect(elapsedMilliseconds < Self.longMilliseconds)
  }

  @Test func `a reader who waits ends the gathering`() {
    let progress = Progress(durable: 0, projected: 0)
    progress.publishDurable(10)
    progress.whenProjected(SequenceNumber(3)) { _ in }
    #expect(
      progress.waitForWork(
        gatherMilliseconds: Self.longMilliseconds, floodMilliseconds: Self.longMilliseconds, isBusy: false))
    #expect(elapsedMilliseconds < Self.longMilliseconds)
  }

  @Test func `a writer who remembers much ends the gathering, until it does no more`() {
    let progress = Progress(durable: 10, projected: 0)
    progress.press(true)
    #expect(
      progress.waitForWork(
        gatherMilliseconds: Self.longMilliseconds, floodMilliseconds: Self.longMilliseconds, isBusy: false))
    #expect(elapsedMilliseconds < Self.longMilliseconds)
    progress.publishProjected(10)
    progress.publishDurable(11)
    progress.press(false)
    let begun = MonotonicClock.milliseconds()
    #expect(progress.waitForWork(gatherMilliseconds: 200, floodMilliseconds: 0, isBusy: false))
    #expect(MonotonicClock.milliseconds() - begun >= 150)
  }

  @Test(arguments: [false, true]) func `a flood that does not end is not gathered for ever`(isBusy: Bool) {
    let progress = Progress(durable: 1, projected: 0)
    let flood = Flood(into: progress, milliseconds: Self.longMilliseconds)
    defer { flood.end() }
    #expect(progress.waitForWork(gatherMilliseconds: 0, floodMilliseconds: 300, isBusy: isBusy))
    #expect(elapsedMilliseconds < Self.longMilliseconds)
  }

  /// Events for so long, or until it is ended, as quickly as one thread can publish them.
  private final class Flood: Sendable {
    private let isOver: EndFlag
    private let thread: WorkerThread

    init(into progress: Progress, milliseconds: Int) {
      let (isOver, until) = (EndFlag(), MonotonicClock.milliseconds() + milliseconds)
      self.isOver = isOver
      thread = WorkerThread(name: "test-flood") {
        while !isOver.isUp.load(ordering: .relaxed), MonotonicClock.milliseconds() < until {
          progress.publishDurable(progress.durable + 1)
        }
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
