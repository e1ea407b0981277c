@_spi(Harness) import MotCham
import Peer

/// Reports in batches through blocking `submit`, from a few producer threads: one run on a fresh city.
struct BatchRun {
  var batchCount = 1_024
  var batchSize = 1_024
  var producerCount = 2
  var keyAgeMilliseconds: Int64 = 0
  var quietSeconds = 0
  /// Whether the projector is measured by itself afterwards.
  var rebuildsViews = true

  private static let poolCount = 4

  struct Outcome {
    var seconds = 0.0
    var reports = 0
    var cpuNanoseconds: UInt64 = 0
    var writerNanoseconds: UInt64 = 0
    var projectorNanoseconds: UInt64 = 0
    var producerNanoseconds: UInt64 = 0
    var lag: UInt64 = 0
    var drainSeconds = 0.0
    var rebuildSeconds = 0.0
    var flushes = peer_flushes()
    var blocks: UInt64 = 0
    var eventByteCount: UInt64 = 0
    var logByteCount: UInt64 = 0
    var coresOfOthers = 0.0
    var viewsByteCount: UInt64 = 0

    var perSecond: Double { Double(reports) / seconds }
    /// CPU nanoseconds for each report.
    func each(_ nanoseconds: UInt64) -> Double { Double(nanoseconds) / Double(reports) }
  }

  /// What one producer saw.
  private struct Share {
    var acknowledged: UInt64 = 0
    var sequenceSum: UInt64 = 0
    var cpuNanoseconds: UInt64 = 0
    var failure: String?
  }

  func callAsFunction(_ city: City, _ workload: StandardReport) throws -> Outcome {
    // What a door has just parsed: a few batches for each producer lie ready, in its core's reach as they would
    // be then, and are sent again and again with new keys. All that the engine makes of them is new each time.
    let batches = Slots<[[Command]]>(
      (0..<producerCount).map { producer in
        (0..<Self.poolCount).map { batch in
          (0..<batchSize).map { workload.command((producer * Self.poolCount + batch) * batchSize + $0) }
        }
      })
    let shares = Slots(repeating: Share(), count: producerCount)
    let engine = try city.open()
    Neighbours.waitForQuiet(seconds: quietSeconds)
    let neighbours = Neighbours.now()
    let (before, flushesBefore, cpuBefore, start) = (ThreadTimes.now(), peer_flush_count(), Tick.process(), Tick.now())
    let (step, size, age, total) = (producerCount, batchSize, keyAgeMilliseconds, batchCount)
    Crew.run(producerCount) { producer in
      let own = Tick.thread()
      var share = Share()
      for batch in stride(from: producer, to: total, by: step) {
        let place = batch / step % Self.poolCount
        for index in 0..<size {
          batches[producer][place][index].key = workload.key(batch * size + index, agedMilliseconds: age)
        }
        do throws(EngineError) {
          for answer in try engine.submit(batches[producer][place]) {
            switch answer {
            case .success(let receipt):
              share.acknowledged += 1
              share.sequenceSum += receipt.sequence.rawValue
            case .failure(let refusal): share.failure = "\(refusal)"
            }
          }
        } catch { share.failure = error.description }
      }
      share.cpuNanoseconds = Tick.thread() - own
      shares[producer] = share
    }
    var outcome = Outcome()
    outcome.seconds = Tick.seconds(since: start)
    outcome.coresOfOthers = neighbours.coresSinceThen()
    outcome.lag = engine.position.durable.rawValue - engine.position.projected.rawValue
    outcome.cpuNanoseconds = Tick.process() - cpuBefore
    let after = ThreadTimes.now()
    outcome.writerNanoseconds = after.spent("motcham-writer", since: before)
    outcome.projectorNanoseconds = after.spent("motcham-views", since: before)
    outcome.producerNanoseconds = shares.all.reduce(0) { $0 + $1.cpuNanoseconds }
    outcome.flushes = peer_flush_count().since(flushesBefore)
    outcome.drainSeconds = drain(engine)
    try engine.close()

    if let failure = shares.all.compactMap(\.failure).first { throw BenchError("a report was refused: \(failure)") }
    let acknowledged = shares.all.reduce(0) { $0 + $1.acknowledged }
    let audit = try city.check(acknowledged: acknowledged, sequenceSum: shares.all.reduce(0) { $0 + $1.sequenceSum })
    outcome.reports = Int(acknowledged)
    outcome.blocks = audit.blocks - 1
    outcome.eventByteCount = audit.eventByteCount
    outcome.logByteCount = city.logByteCount
    outcome.viewsByteCount = city.viewsByteCount
    guard rebuildsViews else { return outcome }
    // Views thrown away and folded again: the projector by itself, nobody else at work.
    Files.removeTree(city.directory + "/views")
    let rebuild = Tick.now()
    let reopened = try city.open()
    outcome.rebuildSeconds = Tick.seconds(since: rebuild)
    try reopened.close()
    return outcome
  }
}

extension peer_flushes {
  func since(_ earlier: peer_flushes) -> peer_flushes {
    peer_flushes(
      flushes: flushes - earlier.flushes, flush_nanoseconds: flush_nanoseconds - earlier.flush_nanoseconds,
      synced_writes: synced_writes - earlier.synced_writes,
      synced_write_nanoseconds: synced_write_nanoseconds - earlier.synced_write_nanoseconds)
  }

  /// Seconds spent waiting for the disk, both ways.
  var seconds: Double { Double(flush_nanoseconds + synced_write_nanoseconds) / 1e9 }
}
