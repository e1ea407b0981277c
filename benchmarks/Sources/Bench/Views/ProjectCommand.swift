import ArgumentParser
import Glibc
@_spi(Harness) import MotCham

/// `motcham-bench project`: how fast the projector keeps all views, by itself on one core.
struct ProjectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "project", abstract: "All views folded from a log of standard reports, by themselves.",
    discussion: """
      The reports go through the whole engine, as many as --count, reported at even distances over sixteen months. \
      Then the log is folded from empty on one thread, and each million is timed by itself.
      """)

  @OptionGroup var common: CommonOptions
  @Option(help: "Reports in the log.") var count = 4_000_000
  @Option(help: "Reports between two figures.") var step = 1_000_000
  @Option(name: .customLong("city"), help: "Where the city of such a run is kept, and found by the next one.")
  var kept: String?

  func run() throws {
    let rulebookBytes = try common.rulebookBytes()
    let rulebook = try Rulebook(json: rulebookBytes)
    let base = try common.makeDirectory()
    defer { Files.removeTree(base) }
    let workload = try StandardReport(seed: common.seed, rulebook: rulebook)
    var figures = Figures()
    figures.add("command", "project")
    figures.add("machine", Machine.describe(try Device.measure(in: base)))
    let city = try OpenCity.logged(
      kept: kept, in: base, rulebook: rulebookBytes, workload: workload, count: count
    ).city
    figures.add("input", describe(workload, rulebookBytes))
    var runs: [Fold] = []
    for run in 1...common.runs {
      Neighbours.waitForQuiet(seconds: common.quiet)
      let fold = try Fold(city: city, zone: rulebook.zone, into: base + "/views", count: count, step: step)
      note("run \(run): \(Int(fold.perSecond)) reports/s, \(fold.cpuMicrosecondsEach) µs of CPU each")
      runs.append(fold)
    }
    figures.add("project", describe(runs))
    common.print(figures)
  }

  private func describe(_ workload: StandardReport, _ rulebook: [UInt8]) -> Figures {
    var figures = CommonOptions.describe(workload, rulebook, as: "standard report, over sixteen months")
    figures.add("reports", count)
    return figures
  }

  private func describe(_ runs: [Fold]) -> Figures {
    var figures = Figures()
    func spread(_ value: (Fold) -> Double) -> Spread { Spread(runs.map(value)) }
    figures.add("reports_per_second", spread { $0.perSecond })
    figures.add("reports_per_second_of_cpu_time", spread { 1e6 / $0.cpuMicrosecondsEach })
    figures.add("cpu_microseconds_per_report", spread { $0.cpuMicrosecondsEach })
    for part in runs[0].parts.indices {
      figures.add(
        "reports_per_second_to_\(runs[0].parts[part].end)", spread { $0.parts[part].perSecond })
    }
    figures.add("views_bytes_per_report", spread { Double($0.viewsByteCount) / Double(count) })
    figures.add("anonymous_mib_peak", spread { Double($0.anonymousByteCount) / Double(1 << 20) })
    figures.add("cores_busy_for_others", spread { $0.coresOfOthers })
    return figures
  }
}

/// One folding of the log from empty.
private struct Fold {
  struct Part {
    var end: Int
    var perSecond: Double
  }

  var parts: [Part] = []
  var perSecond = 0.0
  var cpuMicrosecondsEach = 0.0
  var viewsByteCount: UInt64 = 0
  var anonymousByteCount = 0
  var coresOfOthers = 0.0

  init(city: City, zone: TimeZoneRule, into directory: String, count: Int, step: Int) throws {
    Files.removeTree(directory)
    try Files.makeDirectory(directory)
    let folding = try ViewFolding(city: city.directory, zone: zone, into: directory, mapByteCount: 1 << 36)
    let neighbours = Neighbours.now()
    let (start, cpu) = (Tick.now(), Tick.thread())
    anonymousByteCount = try MemoryWatch.during {
      var done = 0
      while done < count {
        let next = min(done + step, count)
        let begin = Tick.now()
        try folding.fold(until: UInt64(next) + City.foundingEventCount)
        parts.append(Part(end: next, perSecond: Double(next - done) / Tick.seconds(since: begin)))
        done = next
      }
    }
    perSecond = Double(count) / Tick.seconds(since: start)
    cpuMicrosecondsEach = Double(Tick.thread() - cpu) / 1e3 / Double(count)
    coresOfOthers = neighbours.coresSinceThen()
    let folded = folding.checkpoint
    folding.close()
    guard folded == UInt64(count) + City.foundingEventCount else {
      throw BenchError("the views hold \(folded) events of a log of \(count) reports")
    }
    viewsByteCount = Files.allocatedByteCount(directory + "/data.mdb")
    Files.removeTree(directory)
  }
}
