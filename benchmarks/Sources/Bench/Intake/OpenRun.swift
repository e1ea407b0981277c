import Glibc
@_spi(Harness) import MotCham
import Synchronization

/// Reports that come at a given rate whether or not the ones before are answered, as citizens do.
///
/// A latency counts from when its report was due to be sent: what a slow answer holds up counts as the time of all who
/// come meanwhile. Nothing is left out, and a rate that the engine does not keep up with shows as that.
struct OpenRun {
  var phases: [Phase]
  /// Threads that send; each has its part of the rate.
  var senderCount: Int
  var arrivals: Arrivals
  var quietSeconds = 0

  /// A time with one rate.
  struct Phase: Sendable {
    var name: String
    var perSecond: Int
    var seconds: Double
    var count: Int { Int(Double(perSecond) * seconds) }
  }

  /// A mean rate, ten times as much for so long, and the mean again.
  static func burst(mean: Int, seconds: Double, burstSeconds: Double) -> [Phase] {
    [
      Phase(name: "before", perSecond: mean, seconds: seconds),
      Phase(name: "burst", perSecond: 10 * mean, seconds: burstSeconds),
      Phase(name: "after", perSecond: mean, seconds: seconds),
    ]
  }

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
    var phases: [(latencies: LatencyHistogram, overloaded: UInt64, lag: LagWatch.Part)]
    var receipts: Receipts
    var cost: Cost
    var drainSeconds: Double
    var blocks: UInt64

    var perSecond: Double { Double(receipts.reports) / cost.seconds }
    var overloaded: UInt64 { phases.reduce(0) { $0 + $1.overloaded } }
  }

  func callAsFunction(_ city: City, _ workload: any Workload) throws -> Outcome {
    // What a door has just parsed: see `BatchRun`.
    let poolCount = 1_024
    let pools = Slots<[[Command]]>(
      (0..<senderCount).map { sender in (0..<poolCount).map { workload.commands(sender * poolCount + $0) } })
    let engine = try city.open(ringsTimers: workload.ringsTimers)
    let answered = phases.map { _ in Answered() }
    let total = phases.reduce(0) { $0 + $1.count }
    Neighbours.waitForQuiet(seconds: quietSeconds)
    let watch = LagWatch(engine, partCount: phases.count)
    let meter = Meter()
    let start = Tick.now() + 1_000_000
    let (senders, run) = (senderCount, self)
    Crew.run(senders) { sender in
      var (first, turn, begin) = (0, 0, start)
      for (phase, answers) in zip(run.phases, answered) {
        var plan = Plan(phase, run, start: begin, sender: sender)
        var due = begin
        for number in stride(from: first + sender, to: first + phase.count, by: senders) {
          due = plan.next()
          var commands = pools[sender][turn % poolCount]
          turn += 1
          Self.wait(until: due)
          workload.stamp(&commands, first: number)
          let (sent, sentAt) = (commands, due)
          if sent.count == 1 {
            engine.submit(sent[0]) { answers.note($0.map { [$0] }, of: sent, due: sentAt) }
          } else {
            engine.submit(sent) { answers.note($0, of: sent, due: sentAt) }
          }
        }
        first += phase.count
        // By chance the last of a phase may be due after its end.
        begin = max(due, begin + UInt64(phase.seconds * 1e9))
        Self.wait(until: begin)
        if sender == 0 { watch.endPart() }
      }
    }
    while answered.reduce(0, { $0 + $1.count }) < UInt64(total) { usleep(1_000) }
    let cost = meter.end()
    let drainSeconds = drain(engine)
    let lags = watch.end()
    try engine.close()
    var receipts = Receipts()
    for answers in answered { receipts.add(answers.receipts) }
    if let failure = receipts.failure { throw BenchError("a report was refused: \(failure)") }
    let log = try city.check(receipts)
    let latencies = LatencyHistogram()
    for answers in answered { latencies.add(answers.latencies) }
    return Outcome(
      latencies: latencies,
      phases: zip(answered, lags).map { ($0.latencies, $0.overloaded.load(ordering: .relaxed), $1) },
      receipts: receipts,
      cost: cost, drainSeconds: drainSeconds, blocks: log.blocks - 1)
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

    init(_ phase: Phase, _ run: OpenRun, start: UInt64, sender: Int) {
      arrivals = run.arrivals
      step = 1e9 * Double(run.senderCount) / Double(phase.perSecond)
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

  /// What came back of one phase, by whichever thread brings it.
  private final class Answered: Sendable {
    let latencies = LatencyHistogram()
    let overloaded = Atomic<UInt64>(0)
    private let total = Atomic<UInt64>(0)
    private let taken = Mutex(Receipts())

    /// Reports that are answered.
    var count: UInt64 { total.load(ordering: .acquiring) }
    var receipts: Receipts { taken.withLock { $0 } }

    func note(_ answers: Result<[Answer], EngineError>, of commands: [Command], due: UInt64) {
      let now = Tick.now()
      switch answers {
      case .success(let answers):
        var isTaken = true
        taken.withLock { taken in
          for (command, answer) in zip(commands, answers) {
            switch answer {
            case .success(let receipt): taken.take(receipt, of: command)
            // What follows on a report that was not taken has no case.
            case .failure(let refusal):
              if isTaken, refusal.code != .overloaded { taken.fail("\(refusal)") }
              isTaken = false
            }
          }
        }
        if isTaken { latencies.record(now > due ? now - due : 0) } else { overloaded.add(1, ordering: .relaxed) }
      case .failure(let failure): taken.withLock { $0.fail(failure.description) }
      }
      total.add(1, ordering: .releasing)
    }
  }
}
