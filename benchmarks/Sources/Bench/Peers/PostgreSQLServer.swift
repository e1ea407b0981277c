import Glibc
import Peer

/// A cluster of PostgreSQL of this harness's own, on a Unix socket in its own folder, with fsync on.
final class PostgreSQLServer {
  private let directory: String
  private let folder: String
  private let user: SystemUser?
  private(set) var server: ServerProcess?

  /// What is not as it comes: room for its buffers and fewer checkpoints, which both help it.
  static let settings = [
    "listen_addresses=", "fsync=on", "synchronous_commit=on", "full_page_writes=on", "shared_buffers=512MB",
    "max_wal_size=4GB", "jit=off", "max_connections=64",
  ]

  /// - Parameter folder: where its programs are; see `find`.
  init(in base: String, folder: String) {
    directory = base + "/postgresql"
    self.folder = folder
    // It refuses to be run by root.
    user = getuid() == 0 ? SystemUser("postgres") ?? SystemUser("nobody") : nil
  }

  /// The folder of `initdb` and `postgres`: the one that is named, the newest of Debian's, or that of PATH.
  static func find(_ named: String?) -> String? {
    let debian = "/usr/lib/postgresql"
    let versions = Files.names(in: debian).compactMap { Int($0) }.sorted(by: >).map { "\(debian)/\($0)/bin" }
    let found = Program.find("initdb", in: named.map { [$0] } ?? versions)
    return found.map { String($0.dropLast("/initdb".count)) }
  }

  var version: String? {
    let words = try? Program.run([folder + "/postgres", "--version"], output: directory + ".version")
    unlink(directory + ".version")
    return words?.split(separator: "\n").first.map(String.init)
  }

  func start() throws {
    if access(directory + "/data/PG_VERSION", F_OK) != 0 { try makeCluster() }
    var words = elsewhere + [folder + "/postgres", "-D", directory + "/data", "-k", directory]
    for setting in Self.settings { words += ["-c", setting] }
    // An interrupt is its fast shutdown: open sessions are ended, what is committed is kept.
    let server = try ServerProcess("PostgreSQL", words, in: directory, user: user, stopSignal: SIGINT)
    self.server = server
    try server.waitUntilReady {
      guard let connection = try? connect() else { return false }
      connection.close()
      return true
    }
  }

  /// Its programs go back to the folder they were started in, which another user may not enter.
  private var elsewhere: [String] { ["env", "--chdir=" + directory] }

  private func makeCluster() throws {
    try Files.makeDirectory(directory)
    var become: [String] = []
    if let user {
      // Another user has to get through to its folder.
      chmod(String(directory.dropLast("/postgresql".count)), 0o711)
      chown(directory, user.number, user.group)
      become = ["setpriv", "--reuid=\(user.number)", "--regid=\(user.group)", "--clear-groups", "--"]
    }
    let log = directory + ".initdb"
    defer { unlink(log) }
    let made = try Program.run(
      become + elsewhere + [
        folder + "/initdb", "-D", directory + "/data", "-U", "motcham", "-A", "trust", "-E", "UTF8", "--locale=C",
        "--no-sync",
      ], output: log)
    guard made != nil else { throw BenchError("initdb makes no cluster: " + Program.lastWords(log)) }
  }

  func connect() throws(BenchError) -> PostgreSQLConnection {
    try PostgreSQLConnection("host=\(directory) user=motcham dbname=postgres options='-c client_min_messages=warning'")
  }

  func stop() {
    server?.stop()
    server = nil
  }

  func remove() {
    stop()
    Files.removeTree(directory)
  }
}

/// One connection, used by one thread at a time.
///
/// It is unchecked because of exactly that.
final class PostgreSQLConnection: @unchecked Sendable {
  private let handle: OpaquePointer

  init(_ settings: String) throws(BenchError) {
    var opened: OpaquePointer?
    let code = peer_postgres_connect(settings, &opened)
    guard let opened else { throw BenchError("libpq has no memory") }
    handle = opened
    guard code == 0 else {
      let words = String(cString: peer_postgres_message(opened))
      peer_postgres_close(opened)
      throw BenchError("PostgreSQL takes no connection: " + words)
    }
  }

  /// Runs statements and gives the first field of the last answer.
  @discardableResult
  func run(_ statements: String) throws(BenchError) -> String {
    guard peer_postgres_do(handle, statements) == 0 else { throw failure() }
    return String(cString: peer_postgres_field(handle))
  }

  func number(_ query: String) throws(BenchError) -> UInt64 { UInt64(try run(query)) ?? 0 }

  func prepare(rows: Int) throws(BenchError) {
    guard peer_postgres_prepare(handle, Int32(rows)) == 0 else { throw failure() }
  }

  /// As many rows as were prepared, in one statement and one commit.
  func insert(_ bytes: UnsafePointer<UInt8>, offsets: UnsafePointer<UInt32>) throws(BenchError) {
    guard peer_postgres_insert(handle, bytes, offsets) == 0 else { throw failure() }
  }

  /// One COPY, one commit.
  func copy(_ bytes: UnsafePointer<UInt8>, rows: [peer_row]) throws(BenchError) {
    guard peer_postgres_copy_rows(handle, bytes, rows, rows.count) == 0 else { throw failure() }
  }

  /// Holds what is in the table against what was sent.
  func check(rows: UInt64, bytes: UInt64) throws(BenchError) {
    try PeerRun.check("PostgreSQL", counted: try number("SELECT count(*) FROM report"), acknowledged: rows)
    let found = try number("SELECT sum(length(bytes)) FROM report")
    guard found == bytes else { throw BenchError("PostgreSQL holds \(found) bytes, but \(bytes) were sent") }
  }

  func close() { peer_postgres_close(handle) }

  private func failure() -> BenchError { BenchError("PostgreSQL: " + String(cString: peer_postgres_message(handle))) }
}
