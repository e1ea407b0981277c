/// Several runs through the whole engine, each in a city of its own, beside LMDB in C and the limit of the machine.
struct IntakeSeries {
  private let base: String
  private let rulebook: [UInt8]
  private let yardstick: Yardstick
  private let runCount: Int
  private let quietSeconds: Int

  typealias Run = (outcome: IntakeOutcome, limit: Limit, besideIt: Double)

  init(
    _ base: String, _ rulebook: [UInt8], _ workload: any Workload, runCount: Int, quietSeconds: Int
  ) throws {
    (self.base, self.rulebook) = (base, rulebook)
    (self.runCount, self.quietSeconds) = (runCount, quietSeconds)
    let city = try City(in: base, rulebook: rulebook)
    defer { city.remove() }
    yardstick = try Yardstick(in: base, workload, like: city)
  }

  /// - Parameter name: what is said of each run as it ends.
  func callAsFunction(_ name: String, _ send: (City) throws -> IntakeOutcome) throws -> Neighbours.Undisturbed<Run> {
    try Neighbours.undisturbed(
      runCount, quietSeconds: quietSeconds, coresOfOthers: { $0.outcome.cost.coresOfOthers }
    ) { number in
      let city = try City(in: base, rulebook: rulebook)
      defer { city.remove() }
      let (outcome, besideIt) = try yardstick.beside { try send(city) }
      note("\(name), run \(number): \(Int(outcome.perSecond)) reports/s")
      let limit = try Limit(
        outcome.cost, reports: outcome.receipts.reports, blockCount: outcome.blocks,
        logByteCount: outcome.logByteCount, in: base)
      return (outcome: outcome, limit: limit, besideIt: besideIt)
    }
  }

  /// What is told of every series, whoever sent.
  static func describe(_ kept: Neighbours.Undisturbed<Run>, into figures: inout Figures) {
    let runs = kept.outcomes
    func spread(_ value: (IntakeOutcome) -> Double) -> Spread { Spread(runs.map { value($0.outcome) }) }
    figures.add("reports", runs[0].outcome.receipts.reports)
    figures.add("reports_per_second", spread { $0.perSecond })
    kept.describe(into: &figures)
    Cost.describe(runs.map { ($0.outcome.cost, $0.outcome.receipts.reports) }, each: "report", into: &figures)
    figures.add("bytes_written_per_report_with_views_drained", spread { $0.each($0.writtenByteCount) })
    figures.add("writer_cpu_nanoseconds_per_report", spread { $0.each($0.writerNanoseconds) })
    figures.add("projector_cpu_nanoseconds_per_report", spread { $0.each($0.projectorNanoseconds) })
    Cost.describeFlushes(runs.map { ($0.outcome.cost, $0.outcome.blocks) }, per: "block", into: &figures)
    figures.add("views_behind_at_the_end", spread { Double($0.lag) })
    figures.add("seconds_until_the_views_caught_up", spread { $0.drainSeconds })
    Limit.describe(runs.map { ($0.limit, $0.outcome.perSecond) }, into: &figures)
    Yardstick.describe(runs.map { ($0.outcome.perSecond, $0.besideIt) }, into: &figures)
  }
}
