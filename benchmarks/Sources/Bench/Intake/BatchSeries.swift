/// Mode (a): batches, for each number of producers, several runs.
struct BatchSeries {
  var runCount: Int
  var batchCount: Int
  var batchSize: Int
  var producerCounts: [Int]
  var keyAgeMilliseconds: Int64
  var quietSeconds: Int

  func callAsFunction(_ base: String, _ rulebook: [UInt8], _ workload: StandardReport) throws -> Figures {
    var figures = Figures()
    figures.add("batch_size", batchSize)
    for producerCount in producerCounts {
      let (outcomes, leftOut) = try Neighbours.undisturbed(
        runCount, quietSeconds: quietSeconds, coresOfOthers: { $0.coresOfOthers }
      ) { run in
        let city = try City(in: base, rulebook: rulebook)
        defer { city.remove() }
        let outcome = try BatchRun(
          batchCount: batchCount, batchSize: batchSize, producerCount: producerCount,
          keyAgeMilliseconds: keyAgeMilliseconds, quietSeconds: quietSeconds)(city, workload)
        note("batches, \(producerCount) producers, run \(run): \(Int(outcome.perSecond)) reports/s")
        return outcome
      }
      figures.add("producers_\(producerCount)", Self.figures(outcomes, leftOut))
    }
    return figures
  }

  private static func figures(_ outcomes: [BatchRun.Outcome], _ leftOut: Int) -> Figures {
    func spread(_ value: (BatchRun.Outcome) -> Double) -> Spread { Spread(outcomes.map(value)) }
    var figures = Figures()
    figures.add("reports", outcomes[0].reports)
    figures.add("reports_per_second", spread { $0.perSecond })
    figures.add("runs_left_out_because_others_were_busy", leftOut)
    figures.add("cores_busy_for_others", spread { $0.coresOfOthers })
    figures.add("cpu_microseconds_per_report", spread { $0.each($0.cpuNanoseconds) / 1e3 })
    figures.add("producer_cpu_nanoseconds_per_report", spread { $0.each($0.producerNanoseconds) })
    figures.add("writer_cpu_nanoseconds_per_report", spread { $0.each($0.writerNanoseconds) })
    figures.add("projector_cpu_nanoseconds_per_report", spread { $0.each($0.projectorNanoseconds) })
    figures.add("blocks", spread { Double($0.blocks) })
    figures.add("flushes_per_block", spread { Double($0.flushes.flushes) / Double($0.blocks) })
    figures.add("synced_meta_writes_per_block", spread { Double($0.flushes.synced_writes) / Double($0.blocks) })
    figures.add("seconds_waiting_for_the_disk", spread { $0.flushes.seconds })
    figures.add("event_bytes_per_report", spread { Double($0.eventByteCount) / Double($0.reports) })
    figures.add("log_bytes_per_report", spread { Double($0.logByteCount) / Double($0.reports) })
    figures.add("views_bytes_per_report", spread { Double($0.viewsByteCount) / Double($0.reports) })
    figures.add("views_behind_at_the_end", spread { Double($0.lag) })
    figures.add("seconds_until_the_views_caught_up", spread { $0.drainSeconds })
    figures.add("reports_per_second_with_views_drained", spread { Double($0.reports) / ($0.seconds + $0.drainSeconds) })
    figures.add("projector_alone_events_per_second", spread { Double($0.reports) / $0.rebuildSeconds })
    return figures
  }
}
