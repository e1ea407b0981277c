import MotCham

/// Open-loop intake at each rate, several runs: percentiles of latency, from when a report was due.
struct OpenSeries {
  var runCount: Int
  /// Reports a second that are due.
  var rates: [Int]
  /// All but the rate.
  var run: OpenRun

  /// What people ask for by name; between them the curve is drawn.
  private static let parts: [(name: String, part: Double)] = [
    ("p50", 0.5), ("p75", 0.75), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99), ("p995", 0.995), ("p999", 0.999),
    ("p9999", 0.9999),
  ]

  func callAsFunction(_ base: String, _ rulebook: [UInt8], _ workload: StandardReport) throws -> Figures {
    var figures = Figures()
    for rate in rates {
      var run = run
      run.perSecond = rate
      figures.add("rate_\(rate)", try series(run, base, rulebook, workload))
    }
    return figures
  }

  private func series(
    _ run: OpenRun, _ base: String, _ rulebook: [UInt8], _ workload: StandardReport
  ) throws -> Figures {
    let (outcomes, leftOut) = try Neighbours.undisturbed(
      runCount, quietSeconds: run.quietSeconds, coresOfOthers: { $0.coresOfOthers }
    ) { number in
      let city = try City(in: base, rulebook: rulebook)
      defer { city.remove() }
      let outcome = try run(city, workload)
      let p99 = outcome.latencies.value(at: 0.99) / 1_000
      note("open, \(run.perSecond)/s, run \(number): \(Int(outcome.perSecond)) reports/s, 99 of 100 within \(p99) µs")
      return outcome
    }
    func spread(_ value: (OpenRun.Outcome) -> Double) -> Spread { Spread(outcomes.map(value)) }
    var figures = Figures()
    figures.add("arrivals", run.arrivals.rawValue)
    figures.add("seconds", run.seconds)
    figures.add("senders", run.senderCount)
    figures.add("reports_per_second", spread { $0.perSecond })
    figures.add("refused_as_overloaded", spread { Double($0.overloaded) })
    figures.add("runs_left_out_because_others_were_busy", leftOut)
    figures.add("cores_busy_for_others", spread { $0.coresOfOthers })
    figures.add("cpu_microseconds_per_report", spread { Double($0.cpuNanoseconds) / Double($0.reports) / 1e3 })
    figures.add("reports_per_block", spread { Double($0.reports) / Double($0.blocks) })
    for (name, part) in Self.parts {
      figures.add("latency_\(name)_microseconds", spread { Double($0.latencies.value(at: part)) / 1e3 })
    }
    figures.add("latency_max_microseconds", spread { Double($0.latencies.max) / 1e3 })
    figures.add("seconds_until_the_views_caught_up", spread { $0.drainSeconds })
    return figures
  }
}
