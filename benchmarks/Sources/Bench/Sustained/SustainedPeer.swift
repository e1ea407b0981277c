import Peer

/// Somebody who keeps reports together with what finds them again: by case, queue, deadline, submission key and place.
protocol SustainedPeer: AnyObject {
  var name: String { get }
  func look() -> Presence
  /// Begins empty, takes so many batches of `ReportRows.batchSize`, and counts back what it holds.
  func run(_ rows: ReportRows, batchCount: Int) throws -> SustainedRun
  func stop()
}

/// What one run gave.
struct SustainedRun {
  var measured = PeerRun()
  /// When each batch was acknowledged, in order, in nanoseconds from the start.
  var acknowledged: [UInt64]

  /// - Parameters:
  ///   - start: of the run, on the clock of `Tick`.
  ///   - completions: when each batch was acknowledged, on that clock.
  init(start: UInt64, completions: [UInt64]) {
    acknowledged = completions.sorted().map { $0 - start }
  }

  /// Rows a second in the part from batch `first` up to `end`.
  func perSecond(from first: Int, to end: Int) -> Double {
    let begun = first == 0 ? 0 : acknowledged[first - 1]
    return Double((end - first) * ReportRows.batchSize) * 1e9 / Double(acknowledged[end - 1] - begun)
  }
}

/// SQLite with five indexes: one writer, a transaction a batch, 256 MiB of cache.
final class SustainedSQLite: SustainedPeer {
  let name = "sqlite"
  private let directory: String

  init(in base: String) { directory = base + "/sqlite" }

  func look() -> Presence { SQLitePeer(in: directory).look() }
  func stop() { Files.removeTree(directory) }

  func run(_ rows: ReportRows, batchCount: Int) throws -> SustainedRun {
    let table = try SQLiteTable(in: directory, hasIndexes: true)
    defer { table.close() }
    var measured = PeerRun()
    var completions: [UInt64] = []
    var batch: [peer_row] = []
    var sent: UInt64 = 0
    let meter = Meter()
    for number in 0..<batchCount {
      sent += rows.batch(number, into: &batch)
      try table.append(rows.load.bytes, rows: batch)
      completions.append(Tick.now())
    }
    measured.cost = meter.end()
    measured.requests = UInt64(batchCount)
    measured.events = UInt64(batchCount * ReportRows.batchSize)
    measured.storedByteCount = Files.allocatedByteCount(beneath: directory)
    try table.check(rows: measured.events, bytes: sent)
    var run = SustainedRun(start: meter.start, completions: completions)
    run.measured = measured
    return run
  }
}

/// PostgreSQL with five indexes: a few clients, each with a COPY and a commit a batch, the quickest way in that it has.
final class SustainedPostgreSQL: SustainedPeer {
  let name = "postgresql"
  private let probe: PostgreSQLPeer
  private let cluster: PostgreSQLServer?

  private static let clientCount = 4

  private static let table = """
    DROP TABLE IF EXISTS report; CHECKPOINT;
    CREATE TABLE report (sequence bigint PRIMARY KEY, case_number bigint NOT NULL, agency int NOT NULL,
      due bigint NOT NULL, key uuid NOT NULL, cell bigint NOT NULL, bytes bytea NOT NULL);
    CREATE INDEX ON report (case_number); CREATE INDEX ON report (agency, due); CREATE UNIQUE INDEX ON report (key);
    CREATE INDEX ON report (cell); CREATE INDEX ON report (due)
    """

  init(in base: String, folder: String?) {
    probe = PostgreSQLPeer(in: base, folder: folder)
    cluster = PostgreSQLServer.find(folder).map { PostgreSQLServer(in: base, folder: $0) }
  }

  func look() -> Presence { probe.lookAndTry() }
  func stop() { cluster?.stop() }

  private struct Share {
    var bytes: UInt64 = 0
    var failure: String?
  }

  func run(_ rows: ReportRows, batchCount: Int) throws -> SustainedRun {
    guard let cluster else { throw BenchError("PostgreSQL was not found") }
    try cluster.start()
    guard let server = cluster.server else { throw BenchError("PostgreSQL was not started") }
    let own = try cluster.connect()
    defer { own.close() }
    try own.run(Self.table)
    var connections: [PostgreSQLConnection] = []
    defer { for connection in connections { connection.close() } }
    for _ in 0..<Self.clientCount { connections.append(try cluster.connect()) }
    let shares = Slots(repeating: Share(), count: Self.clientCount)
    let completions = Slots<UInt64>(repeating: 0, count: batchCount)
    var measured = PeerRun()
    let meter = Meter(server: server)
    let all = connections
    Crew.run(Self.clientCount) { client in
      var share = Share()
      var batch: [peer_row] = []
      do throws(BenchError) {
        for number in stride(from: client, to: batchCount, by: Self.clientCount) {
          share.bytes += rows.batch(number, into: &batch)
          try all[client].copy(rows.load.bytes, rows: batch)
          completions[number] = Tick.now()
        }
      } catch { share.failure = error.description }
      shares[client] = share
    }
    measured.cost = meter.end()
    if let failure = shares.all.compactMap(\.failure).first { throw BenchError(failure) }
    measured.requests = UInt64(batchCount)
    measured.events = UInt64(batchCount * ReportRows.batchSize)
    measured.storedByteCount = try own.number("SELECT pg_total_relation_size('report')")
    try own.check(rows: measured.events, bytes: shares.all.reduce(0) { $0 + $1.bytes })
    var run = SustainedRun(start: meter.start, completions: completions.all)
    run.measured = measured
    return run
  }
}
