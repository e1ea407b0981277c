import ArgumentParser
@_spi(Harness) import MotCham

/// `motcham-bench growth`: what an event costs as the log grows to a hundred million.
struct GrowthCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "growth", abstract: "What an event costs as the log of a living city grows.",
    discussion: """
      Cases are reported, assigned where no route leads, accepted, resolved, answered, confirmed and closed, about a \
      hundred thousand at the same time; two senders wait when the views are more than half a second behind. The city \
      grows to --events in --parts, each of which is timed. Then it and a city of --small events grow on by turns, \
      --step events at a time, which compares the two in the same minutes. Each stretch ends when the views hold it; at \
      the end both logs are verified whole.
      """)

  @OptionGroup var common: CommonOptions
  @Option(help: "Events in the log.") var events = 100_000_000
  @Option(help: "Parts of the growth that are timed.") var parts = 100
  @Option(help: "Events of the small city that it is compared with.") var small = 1_000_000
  @Option(help: "Events that each city takes in a turn.") var step = 500_000
  @Option(help: "Reports of one sender between two steps of a case.") var distance = 10_000

  func validate() throws {
    guard parts > 0, events / parts >= 100_000 else { throw ValidationError("a part needs 100,000 events") }
    guard distance >= 1_024 else { throw ValidationError("--distance must be at least 1024, a batch") }
  }

  private struct Turn {
    let small: LivingCity.Stretch
    let large: LivingCity.Stretch
  }

  func run() throws {
    let rulebook = try common.rulebookBytes()
    let base = try common.makeDirectory()
    defer { Files.removeTree(base) }
    var figures = Figures()
    figures.add("command", "growth")
    figures.add("machine", Machine.describe(try Device.measure(in: base)))
    var input = CommonOptions.describe(
      try StandardReport(seed: common.seed, rulebook: Rulebook(json: rulebook)), rulebook,
      as: "lives of standard reports"
    )
    input.add("reports_of_a_sender_between_two_steps", distance)
    figures.add("input", input)
    func city(_ name: String) throws -> LivingCity {
      try Files.makeDirectory(base + "/" + name)
      return try LivingCity(in: base + "/" + name, rulebook: rulebook, seed: common.seed, distance: distance)
    }

    let large = try city("large")
    var growth = Figures()
    var lag = 0
    let memory = try MemoryWatch.during {
      for part in 1...parts {
        let stretch = try large.grow(by: events / parts)
        lag = max(lag, stretch.viewsBehindMilliseconds)
        note("\(large.receipts.events) events: \(stretch.microseconds) µs, \(stretch.cpuMicroseconds) µs of CPU each")
        growth.add("to_\(part * (events / parts))", describe(stretch))
      }
    }
    figures.add("anonymous_mib_peak", Double(memory) / Double(1 << 20))
    figures.add("views_behind_at_most_milliseconds", lag)
    figures.add("events", large.receipts.events)
    figures.add("cases", large.receipts.reports)
    figures.add("open_cases", try large.openCaseCount)
    figures.add("log_bytes_per_event", Double(large.city.logByteCount) / Double(large.receipts.events))
    figures.add("views_bytes_per_case", Double(large.city.viewsByteCount) / Double(large.receipts.reports))
    figures.add("seconds_to_open_again", try large.reopen())

    let small = try city("small")
    _ = try small.grow(by: self.small)
    var turns: [Turn] = []
    for run in 1...common.runs {
      Neighbours.waitForQuiet(seconds: common.quiet)
      // The one that is first has the memory of the other's views about it.
      let turn: Turn
      if run % 2 == 1 {
        let first = try small.grow(by: step)
        turn = Turn(small: first, large: try large.grow(by: step))
      } else {
        let first = try large.grow(by: step)
        turn = Turn(small: try small.grow(by: step), large: first)
      }
      note(
        "turn \(run): \(turn.small.cpuMicroseconds) µs of CPU an event in the small city, "
          + "\(turn.large.cpuMicroseconds) in the large one")
      turns.append(turn)
    }
    figures.add("by_turns", describe(turns))
    let verifying = Tick.now()
    try large.check()
    figures.add("seconds_to_verify_the_log", Tick.seconds(since: verifying))
    try small.check()
    // Last, since it is long.
    figures.add("growth", growth)
    common.print(figures)
  }

  private func describe(_ stretch: LivingCity.Stretch) -> Figures {
    var figures = Figures()
    figures.add("microseconds_per_event", stretch.microseconds)
    figures.add("cpu_microseconds_per_event", stretch.cpuMicroseconds)
    figures.add("bytes_written_per_event", stretch.writtenBytes)
    figures.add("cores_busy_for_others", stretch.coresOfOthers)
    return figures
  }

  private func describe(_ turns: [Turn]) -> Figures {
    var figures = Figures()
    figures.add("events_a_turn", step)
    func compare(_ name: String, _ value: (LivingCity.Stretch) -> Double) {
      figures.add("\(name)_per_event_at_\(small)", Spread(turns.map { value($0.small) }))
      figures.add("\(name)_per_event_at_\(events)", Spread(turns.map { value($0.large) }))
      figures.add("ratio_of_\(name)", Spread(turns.map { value($0.large) / value($0.small) }))
    }
    compare("microseconds") { $0.microseconds }
    compare("cpu_microseconds") { $0.cpuMicroseconds }
    compare("bytes_written") { $0.writtenBytes }
    return figures
  }
}
