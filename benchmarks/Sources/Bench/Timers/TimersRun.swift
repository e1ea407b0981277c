import Glibc
@_spi(Harness) import MotCham
import Synchronization

/// One city, one steady caller, and deadlines that all fall due at once.
struct TimersRun {
  var deadlineCount: Int
  var reportsPerSecond: Int
  var seconds: Int
  var quietSeconds: Int

  struct Outcome {
    var without: Spread
    var with: Spread
    var rung: Int
    var ringingSeconds: Double
    var coresOfOthers: Double
  }

  func callAsFunction(_ city: City, _ workload: StandardReport) throws -> Outcome {
    let clock = ShiftedClock()
    let engine = try city.open { $0.clock = { clock.now } }
    let (due, soon) = try openCases(engine, workload, clock)
    // The reminders are no part of it: they ring before.
    clock.shift(to: soon)
    try waitUntilRung(engine, clock)
    Neighbours.waitForQuiet(seconds: quietSeconds)
    let neighbours = Neighbours.now()
    let without = try steady(engine, workload, from: deadlineCount)
    let eventsBefore = engine.position.durable.rawValue
    // A quarter into the second part the instant is passed.
    let share = reportsPerSecond * seconds
    let ringing = Ringing(engine: engine, clock: clock, due: due, afterSeconds: Double(seconds) / 4)
    let watcher = Crew.start { ringing.watch(deadlineCount: 2 * deadlineCount) }
    let with = try steady(engine, workload, from: deadlineCount + share)
    watcher.join()
    let others = neighbours.coresSinceThen()
    let end = engine.position.durable.rawValue
    let rung = Int(end - eventsBefore) - share
    try engine.close()
    try city.check(events: end)
    guard rung == 2 * deadlineCount else {
      throw BenchError("\(2 * deadlineCount) timers were to ring, \(rung) did")
    }
    return Outcome(
      without: Spread(without), with: Spread(with), rung: rung, ringingSeconds: ringing.seconds, coresOfOthers: others)
  }

  /// The cases, all promised within one minute of one working day, so that they fall due at one closing time.
  ///
  /// - Returns: that instant, and the minute before it, when all reminders are over.
  private func openCases(
    _ engine: Engine, _ workload: StandardReport, _ clock: ShiftedClock
  ) throws -> (due: Instant, soon: Instant) {
    let moment = clock.now
    let commands = (0..<deadlineCount).map { number in
      var command = workload.command(number)
      command.key = workload.key(number)
      command.occurredAt = moment
      // Of one matter, so that they lie with an office and are promised the same.
      if case .submit(var report) = command.body {
        (report.category, report.level) = (CategoryID(1), .normal)
        command.body = .submit(report)
      }
      return command
    }
    let receipts = try engine.submit(commands).map { try $0.get() }
    guard let last = receipts.last else { throw BenchError("no case was opened") }
    let dues = try engine.read(after: last.sequence) { reading throws(EngineError) in
      try reading.dueCommitments(to: Limits.instantMax, limit: 2 * deadlineCount).map(\.due)
    }
    guard let due = dues.first, dues.count == deadlineCount, dues.allSatisfy({ $0 == due }) else {
      throw BenchError("the cases do not fall due in one millisecond")
    }
    return (due, due.adding(minutes: -1))
  }

  /// Until no timer is due any more.
  private func waitUntilRung(_ engine: Engine, _ clock: ShiftedClock) throws {
    for _ in 0..<6_000 {
      let next = try engine.read { reading throws(EngineError) in try reading.nextTimerAt() }
      guard let next, next <= clock.now else { return }
      usleep(10_000)
    }
    throw BenchError("the timers did not ring within a minute")
  }

  private func steady(_ engine: Engine, _ workload: StandardReport, from first: Int) throws -> [Double] {
    let caller = SteadyCaller(engine: engine, perSecond: reportsPerSecond) { number in
      var command = workload.command(number)
      command.key = workload.key(number)
      return command
    }
    return try caller.run(from: first, count: reportsPerSecond * seconds)
  }
}

/// Moves the clock on, and says how long it took until all had rung.
///
/// It is unchecked because the seconds are written by the watching thread and read after it was joined.
private final class Ringing: @unchecked Sendable {
  private let engine: Engine
  private let clock: ShiftedClock
  private let due: Instant
  private let afterSeconds: Double
  private(set) var seconds = 0.0

  init(engine: Engine, clock: ShiftedClock, due: Instant, afterSeconds: Double) {
    self.engine = engine
    self.clock = clock
    self.due = due
    self.afterSeconds = afterSeconds
  }

  func watch(deadlineCount: Int) {
    usleep(UInt32(afterSeconds * 1e6))
    clock.shift(to: due.adding(milliseconds: 1))
    let start = Tick.now()
    let last = due.adding(milliseconds: 2)
    while Tick.seconds(since: start) < 60 {
      let isOver = try? engine.read { reading throws(EngineError) in
        guard let next = try reading.nextTimerAt() else { return true }
        return next > last
      }
      if isOver == true { break }
      usleep(1_000)
    }
    seconds = Tick.seconds(since: start)
  }
}

/// The machine's clock, moved on by as much as the run wants.
private final class ShiftedClock: Sendable {
  private let shift = Atomic<Int64>(0)

  var now: Instant { Instant(milliseconds: Tick.wallMilliseconds() + shift.load(ordering: .acquiring)) }

  func shift(to instant: Instant) {
    shift.store(instant.milliseconds - Tick.wallMilliseconds(), ordering: .releasing)
  }
}
