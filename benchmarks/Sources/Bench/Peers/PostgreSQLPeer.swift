import Peer

/// PostgreSQL: single rows from many clients, and many rows an insert from a few.
final class PostgreSQLPeer: Peer {
  let name = "postgresql"
  let shapes = [PeerShape(clients: 32, rows: 1), PeerShape(clients: 8, rows: 100)]
  private let cluster: PostgreSQLServer?

  /// - Parameter folder: where its programs are; nil for where Debian puts them.
  init(in base: String, folder: String?) {
    cluster = PostgreSQLServer.find(folder).map { PostgreSQLServer(in: base, folder: $0) }
  }

  func look() -> Presence {
    if let absence = peer_postgres_absence() { return .absent(String(cString: absence)) }
    guard let cluster else { return .absent("no initdb is found (Debian: postgresql-15)") }
    guard let version = cluster.version else { return .absent("its server does not tell its version") }
    return .present(version: version)
  }

  func start() throws { try cluster?.start() }
  func stop() { cluster?.stop() }

  /// What one client saw.
  private struct Share {
    var requests: UInt64 = 0
    var bytes: UInt64 = 0
    var failure: String?
  }

  func run(_ shape: PeerShape, _ load: PeerLoad, seconds: Double) throws -> PeerRun {
    guard let cluster, let server = cluster.server else { throw BenchError("PostgreSQL was not started") }
    let own = try cluster.connect()
    defer { own.close() }
    try own.run(
      "DROP TABLE IF EXISTS report; CHECKPOINT;"
        + "CREATE TABLE report (sequence bigserial PRIMARY KEY, bytes bytea NOT NULL)")
    var connections: [PostgreSQLConnection] = []
    defer { for connection in connections { connection.close() } }
    for _ in 0..<shape.clients {
      connections.append(try cluster.connect())
      try connections[connections.count - 1].prepare(rows: shape.rows)
    }
    let shares = Slots(repeating: Share(), count: shape.clients)
    var run = PeerRun()
    let meter = Meter(server: server)
    let (all, start) = (connections, meter.start)
    Crew.run(shape.clients) { client in
      var share = Share()
      var turn = client
      do throws(BenchError) {
        repeat {
          let batch = load.batch(turn, of: shape.rows)
          try all[client].insert(load.bytes, offsets: batch)
          share.bytes += PeerLoad.byteCount(of: batch, shape.rows)
          share.requests += 1
          turn += shape.clients
        } while Tick.seconds(since: start) < seconds
      } catch { share.failure = error.description }
      shares[client] = share
    }
    run.cost = meter.end()
    if let failure = shares.all.compactMap(\.failure).first { throw BenchError(failure) }
    run.requests = shares.all.reduce(0) { $0 + $1.requests }
    run.events = run.requests * UInt64(shape.rows)
    run.storedByteCount = try own.number("SELECT pg_total_relation_size('report')")
    try own.check(rows: run.events, bytes: shares.all.reduce(0) { $0 + $1.bytes })
    return run
  }
}
