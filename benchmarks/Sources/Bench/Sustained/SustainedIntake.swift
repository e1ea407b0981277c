@_spi(Harness) import MotCham

/// The engine with its views within a second of the log: who reports waits when they fall further behind. The run ends
/// when the views hold everything.
final class SustainedIntake: SustainedPeer {
  let name = "motcham_intake"
  private let base: String
  private let rulebook: [UInt8]
  private let workload: StandardReport

  private static let producerCount = 2
  private static let lagMilliseconds = 1_000

  init(in base: String, rulebook: [UInt8], workload: StandardReport) {
    self.base = base
    self.rulebook = rulebook
    self.workload = workload
  }

  func look() -> Presence { .present(version: "this checkout") }
  func stop() {}

  func run(_ rows: ReportRows, batchCount: Int) throws -> SustainedRun {
    let city = try City(in: base, rulebook: rulebook)
    defer { city.remove() }
    // What a door has just parsed; each producer sends its half of the places again and again with new keys.
    let (size, step, workload) = (ReportRows.batchSize, Self.producerCount, self.workload)
    let poolCount = min(batchCount, ReportRows.placeCount / size) / step
    let batches = Slots<[[Command]]>(
      (0..<step).map { producer in
        (0..<max(1, poolCount)).map { batch in
          workload.commands(from: (batch * step + producer) * size, count: size)
        }
      })
    let completions = Slots<UInt64>(repeating: 0, count: batchCount)
    let engine = try city.openPaced()
    let watch = LagWatch(engine)
    let meter = Meter()
    let receipts = try Producers(count: step, batchCount: batchCount).send(through: engine) { producer, number in
      watch.pace()
      let place = number / step % batches[producer].count
      workload.stamp(&batches[producer][place], first: number * size)
      return batches[producer][place]
    } after: {
      completions[$0] = Tick.now()
    }
    let acknowledgedSeconds = meter.seconds
    let drainSeconds = drain(engine)
    var measured = PeerRun()
    measured.cost = meter.end()
    let lag = watch.end()[0]
    try engine.close()
    measured.events = receipts.events
    measured.requests = UInt64(batchCount)
    measured.storedByteCount = city.logByteCount + city.viewsByteCount
    measured.more = [
      ("seconds_until_the_last_receipt", acknowledgedSeconds), ("seconds_until_the_views_caught_up", drainSeconds),
      ("views_behind_at_most_milliseconds", Double(lag.mostMilliseconds)),
    ]
    try city.check(receipts)
    if lag.mostMilliseconds > Self.lagMilliseconds {
      note("the views were more than a second behind: this run is not what it is called")
    }
    var run = SustainedRun(start: meter.start, completions: completions.all)
    run.measured = measured
    return run
  }
}
