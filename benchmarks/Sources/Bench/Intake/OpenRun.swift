import Glibc
@_spi(Harness) import MotCham
import Synchronization

/// Reports that come at a given rate whether or not the ones before are answered, as citizens do.
///
/// A latency counts from when its report was due to be sent: what a slow answer holds up counts as the time of all who
/// come meanwhile. Nothing is left out, and a rate that the engine does not keep up with shows as that.
struct OpenRun {
  var perSecond: Int
  var seconds: Double
  /// Threads that send; each has its part of the rate.
  var senderCount: Int
  var arrivals: Arrivals
  var quietSeconds = 0

  enum Arrivals: String, CaseIterable, Sendable {
    /// At even distances.
    case even
    /// As many independent people: by chance, with the same mean.
    case chance
    /// A tenth of the time at ten times the mean, the rest at nothing: even distances within.
    case bursts
  }

  struct Outcome {
    let latencies: LatencyHistogram
    var reports: UInt64
    var seconds: Double
    var cpuNanoseconds: UInt64
    var coresOfOthers: Double
    var drainSeconds: Double
    var overloaded: UInt64
    var blocks: UInt64

    var perSecond: Double { Double(reports) / seconds }
  }

  func callAsFunction(_ city: City, _ workload: StandardReport) throws -> Outcome {
    // What a door has just parsed: see `BatchRun`.
    let poolCount = 1_024
    let pools = Slots<[Command]>(
      (0..<senderCount).map { sender in (0..<poolCount).map { workload.command(sender * poolCount + $0) } })
    let engine = try city.open()
    let answered = Answered()
    Neighbours.waitForQuiet(seconds: quietSeconds)
    let neighbours = Neighbours.now()
    let cpu = Tick.process()
    let start = Tick.now() + 1_000_000
    let (total, senders, run) = (Int(Double(perSecond) * seconds), senderCount, self)
    Crew.run(senders) { sender in
      var plan = Plan(run, start: start, sender: sender)
      for (turn, number) in stride(from: sender, to: total, by: senders).enumerated() {
        let due = plan.next()
        var command = pools[sender][turn % poolCount]
        Self.wait(until: due)
        command.key = workload.key(number)
        engine.submit(command) { answer in answered.note(answer, due: due) }
      }
    }
    while answered.count < UInt64(total) { usleep(1_000) }
    let taken = Tick.seconds(since: start)
    let spent = Tick.process() - cpu
    let others = neighbours.coresSinceThen()
    let drainSeconds = drain(engine)
    try engine.close()
    if let failure = answered.failure { throw BenchError("a report was refused: \(failure)") }
    let audit = try city.check(
      acknowledged: answered.acknowledged.load(ordering: .relaxed),
      sequenceSum: answered.sequenceSum.load(ordering: .relaxed))
    return Outcome(
      latencies: answered.latencies, reports: answered.acknowledged.load(ordering: .relaxed), seconds: taken,
      cpuNanoseconds: spent, coresOfOthers: others, drainSeconds: drainSeconds,
      overloaded: answered.overloaded.load(ordering: .relaxed), blocks: audit.blocks - 1)
  }

  private static func wait(until due: UInt64) {
    while true {
      let now = Tick.now()
      if now >= due { return }
      // The kernel wakes a sleeper some 60 µs late: what is nearer is left to it, and counts as latency.
      usleep(UInt32(min(1_000_000, max(1, (due - now) / 1_000))))
    }
  }

  /// When each report of one sender is due.
  private struct Plan {
    private let arrivals: Arrivals
    private let step: Double
    private let start: Double
    private var at: Double
    private var random: SeededRandom

    init(_ run: OpenRun, start: UInt64, sender: Int) {
      arrivals = run.arrivals
      step = 1e9 * Double(run.senderCount) / Double(run.perSecond)
      self.start = Double(start)
      at = step * Double(sender) / Double(run.senderCount)
      random = SeededRandom(seed: UInt64(1_022 + sender))
    }

    mutating func next() -> UInt64 {
      defer {
        switch arrivals {
        case .even, .bursts: at += step
        // The distances of independent arrivals are exponential; 53 random bits, never zero.
        case .chance: at -= step * log(Double(random.next() >> 11 + 1) / 0x1p53)
        }
      }
      guard arrivals == .bursts else { return UInt64(start + at) }
      // Each second's reports come in its first tenth.
      let second = (at / 1e9).rounded(.down)
      return UInt64(start + second * 1e9 + (at - second * 1e9) / 10)
    }
  }

  /// What came back, by whichever thread brings it.
  private final class Answered: Sendable {
    let latencies = LatencyHistogram()
    let acknowledged = Atomic<UInt64>(0)
    let overloaded = Atomic<UInt64>(0)
    let sequenceSum = Atomic<UInt64>(0)
    private let other = Atomic<UInt64>(0)
    private let isFirstTold = Atomic(false)
    private let words = Slots<String?>(repeating: nil, count: 1)

    var count: UInt64 {
      acknowledged.load(ordering: .acquiring) + overloaded.load(ordering: .acquiring) + other.load(ordering: .acquiring)
    }
    var failure: String? { other.load(ordering: .acquiring) > 0 ? words[0] ?? "unknown" : nil }

    func note(_ answer: Result<Answer, EngineError>, due: UInt64) {
      let now = Tick.now()
      switch answer {
      case .success(.success(let receipt)):
        latencies.record(now > due ? now - due : 0)
        sequenceSum.add(receipt.sequence.rawValue, ordering: .relaxed)
        acknowledged.add(1, ordering: .releasing)
      case .success(.failure(let refusal)) where refusal.code == .overloaded:
        overloaded.add(1, ordering: .releasing)
      case .success(.failure(let refusal)): refuse("\(refusal)")
      case .failure(let failure): refuse(failure.description)
      }
    }

    private func refuse(_ reason: String) {
      // The first one alone writes its words, and is counted after that.
      if !isFirstTold.exchange(true, ordering: .relaxed) { words[0] = reason }
      other.add(1, ordering: .releasing)
    }
  }
}
