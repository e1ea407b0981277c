import ArgumentParser
@_spi(Harness) import MotCham

/// `motcham-bench replay`: what an auditor reads, from the log alone.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "An auditor's readings of a whole log: verify, at, timeline, whatif.",
    discussion: """
      The city holds --count standard reports and has no views, as project makes it, and may be kept and found again \
      with --city. Each reading goes from the opening of the directory to its answer, which must be the right one: \
      first with nothing of the log in the system's memory, then at once with all of it. Events are those of the whole \
      log, of which each reading reads all.
      """)

  @OptionGroup var common: CommonOptions
  @Option(help: "Reports in the log.") var count = 1_000_000
  @Option(help: "Cases of timeline.") var cases = 1_000
  @Option(
    name: .customLong("reading"),
    help: "Only these: \(AuditorReading.allCases.map(\.rawValue).joined(separator: ", ")).")
  var chosen: [AuditorReading] = []
  @Option(name: .customLong("city"), help: "Where the city of such a run is kept, and found by the next one.")
  var kept: String?

  func validate() throws {
    guard count > 0, cases > 0 else { throw ValidationError("--count and --cases must be greater than 0") }
  }

  func run() throws {
    let rulebookBytes = try common.rulebookBytes()
    let rulebook = try Rulebook(json: rulebookBytes)
    let base = try common.makeDirectory()
    defer { Files.removeTree(base) }
    let workload = try StandardReport(seed: common.seed, rulebook: rulebook)
    var figures = Figures()
    figures.add("command", "replay")
    figures.add("machine", Machine.describe(try Device.measure(in: base)))
    let city = try OpenCity.logged(
      kept: kept, in: base, rulebook: rulebookBytes, workload: workload, count: count
    ).city
    figures.add("input", describe(workload, rulebookBytes, city))
    let subject = AuditorReading.Subject(
      directory: city.directory, count: count, timelineCount: cases)
    for reading in chosen.isEmpty ? AuditorReading.allCases : chosen {
      figures.add(reading.rawValue, try series(reading, subject, city))
    }
    common.print(figures)
  }

  private func series(_ reading: AuditorReading, _ subject: AuditorReading.Subject, _ city: City) throws -> Figures {
    var (cold, warm): ([ReadingRun], [ReadingRun]) = ([], [])
    for run in 1...common.runs {
      Neighbours.waitForQuiet(seconds: common.quiet)
      cold.append(try ReadingRun(reading, subject, logPath: city.logPath, isCold: true))
      warm.append(try ReadingRun(reading, subject, logPath: city.logPath, isCold: false))
      note("\(reading.rawValue), run \(run): \(cold[run - 1].seconds) s cold, \(warm[run - 1].seconds) s warm")
    }
    let events = count + Int(City.foundingEventCount)
    var figures = Figures()
    figures.add("cold", ReadingRun.figures(cold, count: events))
    figures.add("warm", ReadingRun.figures(warm, count: events))
    return figures
  }

  private func describe(_ workload: StandardReport, _ rulebook: [UInt8], _ city: City) -> Figures {
    var figures = CommonOptions.describe(workload, rulebook, as: "standard report, over sixteen months")
    figures.add("reports", count)
    figures.add("log_bytes_per_report", Double(city.logByteCount) / Double(count))
    return figures
  }
}

extension AuditorReading: ExpressibleByArgument {}
