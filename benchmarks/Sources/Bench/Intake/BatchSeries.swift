/// Mode (a): batches, for each number of producers, several runs.
struct BatchSeries {
  var runCount: Int
  var batchCount: Int
  var batchSize: Int
  var producerCounts: [Int]
  var keyAgeMilliseconds: Int64
  var quietSeconds: Int

  func callAsFunction(_ base: String, _ rulebook: [UInt8], _ workload: any Workload) throws -> Figures {
    var figures = Figures()
    figures.add("batch_size", batchSize)
    for producerCount in producerCounts {
      let kept = try Neighbours.undisturbed(
        runCount, quietSeconds: quietSeconds, coresOfOthers: { $0.run.cost.coresOfOthers }
      ) { run in
        let city = try City(in: base, rulebook: rulebook)
        defer { city.remove() }
        let yardstick = try Yardstick(in: base, workload, like: city)
        let (outcome, besideIt) = try yardstick.beside {
          try BatchRun(
            batchCount: batchCount, batchSize: batchSize, producerCount: producerCount,
            keyAgeMilliseconds: keyAgeMilliseconds, quietSeconds: quietSeconds)(city, workload)
        }
        note("batches, \(producerCount) producers, run \(run): \(Int(outcome.perSecond)) reports/s")
        let limit = try Limit(
          outcome.cost, reports: outcome.receipts.reports, blockCount: outcome.blocks,
          logByteCount: outcome.logByteCount, in: base)
        return (run: outcome, limit: limit, besideIt: besideIt)
      }
      figures.add("producers_\(producerCount)", Self.figures(kept))
    }
    return figures
  }

  private typealias Run = (run: IntakeOutcome, limit: Limit, besideIt: Double)

  private static func figures(_ kept: Neighbours.Undisturbed<Run>) -> Figures {
    let outcomes = kept.outcomes
    func spread(_ value: (IntakeOutcome) -> Double) -> Spread { Spread(outcomes.map { value($0.run) }) }
    var figures = Figures()
    figures.add("reports", outcomes[0].run.receipts.reports)
    figures.add("events", outcomes[0].run.receipts.events)
    figures.add("reports_per_second", spread { $0.perSecond })
    kept.describe(into: &figures)
    figures.add("refused_as_overloaded_and_sent_again", spread { Double($0.receipts.overloaded) })
    Cost.describe(outcomes.map { ($0.run.cost, $0.run.receipts.reports) }, each: "report", into: &figures)
    figures.add("bytes_written_per_report_with_views_drained", spread { $0.each($0.writtenByteCount) })
    figures.add("producer_cpu_nanoseconds_per_report", spread { $0.each($0.receipts.cpuNanoseconds) })
    figures.add("writer_cpu_nanoseconds_per_report", spread { $0.each($0.writerNanoseconds) })
    figures.add("projector_cpu_nanoseconds_per_report", spread { $0.each($0.projectorNanoseconds) })
    figures.add("blocks", spread { Double($0.blocks) })
    Cost.describeFlushes(outcomes.map { ($0.run.cost, $0.run.blocks) }, per: "block", into: &figures)
    figures.add("seconds_waiting_for_the_disk", spread { $0.cost.flushes?.seconds ?? 0 })
    figures.add("event_bytes_per_report", spread { $0.each($0.eventByteCount) })
    figures.add("log_bytes_per_report", spread { $0.each($0.logByteCount) })
    figures.add("views_bytes_per_report", spread { $0.each($0.viewsByteCount) })
    figures.add("views_behind_at_the_end", spread { Double($0.lag) })
    figures.add("seconds_until_the_views_caught_up", spread { $0.drainSeconds })
    figures.add(
      "reports_per_second_with_views_drained",
      spread { Double($0.receipts.reports) / ($0.cost.seconds + $0.drainSeconds) })
    figures.add("projector_alone_events_per_second", spread { Double($0.receipts.events) / $0.rebuildSeconds })
    Limit.describe(outcomes.map { ($0.limit, $0.run.perSecond) }, into: &figures)
    Yardstick.describe(outcomes.map { ($0.run.perSecond, $0.besideIt) }, into: &figures)
    return figures
  }
}
