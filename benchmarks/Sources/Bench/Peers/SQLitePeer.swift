import Peer

/// SQLite in its write-ahead mode with synchronous=FULL: numbered bytes, a prepared statement, a transaction a batch.
final class SQLitePeer: Peer {
  let name = "sqlite"
  let shapes = [1, 100, 1_024, 8_192].map { PeerShape(rows: $0) }
  private let directory: String

  init(in base: String) { directory = base + "/sqlite" }

  func look() -> Presence {
    if let absence = peer_sqlite_absence() { return .absent(String(cString: absence)) }
    return .present(version: "SQLite " + String(cString: peer_sqlite_version()))
  }

  func start() throws { try Files.makeDirectory(directory) }
  func stop() { Files.removeTree(directory) }

  func run(_ shape: PeerShape, _ load: PeerLoad, seconds: Double) throws -> PeerRun {
    let table = try SQLiteTable(in: directory, hasIndexes: false)
    defer { table.close() }
    var run = PeerRun()
    var sent: UInt64 = 0
    let meter = Meter()
    repeat {
      let batch = load.batch(Int(run.requests), of: shape.rows)
      try table.append(load.bytes, offsets: batch, count: shape.rows, first: run.events)
      sent += PeerLoad.byteCount(of: batch, shape.rows)
      run.events += UInt64(shape.rows)
      run.requests += 1
    } while meter.seconds < seconds
    run.cost = meter.end()
    run.storedByteCount = Files.allocatedByteCount(beneath: directory)
    try table.check(rows: run.events, bytes: sent)
    return run
  }
}

/// One table in a file of its own.
final class SQLiteTable {
  private let handle: OpaquePointer
  private let directory: String

  /// - Parameter hasIndexes: with the columns and indexes of `peer_row`, else numbered bytes.
  init(in directory: String, hasIndexes: Bool) throws(BenchError) {
    self.directory = directory
    Files.removeTree(directory)
    try Files.makeDirectory(directory)
    var opened: OpaquePointer?
    let code = peer_sqlite_open(directory + "/report.sqlite", hasIndexes ? 1 : 0, &opened)
    guard let opened else { throw BenchError("SQLite has no memory") }
    handle = opened
    guard code == 0 else { throw BenchError("SQLite opens no table: " + Self.message(opened)) }
  }

  /// One transaction, back after its flush.
  func append(
    _ bytes: UnsafePointer<UInt8>, offsets: UnsafePointer<UInt32>, count: Int, first: UInt64
  ) throws(BenchError) {
    guard peer_sqlite_append(handle, bytes, offsets, count, first) == 0 else { throw failure() }
  }

  /// The same of rows with their columns.
  func append(_ bytes: UnsafePointer<UInt8>, rows: [peer_row]) throws(BenchError) {
    guard peer_sqlite_append_rows(handle, bytes, rows, rows.count) == 0 else { throw failure() }
  }

  /// Holds what is in the table against what was sent.
  func check(rows: UInt64, bytes: UInt64) throws(BenchError) {
    var (foundRows, foundBytes): (UInt64, UInt64) = (0, 0)
    guard peer_sqlite_count(handle, &foundRows, &foundBytes) == 0 else { throw failure() }
    try PeerRun.check("SQLite", counted: foundRows, acknowledged: rows)
    guard foundBytes == bytes else { throw BenchError("SQLite holds \(foundBytes) bytes, but \(bytes) were sent") }
  }

  func close() {
    peer_sqlite_close(handle)
    Files.removeTree(directory)
  }

  private func failure() -> BenchError { BenchError("SQLite: " + Self.message(handle)) }
  private static func message(_ handle: OpaquePointer) -> String { String(cString: peer_sqlite_message(handle)) }
}
