import ArgumentParser
@_spi(Harness) import MotCham

/// `motcham-bench intake`: law, sealing, proofs, exactly-once and views, with the standard report.
struct IntakeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "intake", abstract: "Durable standard reports through the whole engine.",
    discussion: """
      batches: 1,024 reports a blocking submit, from 1 to 8 threads. callers: 1,024 async callers, one report \
      each. single: one caller, beside one LMDB commit of the same bytes in C. million: memory, and the time to \
      open again. open: reports at a given rate, whether or not the ones before are answered; latencies count from \
      when a report was due, and in a burst for each of its times. Each run ends with the whole log read and held against the receipts.
      """)

  enum Mode: String, ExpressibleByArgument, CaseIterable { case batches, callers, single, million, open }

  @OptionGroup var common: CommonOptions
  @Option(help: NamedWorkload.help) var workload = NamedWorkload.standard
  @Option(
    name: .customLong("mode"),
    help: "batches, callers, single, million or open; those of the workload when none is named, all of standard.")
  var modes: [Mode] = []
  @Option(help: "Producer threads of batches.") var producers: [Int] = [1, 2, 3, 4, 8]
  @Option(help: "Reports in a batch.") var batchSize = 1_024
  @Option(help: "Batches in a run; 256, or as many as the workload says.") var batchCount: Int?
  @Option(parsing: .upToNextOption, help: "Async callers.") var callerCount: [Int] = [1_024]
  @Option(
    parsing: .upToNextOption, help: "Threads of their own that the async callers run on; 0 is Swift's pool.")
  var callerThreads: [Int] = [0, 2]
  @Option(help: "Calls of all async callers in a run, at most 2,000 of each.") var callsInAll = 204_800
  @Option(help: "Calls of the one caller in a run.") var callCount = 2_000
  @Option(help: "Reports of a run of million; a million, or as many as the workload says.") var count: Int?
  @Option(
    parsing: .upToNextOption, help: "Reports a second that are due in open, on average; 20,000, or 5,000 of burst.")
  var rate: [Int] = []
  @Option(help: "Seconds of a run of open, and of the times before and after a burst.") var seconds = 5.0
  @Option(help: "Seconds of a burst of open, at ten times the rate; 60 of the workload burst, else none.")
  var burstSeconds: Double?
  @Option(help: "When reports of open are due: even, chance (as many independent people) or bursts.")
  var arrivals = OpenRun.Arrivals.chance
  @Option(help: "Threads that send in open.") var senders = 2
  @Option(help: "How many milliseconds before its sending a report's key was made.") var keyAge: Int64 = 0

  func validate() throws {
    guard callerCount.allSatisfy({ $0 > 0 }), rate.allSatisfy({ $0 > 0 }), seconds > 0, senders > 0, batchSize > 0,
      batchCount ?? 1 > 0, callsInAll > 0, count ?? 1 > 0, burstSeconds ?? 1 > 0
    else { throw ValidationError("counts, rates and seconds must be greater than 0") }
    if let mode = modes.first(where: { !workload.possibleModes.contains($0) }) {
      throw ValidationError("--workload \(workload.rawValue) is not for --mode \(mode.rawValue)")
    }
  }

  func run() throws {
    let input = try Input(workload, common)
    let base = try common.makeDirectory()
    defer { Files.removeTree(base) }
    var figures = Figures()
    figures.add("command", "intake")
    figures.add("machine", Machine.describe(try Device.measure(in: base)))
    figures.add("input", try describe(input, base))
    for mode in modes.isEmpty ? workload.modes : modes { figures.add(mode.rawValue, try series(mode, base, input)) }
    common.print(figures)
  }

  private func series(_ mode: Mode, _ base: String, _ input: Input) throws -> Figures {
    switch mode {
    case .batches:
      let count = batchCount ?? workload.reportCount.map { ($0 + batchSize - 1) / batchSize } ?? 256
      return try BatchSeries(
        runCount: common.runs, batchCount: count, batchSize: batchSize, producerCounts: producers,
        keyAgeMilliseconds: keyAge, quietSeconds: common.quiet)(base, input.rulebook, input.workload)
    case .callers:
      return try CallersSeries(
        runCount: common.runs, callerCounts: callerCount, threadCounts: callerThreads, callsInAll: callsInAll,
        quietSeconds: common.quiet)(base, input.rulebook, input.workload)
    case .single:
      let standard = try StandardReport(seed: common.seed, rulebook: try Rulebook(json: input.rulebook))
      return try SingleSeries(runCount: common.runs, callCount: callCount, quietSeconds: common.quiet)(
        base, input.rulebook, standard)
    case .million:
      return try MillionSeries(
        runCount: common.runs, count: count ?? workload.reportCount ?? 1_000_000, seed: common.seed,
        quietSeconds: common.quiet)(base, input.rulebook)
    case .open:
      let isBurst = workload == .burst
      return try OpenSeries(
        runCount: common.runs, rates: rate.isEmpty ? [isBurst ? 5_000 : 20_000] : rate, seconds: seconds,
        burstSeconds: burstSeconds ?? (isBurst ? 60 : nil), senderCount: senders, arrivals: arrivals,
        quietSeconds: common.quiet)(base, input.rulebook, input.workload)
    }
  }

  private func describe(_ input: Input, _ base: String) throws -> Figures {
    let sampleCount = 4_096
    let city = try City(in: base, rulebook: input.rulebook)
    defer { city.remove() }
    let events = try Sample.events(of: input.workload, count: sampleCount, city)
    var figures = input.figures
    figures.add("stored_bytes_per_event", Spread(events.map { Double($0.count) }).mean)
    figures.add(
      "sealed_bytes_per_report", Spread((0..<sampleCount).map { Double(input.workload.sealedByteCount($0)) }).mean)
    figures.add("key_age_milliseconds", keyAge)
    return figures
  }
}

extension NamedWorkload {
  /// In which it is sent when nobody names one.
  fileprivate var modes: [IntakeCommand.Mode] {
    switch self {
    case .standard: IntakeCommand.Mode.allCases
    case .newYork: [.batches, .callers, .open]
    case .burst: [.open]
    case .tenMillion: [.batches]
    }
  }

  /// In which it can be sent.
  fileprivate var possibleModes: [IntakeCommand.Mode] { self == .tenMillion ? [.batches, .million] : modes }
}

extension OpenRun.Arrivals: ExpressibleByArgument {}
