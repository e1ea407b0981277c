import ArgumentParser
@_spi(Harness) import MotCham

/// `motcham-bench intake`: law, sealing, proofs, exactly-once and views, with the standard report.
struct IntakeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "intake", abstract: "Durable standard reports through the whole engine.",
    discussion: """
      batches: 1,024 reports a blocking submit, from 1 to 4 threads. callers: 1,024 async callers, one report \
      each. single: one caller, beside one LMDB commit of the same bytes in C. million: memory, and the time to \
      open again. open: reports at a given rate, whether or not the ones before are answered; latencies count from \
      when a report was due. Each run ends with the whole log read and held against the receipts.
      """)

  enum Mode: String, ExpressibleByArgument, CaseIterable { case batches, callers, single, million, open }

  @OptionGroup var common: CommonOptions
  @Option(name: .customLong("mode"), help: "batches, callers, single, million or open; all when none is named.")
  var modes: [Mode] = []
  @Option(help: "Producer threads of batches.") var producers: [Int] = [1, 2, 3, 4]
  @Option(help: "Reports in a batch.") var batchSize = 1_024
  @Option(help: "Batches in a run.") var batchCount = 256
  @Option(parsing: .upToNextOption, help: "Async callers.") var callerCount: [Int] = [1_024]
  @Option(help: "Calls of all async callers in a run.") var callsInAll = 204_800
  @Option(help: "Calls of the one caller in a run.") var callCount = 2_000
  @Option(help: "Reports of a run of million.") var count = 1_000_000
  @Option(parsing: .upToNextOption, help: "Reports a second that are due in open.") var rate: [Int] = [20_000]
  @Option(help: "Seconds of a run of open.") var seconds = 5.0
  @Option(help: "When reports of open are due: even, chance (as many independent people) or bursts.")
  var arrivals = OpenRun.Arrivals.chance
  @Option(help: "Threads that send in open.") var senders = 2
  @Option(help: "How many milliseconds before its sending a report's key was made.") var keyAge: Int64 = 0

  func validate() throws {
    guard callerCount.allSatisfy({ $0 > 0 }), rate.allSatisfy({ $0 > 0 }), seconds > 0, senders > 0 else {
      throw ValidationError("--caller-count, --rate, --seconds and --senders must be greater than 0")
    }
  }

  func run() throws {
    let rulebook = try common.rulebookBytes()
    let base = try common.makeDirectory()
    defer { Files.removeTree(base) }
    let workload = try StandardReport(seed: common.seed, rulebook: try Rulebook(json: rulebook))
    var figures = Figures()
    figures.add("command", "intake")
    figures.add("machine", Machine.describe(try Device.measure(in: base)))
    figures.add("input", try describe(workload, base, rulebook))
    for mode in modes.isEmpty ? Mode.allCases : modes {
      figures.add(mode.rawValue, try series(mode, base, rulebook, workload))
    }
    common.print(figures)
  }

  private func series(
    _ mode: Mode, _ base: String, _ rulebook: [UInt8], _ workload: StandardReport
  ) throws -> Figures {
    switch mode {
    case .batches:
      try BatchSeries(
        runCount: common.runs, batchCount: batchCount, batchSize: batchSize, producerCounts: producers,
        keyAgeMilliseconds: keyAge, quietSeconds: common.quiet)(base, rulebook, workload)
    case .callers:
      try CallersSeries(
        runCount: common.runs, callerCounts: callerCount, callsInAll: callsInAll, quietSeconds: common.quiet)(
          base, rulebook, workload)
    case .single:
      try SingleSeries(runCount: common.runs, callCount: callCount, quietSeconds: common.quiet)(
        base, rulebook, workload)
    case .million:
      try MillionSeries(runCount: common.runs, count: count, seed: common.seed, quietSeconds: common.quiet)(
        base, rulebook)
    case .open:
      try OpenSeries(runCount: common.runs, rates: rate, run: openRun)(base, rulebook, workload)
    }
  }

  private var openRun: OpenRun {
    OpenRun(perSecond: 1, seconds: seconds, senderCount: senders, arrivals: arrivals, quietSeconds: common.quiet)
  }

  private func describe(_ workload: StandardReport, _ base: String, _ rulebook: [UInt8]) throws -> Figures {
    let sampleCount = 4_096
    let city = try City(in: base, rulebook: rulebook)
    defer { city.remove() }
    let events = try Sample.events(of: workload, count: sampleCount, city)
    var figures = common.describe(workload, rulebook)
    figures.add("stored_bytes_per_event", Spread(events.map { Double($0.count) }).mean)
    figures.add(
      "sealed_bytes_per_event", Spread((0..<sampleCount).map { Double(workload.sealedByteCount($0)) }).mean)
    figures.add("key_age_milliseconds", keyAge)
    return figures
  }
}

extension OpenRun.Arrivals: ExpressibleByArgument {}
