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
    let series = try IntakeSeries(base, rulebook, workload, runCount: runCount, quietSeconds: quietSeconds)
    for producerCount in producerCounts {
      let kept = try series("batches, \(producerCount) producers") { city in
        try BatchRun(
          batchCount: batchCount, batchSize: batchSize, producerCount: producerCount,
          keyAgeMilliseconds: keyAgeMilliseconds, quietSeconds: quietSeconds)(city, workload)
      }
      figures.add("producers_\(producerCount)", Self.figures(kept))
    }
    return figures
  }

  private static func figures(_ kept: Neighbours.Undisturbed<IntakeSeries.Run>) -> Figures {
    func spread(_ value: (IntakeOutcome) -> Double) -> Spread { Spread(kept.outcomes.map { value($0.outcome) }) }
    var figures = Figures()
    IntakeSeries.describe(kept, into: &figures)
    figures.add("events", kept.outcomes[0].outcome.receipts.events)
    figures.add("refused_as_overloaded_and_sent_again", spread { Double($0.receipts.overloaded) })
    figures.add("producer_cpu_nanoseconds_per_report", spread { $0.each($0.receipts.cpuNanoseconds) })
    figures.add("blocks", spread { Double($0.blocks) })
    figures.add("seconds_waiting_for_the_disk", spread { $0.cost.flushes?.seconds ?? 0 })
    figures.add("event_bytes_per_report", spread { $0.each($0.eventByteCount) })
    figures.add("log_bytes_per_report", spread { $0.each($0.logByteCount) })
    figures.add("views_bytes_per_report", spread { $0.each($0.viewsByteCount) })
    figures.add(
      "reports_per_second_with_views_drained",
      spread { Double($0.receipts.reports) / ($0.cost.seconds + $0.drainSeconds) })
    figures.add("projector_alone_events_per_second", spread { Double($0.receipts.events) / $0.rebuildSeconds })
    return figures
  }
}
