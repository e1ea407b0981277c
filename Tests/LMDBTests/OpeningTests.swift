import Glibc
import LMDB
import Testing

@Suite struct `Opening an environment` {
  let directory = TemporaryDirectory()

  @Test func `what was committed is there after reopening`() throws {
    let first = try Environment(path: directory.path, options: small())
    try first.append(0..<1_000, to: first.table("log", create: true))
    first.close()
    let second = try Environment(path: directory.path, options: small(access: .existing))
    #expect(try second.numbers(second.table("log", create: false)) == Array(0..<1_000))
  }

  @Test func `the files can be read by their owner alone`() throws {
    let environment = try Environment(path: directory.path + "/real", options: small())
    for (name, mode) in [("", 0o700), ("/data.mdb", 0o600), ("/lock.mdb", 0o600)] {
      var numbers = stat()
      #expect(stat(environment.path + name, &numbers) == 0)
      #expect(Int(numbers.st_mode) & 0o777 == mode, "\(name)")
    }
  }

  @Test(arguments: [Environment.Access.existing, .readOnly])
  func `a missing data file is refused and not made`(access: Environment.Access) {
    let error = refusal {
      _ = try Environment(path: directory.path, options: small(access: access))
    }
    #expect(error?.code == .missing)
    #expect(fileSize(directory.dataFile) == -1)
    let nowhere = refusal {
      _ = try Environment(path: directory.path + "/none", options: small(access: access))
    }
    #expect(nowhere?.code == .missing)
  }

  @Test func `a second open of the same path is a clear error`() throws {
    let first = try Environment(path: directory.path, options: small())
    let table = try first.table("log", create: true)
    let again = refusal { _ = try Environment(path: directory.path, options: small()) }
    #expect(again?.code == .alreadyOpen)
    #expect(again?.description.contains("already") == true)
    // The first one still works, with its locks.
    try first.append(0..<10, to: table)
    #expect(try first.count(table) == 10)
    first.close()
    let second = try Environment(path: directory.path, options: small())
    #expect(try second.count(second.table("log", create: false)) == 10)
  }

  @Test func `a second open through a symbolic link, a relative path or a linked file is caught`()
    throws
  {
    let real = directory.path + "/real"
    let first = try Environment(path: real, options: small())
    #expect(symlink(real, directory.path + "/link") == 0)
    #expect(symlink(real + "/data.mdb", directory.path + "/data.mdb") == 0)
    let parts = "../../../../../../../../../../.." + real
    for path in [
      directory.path + "/link", directory.path + "/./real/../real", parts, directory.path,
    ] {
      let error = refusal { _ = try Environment(path: path, options: small()) }
      #expect(error?.code == .alreadyOpen, "\(path)")
    }
    #expect(try first.statistics().transactionNumber == 0)
  }

  @Test func `an open that was refused leaves the path free`() throws {
    _ = refusal { _ = try Environment(path: directory.path, options: small(access: .existing)) }
    let environment = try Environment(path: directory.path, options: small())
    #expect(try environment.statistics().pageSizeBytes >= 512)
  }

  @Test func `files this user may not open are refused with permissionDenied`() async throws {
    let first = try Environment(path: directory.path, options: small())
    let table = try first.table("log", create: true)
    try first.append(0..<10, to: table)
    first.close()
    chmod(directory.path, 0o755)
    chmod(directory.dataFile, 0)
    await #expect(processExitsWith: .success) { [path = directory.path as String] in
      if getuid() == 0 { #expect(setuid(65_534) == 0) }
      for access in [Environment.Access.create, .existing, .readOnly] {
        let error = refusal { _ = try Environment(path: path, options: small(access: access)) }
        #expect(error?.code == .permissionDenied)
      }
    }
    chmod(directory.dataFile, 0o600)
    let second = try Environment(path: directory.path, options: small(access: .existing))
    #expect(try second.count(second.table("log", create: false)) == 10)
  }

  @Test func `a library older than the needed one is refused, that one and newer are not`() {
    let needed = LibraryVersion(major: 0, minor: 9, patch: 24)
    for old in [(0, 9, 23), (0, 8, 99), (0, 0, 0)] {
      let found = LibraryVersion(major: old.0, minor: old.1, patch: old.2)
      #expect(found.refusal(needed: needed) == .libraryTooOld(found: found, needed: needed))
    }
    for good in [(0, 9, 24), (0, 9, 70), (0, 10, 0), (1, 0, 0)] {
      #expect(
        LibraryVersion(major: good.0, minor: good.1, patch: good.2).refusal(needed: needed) == nil)
    }
    #expect(LibraryVersion.running >= needed)
  }

  @Test func `environments opened and closed on many threads are not taken for one another`() {
    // Found by these tests: the registry forgot a closed environment after its file was closed, and
    // meanwhile the file system had given its inode to another one.
    let parent = directory.path
    let refused = Tally()
    let threads = (0..<6).map { thread in
      started {
        for round in 0..<60 {
          let path = "\(parent)/\(thread)-\(round)"
          do {
            let environment = try Environment(path: path, options: small())
            for name in ["data.mdb", "lock.mdb"] { unlink(path + "/" + name) }
            environment.close()
          } catch {
            refused.add()
          }
          rmdir(path)
        }
      }
    }
    threads.forEach(joined)
    #expect(refused.value == 0)
  }

  @Test func `closing twice is harmless and every later call answers closed`() throws {
    let environment = try Environment(path: directory.path, options: small())
    let table = try environment.table("log", create: true)
    environment.close()
    environment.close()
    #expect(refusal { _ = try environment.count(table) }?.code == .closed)
    #expect(refusal { try environment.write().abort() }?.code == .closed)
    #expect(refusal { try environment.flush() }?.code == .closed)
    #expect(refusal { _ = try environment.table("log", create: false) }?.code == .closed)
    #expect(refusal { _ = try environment.statistics() }?.code == .closed)
    #expect(refusal { try environment.growMap(toBytes: 1 << 25) }?.code == .closed)
  }

  @Test func `an environment for reading shows the data and refuses every change`() throws {
    let first = try Environment(path: directory.path, options: small())
    try first.append(0..<10, to: first.table("log", create: true))
    first.close()
    let reader = try Environment(path: directory.path, options: small(access: .readOnly))
    let table = try reader.table("log", create: false)
    #expect(try reader.count(table) == 10)
    #expect(refusal { try reader.write().abort() }?.code == .readOnly)
    #expect(refusal { try reader.flush() }?.code == .readOnly)
    #expect(refusal { _ = try reader.table("other", create: true) }?.code == .readOnly)
    #expect(refusal { _ = try reader.table("other", create: false) }?.code == .tableMissing)
    #expect(try reader.count(table) == 10)
  }

  @Test func `closing while a write transaction is open stops the program with a sentence`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [path = directory.path as String] in
      let environment = try Environment(path: path, options: small())
      let transaction = try environment.write()
      environment.close()
      transaction.abort()
    }
    #expect(says("closed while a write transaction was open", result))
  }
}

/// Whether a stopped program said this on its standard error.
func says(_ sentence: String, _ result: ExitTest.Result?) -> Bool {
  String(decoding: result?.standardErrorContent ?? [], as: UTF8.self).contains(sentence)
}
