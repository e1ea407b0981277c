import Glibc

/// UmaDB's server over loopback, asked by its own client: both are in the package `umadb` of PyPI.
final class UmaDBPeer: Peer {
  let name = "umadb"
  let shapes = [PeerShape(clients: 8, rows: 100), PeerShape(clients: 8, rows: 1_000)]
  private let directory: String
  private let python: String?
  private let script: String?
  private var server: ServerProcess?
  private var url = ""

  /// - Parameter python: an interpreter that has the package; nil for `python3`.
  init(in base: String, python: String?) {
    directory = base + "/umadb"
    self.python = Program.find(python ?? "python3")
    script = ["peers/", "benchmarks/peers/", "../peers/"].map { $0 + "umadb_peer.py" }.first { access($0, R_OK) == 0 }
  }

  func look() -> Presence {
    guard let python else { return .absent("no python3 is found") }
    guard let script else { return .absent("peers/umadb_peer.py is not found from here; run this in the checkout") }
    let output = directory + ".version"
    defer { unlink(output) }
    guard let words = try? Program.run([python, script, "version"], output: output) else {
      return .absent("\(python) has no package umadb (PyPI: umadb): " + Program.lastWords(output))
    }
    return .present(version: words.split(separator: "\n").first.map(String.init) ?? "unknown")
  }

  /// Each shape gets a server and a folder of its own, since UmaDB forgets nothing.
  func start() throws {
    stop()
    guard let python, let script else { throw BenchError("UmaDB was not found") }
    Files.removeTree(directory)
    try Files.makeDirectory(directory)
    try Files.makeDirectory(directory + "/data")
    let port = try Self.freePort()
    url = "http://127.0.0.1:\(port)"
    let server = try ServerProcess(
      "UmaDB",
      [python, script, "serve", "--listen", "127.0.0.1:\(port)", "--db-path", directory + "/data"],
      in: directory, stopSignal: SIGTERM)
    self.server = server
    try server.waitUntilReady { Self.answers(port) }
  }

  func stop() {
    server?.stop()
    server = nil
    Files.removeTree(directory)
  }

  func run(_ shape: PeerShape, _ load: PeerLoad, seconds: Double) throws -> PeerRun {
    if Files.names(in: directory).contains("load") { try start() }
    guard let python, let script, let server else { throw BenchError("UmaDB was not started") }
    try load.write(to: directory + "/load")
    var run = PeerRun()
    let meter = Meter(server: server)
    let output = directory + "/client"
    let words = try Program.run(
      [python, script, "append", url, directory + "/load", "\(shape.clients)", "\(shape.rows)", "\(seconds)"],
      output: output)
    run.cost = meter.end()
    // Events acknowledged, nanoseconds, CPU nanoseconds of the client, and the number of the last event.
    let numbers = (words ?? "").split(whereSeparator: \.isWhitespace).compactMap { UInt64($0) }
    guard numbers.count == 4 else { throw BenchError("UmaDB's client: " + Program.lastWords(output)) }
    run.events = numbers[0]
    run.requests = numbers[0] / UInt64(shape.rows)
    // The client's start and its making of events are before its clock, and no neighbour's.
    let busy = run.cost.coresOfOthers * run.cost.seconds - Double(numbers[2]) / 1e9 - Self.clientStartSeconds
    run.cost.clientCPUNanoseconds = numbers[2]
    run.cost.seconds = Double(numbers[1]) / 1e9
    run.cost.coresOfOthers = max(0, busy) / run.cost.seconds
    run.storedByteCount = Files.allocatedByteCount(beneath: directory + "/data")
    try PeerRun.check("UmaDB", counted: numbers[3], acknowledged: run.events)
    return run
  }

  /// CPU that Python takes to begin and to read the load, about.
  private static let clientStartSeconds = 0.3

  /// A port of loopback that is free now.
  private static func freePort() throws(BenchError) -> UInt16 {
    let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(file) }
    var address = loopback(port: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(file, $0, length) | getsockname(file, $0, &length)
      }
    }
    guard file >= 0, code == 0 else { throw BenchError("no port of loopback is free") }
    return UInt16(bigEndian: address.sin_port)
  }

  private static func answers(_ port: UInt16) -> Bool {
    let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(file) }
    var address = loopback(port: port)
    return withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }

  private static func loopback(port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }
}
