import MotCham

/// Open-loop intake at each rate, several runs: percentiles of latency, from when a report was due.
struct OpenSeries {
  var runCount: Int
  /// Reports a second that are due, on average.
  var rates: [Int]
  /// Of a run at one rate, or of each of the times before and after a burst.
  var seconds: Double
  /// How long ten times the rate is due; nil for no burst.
  var burstSeconds: Double?
  var senderCount: Int
  var arrivals: OpenRun.Arrivals
  var quietSeconds: Int

  /// What people ask for by name; between them the curve is drawn.
  private static let parts: [(name: String, part: Double)] = [
    ("p50", 0.5), ("p75", 0.75), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99), ("p995", 0.995), ("p999", 0.999),
    ("p9999", 0.9999),
  ]

  func callAsFunction(_ base: String, _ rulebook: [UInt8], _ workload: any Workload) throws -> Figures {
    var figures = Figures()
    for rate in rates {
      let phases =
        burstSeconds.map { OpenRun.burst(mean: rate, seconds: seconds, burstSeconds: $0) }
        ?? [OpenRun.Phase(name: "all", perSecond: rate, seconds: seconds)]
      let run = OpenRun(phases: phases, senderCount: senderCount, arrivals: arrivals, quietSeconds: quietSeconds)
      figures.add("rate_\(rate)", try series(run, rate, base, rulebook, workload))
    }
    return figures
  }

  private func series(
    _ run: OpenRun, _ rate: Int, _ base: String, _ rulebook: [UInt8], _ workload: any Workload
  ) throws -> Figures {
    let kept = try Neighbours.undisturbed(
      runCount, quietSeconds: quietSeconds, coresOfOthers: { $0.cost.coresOfOthers }
    ) { number in
      let city = try City(in: base, rulebook: rulebook)
      defer { city.remove() }
      let outcome = try run(city, workload)
      let p99 = outcome.latencies.value(at: 0.99) / 1_000
      note("open, \(rate)/s, run \(number): \(Int(outcome.perSecond)) reports/s, 99 of 100 within \(p99) µs")
      return outcome
    }
    let outcomes = kept.outcomes
    func spread(_ value: (OpenRun.Outcome) -> Double) -> Spread { Spread(outcomes.map(value)) }
    var figures = Figures()
    figures.add("arrivals", run.arrivals.rawValue)
    figures.add("seconds", run.phases.reduce(0) { $0 + $1.seconds })
    figures.add("senders", run.senderCount)
    figures.add("reports_per_second", spread { $0.perSecond })
    figures.add("refused_as_overloaded", spread { Double($0.overloaded) })
    kept.describe(into: &figures)
    Cost.describe(outcomes.map { ($0.cost, $0.receipts.reports) }, each: "report", into: &figures)
    figures.add("reports_per_block", spread { Double($0.receipts.reports) / Double($0.blocks) })
    Cost.describeFlushes(outcomes.map { ($0.cost, $0.blocks) }, per: "block", into: &figures)
    Self.describe(outcomes.map(\.latencies), into: &figures)
    figures.add("seconds_until_the_views_caught_up", spread { $0.drainSeconds })
    for (place, phase) in run.phases.enumerated() {
      figures.add("phase_\(phase.name)", Self.figures(phase, outcomes.map { $0.phases[place] }))
    }
    return figures
  }

  private static func figures(
    _ phase: OpenRun.Phase, _ outcomes: [(latencies: LatencyHistogram, overloaded: UInt64, lag: LagWatch.Part)]
  ) -> Figures {
    var figures = Figures()
    figures.add("reports_due_per_second", phase.perSecond)
    figures.add("seconds", phase.seconds)
    figures.add("reports", Spread(outcomes.map { Double($0.latencies.count) }))
    figures.add("refused_as_overloaded", Spread(outcomes.map { Double($0.overloaded) }))
    describe(outcomes.map(\.latencies), into: &figures)
    figures.add("views_behind_at_most_events", Spread(outcomes.map { Double($0.lag.mostEvents) }))
    figures.add("views_behind_at_most_milliseconds", Spread(outcomes.map { Double($0.lag.mostMilliseconds) }))
    figures.add("seconds_from_its_end_until_the_views_held_it", Spread(outcomes.map(\.lag.seconds)))
    return figures
  }

  private static func describe(_ latencies: [LatencyHistogram], into figures: inout Figures) {
    for (name, part) in parts {
      figures.add("latency_\(name)_microseconds", Spread(latencies.map { Double($0.value(at: part)) / 1e3 }))
    }
    figures.add("latency_max_microseconds", Spread(latencies.map { Double($0.max) / 1e3 }))
  }
}
