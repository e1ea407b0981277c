import Glibc

/// What other processes do to the cores meanwhile: a figure taken beside a compiler is a figure of the compiler.
struct Neighbours {
  private let busyTicks: UInt64
  private let ownNanoseconds: UInt64
  private let at: UInt64

  static func now() -> Neighbours {
    // cpu user nice system idle iowait irq softirq steal …, in hundredths of a second over all cores.
    let fields = (Files.text("/proc/stat") ?? "").prefix { $0 != "\n" }.split(separator: " ").dropFirst().map {
      UInt64($0) ?? 0
    }
    let busy = fields.count >= 8 ? fields[0] + fields[1] + fields[2] + fields[5] + fields[6] + fields[7] : 0
    return Neighbours(busyTicks: busy, ownNanoseconds: Tick.process(), at: Tick.now())
  }

  /// How many cores others kept busy since then, on average.
  func coresSinceThen() -> Double {
    let now = Neighbours.now()
    let seconds = Double(now.at - at) / 1e9
    let busy = Double(now.busyTicks - busyTicks) / Double(sysconf(Int32(_SC_CLK_TCK)))
    return max(0, busy - Double(now.ownNanoseconds - ownNanoseconds) / 1e9) / seconds
  }

  /// Makes `count` runs; where quiet was asked for, runs during which others were busy are made again, at most three
  /// times as many, and left out as long as enough remain. Chosen by what others did, never by the outcome, and how
  /// many were left out stands beside the figures.
  static func undisturbed<Outcome>(
    _ count: Int, quietSeconds: Int, coresOfOthers: (Outcome) -> Double, _ run: (_ number: Int) throws -> Outcome
  ) rethrows -> (outcomes: [Outcome], leftOut: Int) {
    var outcomes: [Outcome] = []
    var calmCount = 0
    while outcomes.count < (quietSeconds > 0 ? 3 * count : count), calmCount < count {
      let outcome = try run(outcomes.count + 1)
      outcomes.append(outcome)
      if coresOfOthers(outcome) < coresMax { calmCount += 1 }
    }
    let kept = outcomes.sorted { coresOfOthers($0) < coresOfOthers($1) }.prefix(count)
    return (Array(kept), outcomes.count - kept.count)
  }

  /// More than this of a core makes a run one of others' too.
  private static let coresMax = 0.15

  /// Waits until others leave the cores alone for half a second, at most so long; a run then begins.
  static func waitForQuiet(seconds: Int) {
    let start = Tick.now()
    while Tick.seconds(since: start) < Double(seconds) {
      let before = Neighbours.now()
      usleep(500_000)
      if before.coresSinceThen() < coresMax { return }
    }
  }
}
