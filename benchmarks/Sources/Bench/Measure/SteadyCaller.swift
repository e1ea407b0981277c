import Glibc
import MotCham
import Synchronization

/// Many people with one report each, at a steady rate: nobody waits for the one before to be answered.
struct SteadyCaller: Sendable {
  var engine: Engine
  var perSecond: Int
  /// Report n, with its key.
  var command: @Sendable (Int) -> Command

  /// No more are sent in one run.
  static let countMax = 1 << 18

  /// Sends reports from number `first` on, and waits for all answers.
  ///
  /// - Parameters:
  ///   - count: at most so many, and at most `countMax`.
  ///   - isOver: asked before each report.
  /// - Returns: the microseconds of each from when it was to be sent to its receipt.
  func run(from first: Int, count: Int = Self.countMax, until isOver: () -> Bool = { false }) throws -> [Double] {
    precondition(count <= Self.countMax, "a run has at most \(Self.countMax) reports")
    let interval = UInt64(1_000_000_000 / perSecond)
    let answered = Answered(count: count)
    let start = Tick.now() + interval
    var sent = 0
    while sent < count, !isOver() {
      let (number, next) = (sent, command(first + sent))
      let planned = start + UInt64(number) * interval
      let now = Tick.now()
      if planned > now { usleep(UInt32((planned - now) / 1_000)) }
      engine.submit(next) { answer in answered.note(number, planned: planned, answer) }
      sent += 1
    }
    try answered.wait(for: sent)
    return Array(answered.microseconds.all.prefix(sent))
  }

  /// What came back, each written by the thread that brings it.
  private final class Answered: Sendable {
    let microseconds: Slots<Double>
    private let count = Atomic(0)
    private let failed = Atomic(0)

    init(count: Int) { microseconds = Slots(repeating: 0, count: count) }

    func note(_ number: Int, planned: UInt64, _ answer: Result<Answer, EngineError>) {
      microseconds[number] = Double(Tick.now() - planned) / 1e3
      if case .success(.success) = answer {} else { failed.add(1, ordering: .relaxed) }
      count.add(1, ordering: .releasing)
    }

    func wait(for sent: Int) throws {
      while count.load(ordering: .acquiring) < sent { usleep(1_000) }
      let failed = failed.load(ordering: .relaxed)
      guard failed == 0 else { throw BenchError("\(failed) of \(sent) reports were not taken") }
    }
  }
}

/// Raised once, seen by all threads.
final class EndMark: Sendable {
  private let value = Atomic(false)

  func raise() { value.store(true, ordering: .releasing) }
  var isRaised: Bool { value.load(ordering: .acquiring) }
}
