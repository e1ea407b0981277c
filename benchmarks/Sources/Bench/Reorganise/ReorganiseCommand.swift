import ArgumentParser
import Glibc
@_spi(Harness) import MotCham

/// `motcham-bench reorganise`: the reorganisation of 1 July 2025 with many open cases, while reports come in.
struct ReorganiseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reorganise", abstract: "Moves the open cases of 441 units to 168 while reports come in.",
    discussion: """
      Cases are opened in every unit of Ho Chi Minh City as it was before 1 July 2025, two of three with the ward and \
      the third with a department, some with parts. Then one caller sends reports at a steady rate, first in peace, then \
      while the next edition is adopted and the open cases are moved. Afterwards every case is looked at: none is lost, \
      nothing is promised anew, each lies where the edition knows an office, and the totals of the plan, of the events \
      and of the queues are the same. A latency counts from when the report was to be sent.
      """)

  @OptionGroup var common: CommonOptions
  @Option(help: "Open cases.") var count = 100_000
  @Option(help: "Reports a second.") var rate = 1_000
  @Option(help: "Seconds in peace.") var seconds = 4

  func run() throws {
    let before = try common.sample("hcmc_before_2025-07-01")
    let after = try common.sample("hcmc_after_2025-07-01")
    let base = try common.makeDirectory()
    defer { Files.removeTree(base) }
    var figures = Figures()
    figures.add("command", "reorganise")
    figures.add("machine", Machine.describe(try Device.measure(in: base)))
    // Nothing in it is drawn by chance: the number of cases and the two documents say all.
    var input = Figures()
    input.add("workload", "cases of every unit before 1 July 2025")
    input.add("rulebook", LogAudit.digest(of: before).description)
    input.add("next_rulebook", LogAudit.digest(of: after).description)
    figures.add("input", input)
    figures.add("open_cases", count)
    figures.add("reports_per_second", rate)
    let run = ReorganiseRun(count: count, reportsPerSecond: rate, peaceSeconds: seconds, after: after)
    let kept = try Neighbours.undisturbed(
      common.runs, quietSeconds: common.quiet, coresOfOthers: { $0.coresOfOthers }
    ) { number in
      Neighbours.waitForQuiet(seconds: common.quiet)
      let city = try City(in: base, rulebook: before)
      defer { city.remove() }
      let outcome = try run(city, Rulebook(json: before))
      note(
        "reorganise, run \(number): \(outcome.movingSeconds) s; p99 \(outcome.peace.at(0.99)) before, "
          + "\(outcome.moving.at(0.99)) meanwhile, microseconds")
      return outcome
    }
    let outcomes = kept.outcomes
    kept.describe(into: &figures)
    figures.add("cores_busy_for_others", Spread(outcomes.map(\.coresOfOthers)))
    figures.add("units_with_cases", outcomes[0].unitCount)
    for (name, part) in ReorganiseRun.tally(outcomes[0].plan) { figures.add("cases_\(name)", part) }
    figures.add("seconds_until_all_were_moved", Spread(outcomes.map(\.movingSeconds)))
    figures.add("reports_meanwhile", Spread(outcomes.map { Double($0.moving.count) }))
    for (name, part) in [("p50", 0.5), ("p99", 0.99), ("p999", 0.999), ("max", 1)] {
      figures.add("in_peace_\(name)_microseconds", Spread(outcomes.map { $0.peace.at(part) }))
      figures.add("meanwhile_\(name)_microseconds", Spread(outcomes.map { $0.moving.at(part) }))
    }
    common.print(figures)
  }
}
