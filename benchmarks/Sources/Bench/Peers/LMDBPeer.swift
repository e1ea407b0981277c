import Peer

/// LMDB in C, one record per event, default sync.
final class LMDBPeer: Peer {
  let name = "lmdb_in_c"
  let shapes = [1, 16, 128, 1_024, 8_192].map { PeerShape(rows: $0) }
  private let base: String

  init(in base: String) { self.base = base }

  func look() -> Presence { .present(version: String(cString: peer_lmdb_version())) }
  func start() {}
  func stop() {}

  func run(_ shape: PeerShape, _ load: PeerLoad, seconds: Double) throws -> PeerRun {
    let records = try LMDBRecords(in: base)
    defer { records.close() }
    var run = PeerRun()
    let meter = Meter()
    repeat {
      try records.append(load.bytes, offsets: load.batch(Int(run.requests), of: shape.rows), count: shape.rows)
      run.requests += 1
    } while meter.seconds < seconds
    run.cost = meter.end()
    run.events = run.requests * UInt64(shape.rows)
    run.storedByteCount = records.byteCount
    try PeerRun.check(name, counted: try records.count(), acknowledged: run.events)
    return run
  }
}
