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

  /// Batches that a producer sends in turns: with those of the others as many reports as other peers are given, and not
  /// more than lie in a core's reach.
  private var poolCount: Int { max(1, PeerLoad.count / (batchSize * producerCount)) }

  func callAsFunction(_ city: City, _ workload: any Workload) throws -> IntakeOutcome {
    // What a door has just parsed: a few batches for each producer lie ready, in its core's reach as they would
    // be then, and are sent again and again with new keys. All that the engine makes of them is new each time.
    let (step, size, age, poolCount) = (producerCount, batchSize, keyAgeMilliseconds, poolCount)
    let batches = Slots<[[Command]]>(
      (0..<producerCount).map { producer in
        (0..<poolCount).map { batch in
          workload.commands(from: (producer * poolCount + batch) * batchSize, count: batchSize)
        }
      })
    let engine = try city.open(ringsTimers: workload.ringsTimers)
    Neighbours.waitForQuiet(seconds: quietSeconds)
    var outcome = try IntakeOutcome(engine, of: city) {
      try Producers(count: step, batchCount: batchCount).send(through: engine) { producer, number in
        let place = number / step % poolCount
        workload.stamp(&batches[producer][place], first: number * size, agedMilliseconds: age)
        return batches[producer][place]
      }
    }
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
