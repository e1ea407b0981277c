import ArgumentParser
import Glibc
@_spi(Harness) import MotCham

/// `motcham-bench query`: a city with many open cases, asked for pages of its queues while reports come in.
struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query", abstract: "Pages of queues, and the cost of one more case, in a city with many open cases.",
    discussion: """
      The city is filled through the whole engine, as many cases as --count. Then cases are added in windows, to this \
      city and to one of ten thousand cases by turns, and what a case costs is compared. Then pages of 50 are asked \
      for at a fixed rate, of any agency and from any place of its queue, while reports come in at a fixed rate too; a \
      latency counts from when the page should have been asked for.
      """)

  @OptionGroup var common: CommonOptions
  @Option(help: "Open cases in the city.") var count = 10_000_000
  @Option(help: "Cases in the small city that adding is compared with.") var small = 10_000
  @Option(help: "Cases that a window adds.") var window = 10_240
  @Option(help: "Pages a second.") var pages = 1_000
  @Option(help: "Reports a second meanwhile.") var arrivals = 5_000
  @Option(help: "Seconds of asking in each run.") var seconds = 10
  @Option(name: .customLong("city"), help: "Where the city of such a run is kept, and found by the next one.")
  var kept: String?

  func run() throws {
    let rulebookBytes = try common.rulebookBytes()
    let rulebook = try Rulebook(json: rulebookBytes)
    let base = try common.makeDirectory()
    defer { Files.removeTree(base) }
    let workload = try StandardReport(seed: common.seed, rulebook: rulebook)
    var figures = Figures()
    figures.add("command", "query")
    figures.add("machine", Machine.describe(try Device.measure(in: base)))
    figures.add("input", describe(workload, rulebookBytes))

    try Files.makeDirectory(base + "/small")
    let small = OpenCity(
      try City(in: base + "/small", rulebook: rulebookBytes), workload: workload, count: small)
    let isThere = kept.map { Files.allocatedByteCount($0 + "/city/log/data.mdb") > 0 } ?? false
    if let kept, !isThere { try Files.makeDirectory(kept) }
    let city =
      isThere
      ? City(at: (kept ?? "") + "/city", rulebook: rulebookBytes) : try City(in: kept ?? base, rulebook: rulebookBytes)
    let large = OpenCity(city, workload: workload, count: count)

    var adding: [(small: AddedWindow, large: AddedWindow)] = []
    var asking: [PageAsking] = []
    let memory = try MemoryWatch.during {
      let engines = (small: try small.city.open(ringsTimers: false), large: try large.city.open(ringsTimers: false))
      let begun = engines.large.position.durable.rawValue
      try small.fill(engines.small)
      _ = drain(engines.small)
      if !isThere {
        let start = Tick.now()
        try large.fill(engines.large)
        _ = drain(engines.large)
        note("\(count) cases in \(Int(Tick.seconds(since: start))) s")
      }
      for run in 1...common.runs {
        Neighbours.waitForQuiet(seconds: common.quiet)
        // By turns, so that a slow minute of the machine is one of both.
        for part in 0..<Self.windowsPerRun {
          let first = count + (run * Self.windowsPerRun + part) * window
          let pair = (
            small: try AddedWindow(engines.small, workload, first, window),
            large: try AddedWindow(engines.large, workload, first, window)
          )
          adding.append(pair)
        }
        asking.append(
          try PageAsking(
            engines.large, agencies: rulebook.agencies.map(\.number), workload: workload,
            first: 2 * count + run * 1_000_000, rate: pages, arrivals: arrivals, seconds: seconds, seed: common.seed))
        note("run \(run): a page in \(asking[run - 1].p99) µs at the 99th percentile")
      }
      try engines.small.close()
      try engines.large.close()
      let added = UInt64(adding.count * window)
      try small.city.check(events: City.foundingEventCount + UInt64(small.count) + added)
      let reported = UInt64((isThere ? 0 : count) + asking.reduce(0) { $0 + $1.reportCount })
      try city.check(events: begun + added + reported)
    }
    figures.add("adding", describe(adding))
    figures.add("asking", describe(asking))
    figures.add("anonymous_mib_peak", Double(memory) / Double(1 << 20))
    figures.add("log_bytes", city.logByteCount)
    figures.add("views_bytes", city.viewsByteCount)
    common.print(figures)
  }

  private static let windowsPerRun = 4

  private func describe(_ workload: StandardReport, _ rulebook: [UInt8]) -> Figures {
    var figures = CommonOptions.describe(workload, rulebook, as: "standard report, over sixteen months")
    figures.add("open_cases", count)
    return figures
  }

  private func describe(_ windows: [(small: AddedWindow, large: AddedWindow)]) -> Figures {
    var figures = Figures()
    figures.add("cases_a_window", window)
    figures.add("cpu_microseconds_per_case_at_\(small)", Spread(windows.map(\.small.cpuMicroseconds)))
    figures.add("cpu_microseconds_per_case_at_\(count)", Spread(windows.map(\.large.cpuMicroseconds)))
    figures.add("ratio_of_cpu_time", Spread(windows.map { $0.large.cpuMicroseconds / $0.small.cpuMicroseconds }))
    figures.add("microseconds_per_case_at_\(small)", Spread(windows.map(\.small.microseconds)))
    figures.add("microseconds_per_case_at_\(count)", Spread(windows.map(\.large.microseconds)))
    figures.add("ratio_of_time", Spread(windows.map { $0.large.microseconds / $0.small.microseconds }))
    return figures
  }

  private func describe(_ runs: [PageAsking]) -> Figures {
    var figures = Figures()
    figures.add("pages_per_second", pages)
    figures.add("reports_per_second_wanted", arrivals)
    figures.add("reports_per_second", Spread(runs.map(\.reportsPerSecond)))
    figures.add("pages_of_50_with_50_cases", Spread(runs.map { $0.partOfFullPages }))
    figures.add("latency_p50_microseconds", Spread(runs.map(\.p50)))
    figures.add("latency_p99_microseconds", Spread(runs.map(\.p99)))
    figures.add("latency_p999_microseconds", Spread(runs.map(\.p999)))
    figures.add("service_p99_microseconds", Spread(runs.map(\.servedP99)))
    figures.add("cores_busy_for_others", Spread(runs.map(\.coresOfOthers)))
    return figures
  }
}
