@_spi(Harness) import MotCham

/// The whole engine in this process: law, sealing, proofs, exactly-once, views on. It makes what the others are given.
///
/// The same runs as `motcham-bench intake --mode batches` and `--mode callers`.
final class MotChamIntakePeer: Peer {
  let name = "motcham_intake"
  let shapes = [
    PeerShape(clients: producerCount, rows: batchSize, label: "producers_8_rows_1024"),
    PeerShape(clients: callerCount, rows: 1, label: "callers_1024_rows_1"),
  ]
  private let base: String
  private let rulebook: [UInt8]
  private let workload: StandardReport

  /// As many as UmaDB has clients.
  private static let producerCount = 8
  private static let batchSize = 1_024
  private static let callerCount = 1_024
  /// About what it takes in a second; only to choose how many reports fill the time.
  private static let aboutPerSecond = 300_000.0

  init(in base: String, rulebook: [UInt8], workload: StandardReport) {
    self.base = base
    self.rulebook = rulebook
    self.workload = workload
  }

  func look() -> Presence { .present(version: "this checkout") }
  func start() {}
  func stop() {}

  func run(_ shape: PeerShape, _ load: PeerLoad, seconds: Double) throws -> PeerRun {
    let city = try City(in: base, rulebook: rulebook)
    defer { city.remove() }
    let count = Self.aboutPerSecond * seconds
    var run = PeerRun()
    let outcome =
      shape.rows == 1
      ? try CallersRun(
        callerCount: shape.clients, callsEach: max(20, Int(count) / shape.clients), threadCount: 2)(city, workload)
      : try BatchRun(
        batchCount: max(32, Int(count) / shape.rows), batchSize: shape.rows, producerCount: shape.clients,
        rebuildsViews: false)(city, workload)
    run.events = outcome.receipts.events
    run.requests = run.events / UInt64(shape.rows)
    run.cost = outcome.cost
    // Written with the views, which are drained by then.
    run.cost.writtenByteCount = outcome.writtenByteCount
    if !outcome.latencyMicroseconds.isEmpty {
      let latencies = Spread(outcome.latencyMicroseconds)
      run.more += [("latency_p50_microseconds", latencies.median), ("latency_p99_microseconds", latencies.at(0.99))]
    }
    run.more += [
      ("events_per_block", Double(run.events) / Double(outcome.blocks)),
      ("views_behind_at_the_end", Double(outcome.lag)),
      ("seconds_until_the_views_caught_up", outcome.drainSeconds),
      ("events_per_second_with_views_drained", Double(run.events) / (run.cost.seconds + outcome.drainSeconds)),
    ]
    run.storedByteCount = city.logByteCount + city.viewsByteCount
    run.more.append(("log_bytes_stored_per_event", Double(city.logByteCount) / Double(run.events)))
    return run
  }
}
