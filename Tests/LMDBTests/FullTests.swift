import Glibc
import LMDB
import Testing

@Suite struct `When there is no room` {
  let directory = TemporaryDirectory()

  @Test func `a full map refuses the transaction, still reads and accepts a smaller write`() throws {
    let environment = try Environment(path: directory.path, options: small(mapSizeBytes: 256 << 10))
    let table = try environment.table("log", create: true)
    try environment.append(0..<10, to: table)
    #expect(
      refusal { try environment.append(10..<10_000, to: table, valueBytes: 1_000) }?.code
        == .mapFull)
    #expect(try environment.numbers(table) == Array(0..<10))
    try environment.append(10..<12, to: table)
    #expect(try environment.numbers(table) == Array(0..<12))

    try environment.growMap(toBytes: 32 << 20)
    #expect(try environment.mapSizeBytes == 32 << 20)
    try environment.append(12..<10_000, to: table, valueBytes: 1_000)
    #expect(try environment.count(table) == 10_000)
  }

  @Test func `after a failed change nothing can be committed`() throws {
    let environment = try Environment(path: directory.path, options: small(mapSizeBytes: 256 << 10))
    let table = try environment.table("log", create: true)
    let transaction = try environment.write()
    try transaction.append(1, to: table)
    #expect(
      refusal {
        try transaction.put(2, in: table, value: [UInt8](repeating: 0, count: 1 << 20))
      }?.code == .mapFull)
    var code: LMDBError.Code?
    do throws(LMDBError) { try transaction.commit() } catch { code = error.code }
    #expect(code == .transactionFailed)
    #expect(try environment.count(table) == 0)
    try environment.append(0..<2, to: table)
    #expect(try environment.count(table) == 2)
  }

  @Test func `the map does not grow under a reader or a writer`() throws {
    let environment = try Environment(path: directory.path, options: small())
    let whileReading = try environment.read { _ in
      refusal { try environment.growMap(toBytes: 64 << 20) }?.code
    }
    #expect(whileReading == .busy)
    let transaction = try environment.write()
    #expect(refusal { try environment.growMap(toBytes: 64 << 20) }?.code == .busy)
    transaction.abort()
    #expect(try environment.mapSizeBytes == 16 << 20)
  }

  @Test func `more snapshots than reader slots are refused, and a slot comes back`() throws {
    let environment = try Environment(path: directory.path, options: small(readersMax: 2))
    let code = try environment.read { _ in
      try environment.read { _ in refusal { try environment.read { _ in } }?.code }
    }
    #expect(code == .readersFull)
    #expect(environment.snapshotCounts == (inUse: 0, resting: 2))
    let fine = try environment.read { _ in try environment.read { $0.transactionNumber } }
    #expect(fine == 0)
  }

  @Test func `a map that another process grew is told, and can be adopted`() async throws {
    // this process              | the other one
    // map 256 KiB, 10 records   |
    //                           | map 16 MiB, appends a mebibyte
    // read -> mapResized        |
    // growMap(0), read -> all   |
    let environment = try Environment(path: directory.path, options: small(mapSizeBytes: 256 << 10))
    let table = try environment.table("log", create: true)
    try environment.append(0..<10, to: table)
    #expect(try environment.count(table) == 10)
    await #expect(processExitsWith: .success) { [path = directory.path as String] in
      let other = try Environment(path: path, options: small())
      try other.append(10..<1_010, to: other.table("log", create: false), valueBytes: 1_000)
    }
    #expect(refusal { _ = try environment.count(table) }?.code == .mapResized)
    #expect(refusal { try environment.write().abort() }?.code == .mapResized)
    try environment.growMap(toBytes: 0)
    #expect(try environment.count(table) == 1_010)
    try environment.append(1_010..<1_011, to: table)
    #expect(try environment.count(table) == 1_011)
  }

  @Test func `a file-size limit refuses the commit like a full disk, and the process lives`()
    async throws
  {
    await #expect(processExitsWith: .success) { [path = directory.path as String] in
      signal(SIGXFSZ, SIG_IGN)
      let environment = try Environment(path: path, options: small())
      let table = try environment.table("log", create: true)
      try environment.append(0..<10, to: table)
      var limit = rlimit(rlim_cur: 128 << 10, rlim_max: 128 << 10)
      #expect(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
      let code = refusal { try environment.append(10..<1_000, to: table, valueBytes: 1_000) }?.code
      #expect(code == .diskFull)
      #expect(try environment.numbers(table) == Array(0..<10))
    }
  }

  @Test func `the slot of a reader that died is taken back`() async throws {
    let environment = try Environment(path: directory.path, options: small(readersMax: 1))
    let table = try environment.table("log", create: true)
    try environment.append(0..<3, to: table)
    await #expect(processExitsWith: .exitCode(7)) { [path = directory.path as String] in
      let other = try Environment(path: path, options: small(readersMax: 1))
      try other.read { _ in _exit(7) }
    }
    #expect(
      try environment.statistics().readerSlotsUsed == 1, "the premise: the dead one left its slot")
    #expect(try environment.count(table) == 3)
  }

  @Test(.enabled(if: SmallDisk.isPermitted, "mounting a tmpfs needs root"))
  func `a full disk refuses the commit, and what was committed before is still there`() throws {
    let disk = try #require(SmallDisk(at: directory.path, kibibytes: 512))
    defer { disk.unmount() }
    let environment = try Environment(
      path: directory.path, options: small(durability: .flushEachCommit))
    let table = try environment.table("log", create: true)
    try environment.append(0..<100, to: table)
    let error = refusal { try environment.append(100..<2_000, to: table, valueBytes: 1_000) }
    #expect(error?.code == .diskFull)
    #expect(error?.description.contains("disk is full") == true)
    #expect(try environment.numbers(table) == Array(0..<100))
    environment.close()

    let again = try Environment(path: directory.path, options: small(access: .existing))
    let log = try again.table("log", create: false)
    #expect(try again.numbers(log) == Array(0..<100))
    // The failed commit left the file longer than it is used: those blocks serve the next one.
    try again.append(100..<110, to: log)
    #expect(try again.count(log) == 110)
    again.close()
  }

  @Test(.enabled(if: SmallDisk.isPermitted, "mounting a tmpfs needs root"))
  func `opening on a full disk is an error and not a crash`() async throws {
    // LMDB maps a sparse lock file and writes into it; without room that is a SIGBUS.
    let disk = try #require(SmallDisk(at: directory.path, kibibytes: 64))
    defer { disk.unmount() }
    writeFile(directory.path + "/filler", [UInt8](repeating: 1, count: 64 << 10))
    await #expect(processExitsWith: .success) { [path = directory.path as String] in
      let error = refusal { _ = try Environment(path: path, options: small()) }
      #expect(error?.code == .diskFull)
    }
    #expect(unlink(directory.path + "/filler") == 0)
    let environment = try Environment(path: directory.path, options: small())
    #expect(try environment.statistics().transactionNumber == 0)
    environment.close()
  }
}

/// A tmpfs of a few kibibytes over a directory.
struct SmallDisk {
  let path: String

  static var isPermitted: Bool {
    let trial = TemporaryDirectory()
    guard let disk = SmallDisk(at: trial.path, kibibytes: 64) else { return false }
    disk.unmount()
    return true
  }

  init?(at path: String, kibibytes: Int) {
    self.path = path
    guard run("mount", "-t", "tmpfs", "-o", "size=\(kibibytes)k", "none", path) else { return nil }
  }

  func unmount() { _ = run("umount", "-l", path) }
}

/// Runs a program found on the path; true when it exits with 0.
private func run(_ program: String, _ arguments: String...) -> Bool {
  var words = ([program] + arguments).map { strdup($0) } + [nil]
  defer { for word in words { free(word) } }
  var child: pid_t = 0
  guard posix_spawnp(&child, program, nil, nil, &words, environ) == 0 else { return false }
  var status: Int32 = 0
  while waitpid(child, &status, 0) < 0 && errno == EINTR {}
  return status == 0
}
