@_spi(Harness) import MotCham

/// MotCham's block log alone, with its Merkle tree: what the engine's writer does to the disk.
final class MotChamLogPeer: Peer {
  let name = "motcham_log"
  let shapes = [1, 16, 128, 1_024, 8_192].map { PeerShape(rows: $0) }
  private let directory: String

  init(in base: String) { directory = base + "/log" }

  func look() -> Presence { .present(version: "this checkout") }
  func start() {}
  func stop() { Files.removeTree(directory) }

  func run(_ shape: PeerShape, _ load: PeerLoad, seconds: Double) throws -> PeerRun {
    defer { Files.removeTree(directory) }
    // One block's bytes and offsets, which count from its own beginning.
    let blocks = (0..<(PeerLoad.count / shape.rows)).map { number in
      let batch = load.batch(number, of: shape.rows)
      return LogAppender.Batch(
        offsets: (0..<shape.rows).map { batch[$0] - batch[0] },
        events: UnsafeRawBufferPointer(
          start: load.bytes + Int(batch[0]), count: Int(PeerLoad.byteCount(of: batch, shape.rows))))
    }
    let log = try LogAppender(directory: directory, mapByteCount: 1 << 37, hashes: true)
    var run = PeerRun()
    let meter = Meter()
    let end = Tick.now() + UInt64(seconds * 1e9)
    run.requests = UInt64(try log.appendAll { $0 == 0 || Tick.now() < end ? blocks[$0 % blocks.count] : nil })
    run.cost = meter.end()
    log.close()
    run.events = run.requests * UInt64(shape.rows)
    run.storedByteCount = Files.allocatedByteCount(directory + "/data.mdb")
    try PeerRun.check(name, counted: try LogAudit.walk(directory).events, acknowledged: run.events)
    return run
  }
}
