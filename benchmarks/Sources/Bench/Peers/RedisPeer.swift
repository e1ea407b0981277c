import Glibc
import Peer

/// Redis Streams with appendfsync always, on a Unix socket: its loop flushes once for all that arrived in one turn.
final class RedisPeer: Peer {
  let name = "redis"
  let shapes = [16, 128].map { PeerShape(clients: 50, rows: $0, label: "clients_50_pipeline_\($0)") }
  private let directory: String
  private let program: String?
  private var server: ServerProcess?
  private var socketPath: String { directory + "/redis.sock" }

  init(in base: String) {
    directory = base + "/redis"
    program = Program.find("redis-server")
  }

  func look() -> Presence {
    guard let program else { return .absent("no redis-server is found (Debian: redis-server)") }
    let output = directory + ".version"
    defer { unlink(output) }
    guard let words = try? Program.run([program, "--version"], output: output) else {
      return .absent("redis-server does not tell its version")
    }
    return .present(version: words.split(separator: "\n").first.map(String.init) ?? "unknown")
  }

  func start() throws {
    guard let program else { return }
    Files.removeTree(directory)
    try Files.makeDirectory(directory)
    let server = try ServerProcess(
      "Redis",
      [
        program, "--port", "0", "--unixsocket", socketPath, "--dir", directory, "--appendonly", "yes", "--appendfsync",
        "always", "--no-appendfsync-on-rewrite", "no", "--auto-aof-rewrite-percentage", "0", "--save", "",
      ], in: directory, stopSignal: SIGTERM)
    self.server = server
    try server.waitUntilReady { peer_redis_number(socketPath, "PING") == 0 }
  }

  func stop() {
    server?.stop()
    server = nil
    Files.removeTree(directory)
  }

  func run(_ shape: PeerShape, _ load: PeerLoad, seconds: Double) throws -> PeerRun {
    guard let server else { throw BenchError("Redis was not started") }
    guard peer_redis_number(socketPath, "FLUSHALL SYNC") == 0 else { throw BenchError("Redis forgets nothing") }
    let before = Files.allocatedByteCount(beneath: directory)
    var run = PeerRun()
    let meter = Meter(server: server)
    let outcome = peer_redis_append(
      socketPath, Int32(shape.clients), Int32(shape.rows), load.bytes, load.offsets, PeerLoad.count,
      UInt64(seconds * 1e9))
    run.cost = meter.end()
    if let failure = outcome.failure { throw BenchError(String(cString: failure)) }
    // Without the time in which the requests were put together.
    run.cost.seconds = Double(outcome.nanoseconds) / 1e9
    run.events = outcome.acknowledged
    run.requests = outcome.acknowledged / UInt64(shape.rows)
    run.storedByteCount = Files.allocatedByteCount(beneath: directory) - before
    let counted = peer_redis_number(socketPath, "XLEN report")
    try PeerRun.check("Redis", counted: UInt64(max(0, counted)), acknowledged: run.events)
    return run
  }
}
