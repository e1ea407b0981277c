import Glibc
@_spi(Harness) import MotCham
import Synchronization

/// The engine with its views within a second of the log: who reports waits when they fall further behind. The run ends
/// when the views hold everything.
final class SustainedIntake: SustainedPeer {
  let name = "motcham_intake"
  private let base: String
  private let rulebook: [UInt8]
  private let workload: StandardReport

  private static let producerCount = 2
  /// Behind so far, the producers wait. What is then on its way takes the rest of the second.
  private static let paceMilliseconds = 500
  private static let lagMilliseconds = 1_000

  init(in base: String, rulebook: [UInt8], workload: StandardReport) {
    self.base = base
    self.rulebook = rulebook
    self.workload = workload
  }

  func look() -> Presence { .present(version: "this checkout") }
  func stop() {}

  private struct Share {
    var acknowledged: UInt64 = 0
    var sequenceSum: UInt64 = 0
    var failure: String?
  }

  func run(_ rows: ReportRows, batchCount: Int) throws -> SustainedRun {
    let city = try City(in: base, rulebook: rulebook)
    defer { city.remove() }
    // What a door has just parsed; each producer sends its half of the places again and again with new keys.
    let (size, step, workload) = (ReportRows.batchSize, Self.producerCount, self.workload)
    let poolCount = min(batchCount, ReportRows.placeCount / size) / step
    let batches = Slots<[[Command]]>(
      (0..<step).map { producer in
        (0..<max(1, poolCount)).map { batch in
          (0..<size).map { workload.command((batch * step + producer) * size + $0) }
        }
      })
    let shares = Slots(repeating: Share(), count: step)
    let completions = Slots<UInt64>(repeating: 0, count: batchCount)
    let engine = try city.open()
    let watch = LagWatch(engine)
    var measured = PeerRun()
    let meter = PeerMeter()
    let watcher = Crew.start { watch.look() }
    Crew.run(step) { producer in
      var share = Share()
      for batch in stride(from: producer, to: batchCount, by: step) {
        while watch.milliseconds > Self.paceMilliseconds { usleep(1_000) }
        let place = batch / step % batches[producer].count
        for index in 0..<size { batches[producer][place][index].key = workload.key(batch * size + index) }
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
        completions[batch] = Tick.now()
      }
      shares[producer] = share
    }
    let acknowledgedSeconds = meter.seconds
    let drainSeconds = drain(engine)
    meter.end(&measured)
    watch.end()
    watcher.join()
    try engine.close()
    if let failure = shares.all.compactMap(\.failure).first { throw BenchError("a report was refused: \(failure)") }
    measured.events = shares.all.reduce(0) { $0 + $1.acknowledged }
    measured.requests = UInt64(batchCount)
    measured.storedByteCount = city.logByteCount + city.viewsByteCount
    measured.more = [
      ("seconds_until_the_last_receipt", acknowledgedSeconds), ("seconds_until_the_views_caught_up", drainSeconds),
      ("views_behind_at_most_milliseconds", Double(watch.largestMilliseconds)),
    ]
    try city.check(acknowledged: measured.events, sequenceSum: shares.all.reduce(0) { $0 + $1.sequenceSum })
    if watch.largestMilliseconds > Self.lagMilliseconds {
      note("the views were more than a second behind: this run is not what it is called")
    }
    var run = SustainedRun(start: meter.start, completions: completions.all)
    run.measured = measured
    return run
  }
}

/// How long ago the oldest event became durable that is not in the views yet, looked at every two milliseconds.
private final class LagWatch: Sendable {
  private let engine: Engine
  private let now = Atomic(0)
  private let most = Atomic(0)
  private let isOver = EndMark()

  init(_ engine: Engine) { self.engine = engine }

  var milliseconds: Int { now.load(ordering: .relaxed) }
  var largestMilliseconds: Int { most.load(ordering: .relaxed) }
  func end() { isOver.raise() }

  func look() {
    // What was durable when, from the oldest that is not projected.
    var seen: [(tick: UInt64, durable: UInt64)] = []
    var first = 0
    while !isOver.isRaised {
      let (position, tick) = (engine.position, Tick.now())
      if seen.last?.durable != position.durable.rawValue { seen.append((tick, position.durable.rawValue)) }
      while first < seen.count, seen[first].durable <= position.projected.rawValue { first += 1 }
      let lag = first < seen.count ? Int((tick - seen[first].tick) / 1_000_000) : 0
      now.store(lag, ordering: .relaxed)
      most.max(lag, ordering: .relaxed)
      usleep(2_000)
    }
  }
}
