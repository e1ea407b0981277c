internal import Casework
internal import Synchronization

/// How far the log is durable and the views have come, and those who wait for it.
///
/// It is unchecked because the numbers are atomic and the waiters stand under the monitor.
final class Progress: @unchecked Sendable {
  private let durableEnd: Atomic<UInt64>
  private let projectedEnd: Atomic<UInt64>
  private let monitor = Monitor()
  private var waiters: [(sequence: UInt64, wake: @Sendable (Bool) -> Void)] = []
  /// Nothing becomes durable any more.
  private var isEnded = false
  /// The views stand still from now on.
  private var isProjectorGone = false
  private var isWanted = false
  /// The projector is asked to look at something else than events.
  private var isCalled = false
  /// When the projector last took events in, or took up work after a sleep: milliseconds of the monotonic clock.
  private let movedAt = Atomic(MonotonicClock.milliseconds())
  /// What was durable when the projector last took up work, and when that was.
  private var gathered = (end: UInt64(0), at: 0)
  /// The writer remembers much for the projector.
  private let isPressing = Atomic(false)
  /// The projector has nothing to do and waits for the writer, who need not look at the monitor otherwise.
  private let projectorSleeps = Atomic(false)

  init(durable: UInt64, projected: UInt64) {
    durableEnd = Atomic(durable)
    projectedEnd = Atomic(projected)
  }

  /// One past the last durable sequence.
  var durable: UInt64 { durableEnd.load(ordering: .acquiring) }
  /// One past the last sequence in the views.
  var projected: UInt64 { projectedEnd.load(ordering: .acquiring) }

  /// Somebody waits for the views.
  var isAwaited: Bool { monitor.locked { isWanted } }

  /// The writer has flushed up to here.
  func publishDurable(_ end: UInt64) {
    precondition(end >= durable, "the log does not shrink")
    durableEnd.store(end, ordering: .sequentiallyConsistent)
    // A projector at work finds the new end by itself; only a sleeping one is worth a system call.
    guard projectorSleeps.load(ordering: .sequentiallyConsistent) else { return }
    movedAt.store(MonotonicClock.milliseconds(), ordering: .relaxed)
    monitor.locked { projectorSleeps.store(false, ordering: .relaxed) }
    monitor.broadcast()
  }

  /// The writer says whether it remembers so much that the projector should not gather any more.
  func press(_ isPressing: Bool) { self.isPressing.store(isPressing, ordering: .relaxed) }

  /// Wakes the projector although no event waits.
  func callProjector() {
    monitor.locked { isCalled = true }
    monitor.broadcast()
  }

  /// For how many milliseconds the projector has taken nothing in although events wait; zero when none does.
  var stillMilliseconds: Int {
    projected < durable ? max(0, MonotonicClock.milliseconds() - movedAt.load(ordering: .relaxed)) : 0
  }

  /// The projector has committed up to here.
  func publishProjected(_ end: UInt64) {
    if end > projected { movedAt.store(MonotonicClock.milliseconds(), ordering: .relaxed) }
    projectedEnd.store(end, ordering: .releasing)
    monitor.lock()
    let ready = waiters.filter { $0.sequence < end }
    if !ready.isEmpty { waiters.removeAll { $0.sequence < end } }
    isWanted = !waiters.isEmpty
    monitor.unlock()
    for waiter in ready { waiter.wake(true) }
    monitor.broadcast()
  }

  /// Calls `wake(true)` once the views hold a sequence, `wake(false)` when the engine ends before.
  func whenProjected(_ sequence: SequenceNumber, wake: @escaping @Sendable (Bool) -> Void) {
    monitor.lock()
    if projected > sequence.rawValue || isProjectorGone {
      let reached = projected > sequence.rawValue
      monitor.unlock()
      return wake(reached)
    }
    waiters.append((sequence.rawValue, wake))
    isWanted = true
    monitor.unlock()
    monitor.broadcast()
  }

  /// Blocks until the views hold a sequence; false when the time is over or the engine ends before.
  func waitUntilProjected(_ sequence: SequenceNumber, milliseconds: Int) -> Bool {
    let until = MonotonicClock.milliseconds() + milliseconds
    monitor.lock()
    defer { monitor.unlock() }
    while projected <= sequence.rawValue {
      let left = until - MonotonicClock.milliseconds()
      guard !isProjectorGone, left > 0 else { return false }
      isWanted = true
      monitor.broadcast()
      _ = monitor.wait(milliseconds: left)
    }
    return true
  }

  /// For the projector: waits until there is something to fold, then a little longer so that a batch gathers,
  /// unless somebody waits for it or the writer remembers much; false when the engine ends and nothing is left.
  ///
  /// - Parameters:
  ///   - floodMilliseconds: how old the oldest event may become that is not in the views, while a flood takes the cores.
  ///   - isBusy: the projector has other work to do, and does not wait for events.
  func waitForWork(gatherMilliseconds: Int, floodMilliseconds: Int, isBusy: Bool) -> Bool {
    monitor.lock()
    defer { monitor.unlock() }
    // What was there when it last began is folded first, in as many runs as it takes.
    if projected < gathered.end { return true }
    // What came meanwhile is as old as that.
    var since = gathered.at
    while true {
      if isBusy || isCalled {
        isCalled = false
        if durable == projected { return !isEnded }
        break
      }
      projectorSleeps.store(true, ordering: .sequentiallyConsistent)
      // Looked at after the flag is up: an end that was published before is seen here, a later one wakes us.
      if durableEnd.load(ordering: .sequentiallyConsistent) != projected { break }
      if isEnded { return false }
      monitor.wait()
      since = MonotonicClock.milliseconds()
    }
    projectorSleeps.store(false, ordering: .relaxed)
    defer { gathered = (durable, MonotonicClock.milliseconds()) }
    if isHurried { return true }
    var load = ProcessorLoad()
    _ = monitor.wait(milliseconds: gatherMilliseconds)
    // Each commit of the views rewrites pages all over them: in a flood a large batch costs less per event.
    var seen = projected
    var quietStepsLeft = 0
    while !isHurried {
      let end = durableEnd.load(ordering: .relaxed)
      if end - seen >= Self.floodCountMin { quietStepsLeft = Self.quietStepsMax } else { quietStepsLeft -= 1 }
      guard quietStepsLeft >= 0 else { break }
      seen = end
      let age = MonotonicClock.milliseconds() - since
      guard age < floodMilliseconds, age < Self.gatherMillisecondsMax || !isBusy && load.isHigh else { break }
      _ = monitor.wait(milliseconds: Self.floodStepMilliseconds)
    }
    return true
  }

  /// Nobody gains by gathering on.
  private var isHurried: Bool { isEnded || isWanted || isPressing.load(ordering: .relaxed) }

  /// A flood is so many events within one step; the projector then gathers on, step by step.
  private static let floodCountMin: UInt64 = 512
  private static let floodStepMilliseconds = 20
  /// Steps without so many after which a flood is over: one flush may take longer than a step.
  private static let quietStepsMax = 4
  /// How old an event may become by gathering alone, while there is a core for the views.
  private static let gatherMillisecondsMax = 200

  /// Nothing becomes durable any more; the projector finishes, and everybody is woken.
  func end() {
    monitor.locked { isEnded = true }
    monitor.broadcast()
  }

  /// Waits so long, or until nothing becomes durable any more; true then.
  func waitForEnd(milliseconds: Int) -> Bool {
    let until = MonotonicClock.milliseconds() + milliseconds
    monitor.lock()
    defer { monitor.unlock() }
    while !isEnded {
      let left = until - MonotonicClock.milliseconds()
      guard left > 0 else { return false }
      _ = monitor.wait(milliseconds: left)
    }
    return true
  }

  /// The projector has stopped: whoever still waits is told so.
  func releaseWaiters() {
    let left = monitor.locked {
      let left = waiters
      waiters = []
      isProjectorGone = true
      return left
    }
    monitor.broadcast()
    for waiter in left { waiter.wake(projected > waiter.sequence) }
  }
}
