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

  /// Runs that others disturbed little, and how many were left out for them.
  struct Undisturbed<Outcome> {
    var outcomes: [Outcome] = []
    var leftOut = 0
    /// Before and after the runs.
    var paces: [MemoryPace] = []

    func describe(into figures: inout Figures) {
      figures.add("runs_left_out_because_others_were_busy", leftOut)
      figures.add("memory_access_nanoseconds", Spread(paces.map(\.nanoseconds)))
    }
  }

  /// Makes `count` runs; where quiet was asked for, runs during which others were busy or memory was slow are made again,
  /// at most three times as many, and left out as long as enough remain. Chosen by what others did, never by the
  /// outcome, and how many were left out stands beside the figures.
  static func undisturbed<Outcome>(
    _ count: Int, quietSeconds: Int, coresOfOthers: (Outcome) -> Double, _ run: (_ number: Int) throws -> Outcome
  ) rethrows -> Undisturbed<Outcome> {
    var all: [(outcome: Outcome, before: MemoryPace, after: MemoryPace)] = []
    func disturbance(_ one: (outcome: Outcome, before: MemoryPace, after: MemoryPace)) -> Double {
      max(coresOfOthers(one.outcome), one.before.slowness, one.after.slowness)
    }
    while all.count < (quietSeconds > 0 ? 3 * count : count), all.count(where: { disturbance($0) < quietMax }) < count {
      let before = MemoryPace.now()
      let outcome = try run(all.count + 1)
      all.append((outcome, before, MemoryPace.now()))
    }
    let kept = all.sorted { disturbance($0) < disturbance($1) }.prefix(count)
    return Undisturbed(
      outcomes: kept.map(\.outcome), leftOut: all.count - kept.count, paces: kept.flatMap { [$0.before, $0.after] })
  }

  /// More of a core for others, or memory slower than its best by more: then a run is one of others' too.
  private static let quietMax = 0.15

  /// Waits until others leave the cores alone for half a second and memory is nearly at its best, at most so long; a run
  /// then begins.
  static func waitForQuiet(seconds: Int) {
    let start = Tick.now()
    while Tick.seconds(since: start) < Double(seconds) {
      let before = Neighbours.now()
      usleep(500_000)
      if before.coresSinceThen() < quietMax, MemoryPace.now().slowness < quietMax { return }
    }
  }
}
