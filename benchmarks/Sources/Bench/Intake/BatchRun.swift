@_spi(Harness) import MotCham

/// Reports in batches through blocking `submit`, from a few producer threads: one run on a fresh city.
struct BatchRun {
  var batchCount = 1_024
  /// Reports in a batch.
  var batchSize = 1_024
  var producerCount = 2
  var keyAgeMilliseconds: Int64 = 0
  var quietSeconds = 0
  /// Whether the projector is measured by itself afterwards.
  var rebuildsViews = true

  private static let poolCount = 4

  struct Outcome {
    var receipts = Receipts()
    /// Until the last receipt.
    var cost = Cost()
    var writerNanoseconds: UInt64 = 0
    var projectorNanoseconds: UInt64 = 0
    var lag: UInt64 = 0
    var drainSeconds = 0.0
    /// With the views, when they were drained.
    var writtenByteCount: UInt64 = 0
    var rebuildSeconds = 0.0
    var blocks: UInt64 = 0
    var eventByteCount: UInt64 = 0
    var logByteCount: UInt64 = 0
    var viewsByteCount: UInt64 = 0

    var perSecond: Double { Double(receipts.reports) / cost.seconds }
    /// Of each report.
    func each(_ number: UInt64) -> Double { Double(number) / Double(receipts.reports) }
  }

  func callAsFunction(_ city: City, _ workload: any Workload) throws -> Outcome {
    // What a door has just parsed: a few batches for each producer lie ready, in its core's reach as they would
    // be then, and are sent again and again with new keys. All that the engine makes of them is new each time.
    let batches = Slots<[[Command]]>(
      (0..<producerCount).map { producer in
        (0..<Self.poolCount).map { batch in
          workload.commands(from: (producer * Self.poolCount + batch) * batchSize, count: batchSize)
        }
      })
    let engine = try city.open(ringsTimers: workload.ringsTimers)
    Neighbours.waitForQuiet(seconds: quietSeconds)
    let (step, size, age) = (producerCount, batchSize, keyAgeMilliseconds)
    let (before, meter) = (ThreadTimes.now(), Meter())
    var outcome = Outcome()
    outcome.receipts = try Producers(count: step, batchCount: batchCount).send(through: engine) { producer, number in
      let place = number / step % Self.poolCount
      workload.stamp(&batches[producer][place], first: number * size, agedMilliseconds: age)
      return batches[producer][place]
    }
    outcome.cost = meter.end()
    let after = ThreadTimes.now()
    outcome.lag = engine.lag
    outcome.writerNanoseconds = after.spent("motcham-writer", since: before)
    outcome.projectorNanoseconds = after.spent("motcham-views", since: before)
    outcome.drainSeconds = drain(engine)
    outcome.writtenByteCount = meter.writtenByteCount
    try engine.close()

    let log = try city.check(outcome.receipts)
    outcome.blocks = log.blocks - 1
    outcome.eventByteCount = log.eventByteCount
    outcome.logByteCount = city.logByteCount
    outcome.viewsByteCount = city.viewsByteCount
    guard rebuildsViews else { return outcome }
    // Views thrown away and folded again: the projector by itself, nobody else at work.
    Files.removeTree(city.directory + "/views")
    let rebuild = Tick.now()
    let reopened = try city.open(ringsTimers: workload.ringsTimers)
    outcome.rebuildSeconds = Tick.seconds(since: rebuild)
    try reopened.close()
    return outcome
  }
}
