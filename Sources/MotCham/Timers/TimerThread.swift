internal import Casework

/// The thread that rings the timers of an engine: it sleeps until the next is due, looks, and sleeps again.
///
/// It never sleeps for long: so it sees a deadline that came meanwhile, and a clock that somebody has set. It holds the
/// engine only while it rings, and ends when the engine does. It is unchecked because everything stands under the
/// monitor or belongs to the thread alone.
final class TimerThread: @unchecked Sendable {
  private let monitor = Monitor()
  private var isStopped = false
  private weak var engine: Engine?
  private var thread: WorkerThread?
  /// What was rung last; until it is in the views, the index would ask for it again.
  private var lastRung: SequenceNumber?

  /// The longest sleep, in milliseconds: so late at most is a timer noticed.
  static let sleepMillisecondsMax = 1_000
  /// After something rang the next stage may be due at once, as soon as the views have followed.
  static let againMilliseconds = 20

  func start(for engine: Engine) {
    self.engine = engine
    thread = WorkerThread(name: "motcham-timers") { [self] in loop() }
  }

  private func loop() {
    var milliseconds: Int? = 0
    while let wait = milliseconds, sleep(wait) { milliseconds = look() }
  }

  /// False when the thread is to end.
  private func sleep(_ milliseconds: Int) -> Bool {
    monitor.locked {
      if !isStopped, milliseconds > 0 { _ = monitor.wait(milliseconds: milliseconds) }
      return !isStopped
    }
  }

  /// Rings what is due; for how long to sleep then, nil when there is nothing more to do, ever.
  private func look() -> Int? {
    guard let engine else { return nil }
    if let lastRung, engine.progress.projected <= lastRung.rawValue { return Self.sleepMillisecondsMax }
    do throws(EngineError) {
      var run = TimerRun(engine, isStopped: { [self] in monitor.locked { isStopped } })
      if let rung = try run.pass({ _ in }) {
        lastRung = rung
        return Self.againMilliseconds
      }
      let next = try engine.read { reading throws(EngineError) in try reading.nextTimerAt() }
      guard let next else { return Self.sleepMillisecondsMax }
      let left = next.milliseconds(since: engine.clock.now())
      return Int(min(Int64(Self.sleepMillisecondsMax), max(1, left)))
    } catch .closed, .failed {
      return nil
    } catch {
      // Too many readers, a view that is being built: a little later there is an answer.
      return Self.sleepMillisecondsMax
    }
  }

  /// Ends the thread, after the chunk that it is at. Idempotent.
  func stop() {
    let ended = monitor.locked {
      isStopped = true
      let thread = thread
      self.thread = nil
      return thread
    }
    monitor.broadcast()
    ended?.join()
  }
}
