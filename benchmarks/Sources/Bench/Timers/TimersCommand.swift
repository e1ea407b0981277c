import ArgumentParser
@_spi(Harness) import MotCham

/// `motcham-bench timers`: what a thousand deadlines of one millisecond do to intake.
struct TimersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "timers", abstract: "The latency of intake while many deadlines fall due in one millisecond.",
    discussion: """
      So many cases are opened with one due instant. Then one caller submits reports at a steady rate, first while \
      nothing is due, then while the city's clock passes that instant and the engine's own thread rings them all: \
      each deadline is missed and escalated. A latency counts from when the report was to be sent.
      """)

  @OptionGroup var common: CommonOptions
  @Option(help: "Deadlines of one millisecond.") var deadlines = 1_000
  @Option(help: "Reports a second.") var rate = 500
  @Option(help: "Seconds of each of the two parts.") var seconds = 4

  func run() throws {
    let rulebook = try common.rulebookBytes()
    let base = try common.makeDirectory()
    defer { Files.removeTree(base) }
    let workload = try StandardReport(seed: common.seed, rulebook: try Rulebook(json: rulebook))
    var figures = Figures()
    figures.add("command", "timers")
    figures.add("machine", Machine.describe(try Device.measure(in: base)))
    figures.add("input", CommonOptions.describe(workload, rulebook))
    figures.add("deadlines_of_one_millisecond", deadlines)
    figures.add("reports_per_second", rate)
    let run = TimersRun(deadlineCount: deadlines, reportsPerSecond: rate, seconds: seconds, quietSeconds: common.quiet)
    let kept = try Neighbours.undisturbed(
      common.runs, quietSeconds: common.quiet, coresOfOthers: { $0.coresOfOthers }
    ) { number in
      let city = try City(in: base, rulebook: rulebook)
      defer { city.remove() }
      let outcome = try run(city, workload)
      note(
        "timers, run \(number): p99 \(outcome.without.at(0.99)) without, \(outcome.with.at(0.99)) with, microseconds")
      return outcome
    }
    let outcomes = kept.outcomes
    kept.describe(into: &figures)
    figures.add("cores_busy_for_others", Spread(outcomes.map(\.coresOfOthers)))
    for (name, part) in [("p50", 0.5), ("p99", 0.99), ("p999", 0.999), ("max", 1)] {
      figures.add("without_\(name)_microseconds", Spread(outcomes.map { $0.without.at(part) }))
      figures.add("with_\(name)_microseconds", Spread(outcomes.map { $0.with.at(part) }))
    }
    figures.add("timers_rung", Spread(outcomes.map { Double($0.rung) }))
    figures.add("seconds_until_all_had_rung", Spread(outcomes.map(\.ringingSeconds)))
    common.print(figures)
  }
}
