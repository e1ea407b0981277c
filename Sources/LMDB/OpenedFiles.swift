internal import CLMDB
internal import Glibc

/// The steps of opening, in order, each with its refusal.
struct OpenedFiles {
  let path: String
  let handle: OpaquePointer
  let pageSizeBytes: Int
  let serial: UInt64

  init(path given: String, options: Environment.Options) throws(LMDBError) {
    precondition(options.mapSizeBytes > 0, "mapSizeBytes is at least 1")
    precondition((0...1_000).contains(options.tablesMax), "tablesMax is 0 to 1,000")
    precondition(options.readersMax >= 1, "readersMax is at least 1")
    precondition(
      options.snapshotAgeMaxMilliseconds >= 0, "snapshotAgeMaxMilliseconds is not negative")

    if let refusal = LibraryVersion.running.refusal() { throw LMDBError(refusal, path: given) }
    let path = try OpenedFiles.canonicalDirectory(given, access: options.access)
    let serial = try EnvironmentRegistry.shared.reserve(path: path)
    do throws(LMDBError) {
      try FileCheck.run(directory: path, access: options.access)
      try LockFile.preallocate(directory: path, readersMax: options.readersMax)
      handle = try OpenedFiles.open(path: path, options: options, serial: serial)
    } catch {
      EnvironmentRegistry.shared.remove(serial: serial)
      throw error
    }
    do throws(LMDBError) {
      pageSizeBytes = try OpenedFiles.finish(handle, path: path, serial: serial)
    } catch {
      let opened = handle
      EnvironmentRegistry.shared.remove(serial: serial) { mdb_env_close(opened) }
      throw error
    }
    self.path = path
    self.serial = serial
  }

  private static func canonicalDirectory(
    _ given: String, access: Environment.Access
  ) throws(LMDBError) -> String {
    if access == .create, mkdir(given, 0o700) != 0, errno != EEXIST {
      let number = errno
      throw number == ENOENT
        ? LMDBError(.missing, path: given, detail: "the directory above it does not exist")
        : LMDBError.from(number, path: given, detail: "make the directory")
    }
    guard let resolved = realpath(given, nil) else {
      let number = errno
      throw number == ENOENT
        ? LMDBError(.missing, path: given, detail: "the directory does not exist")
        : LMDBError.from(number, path: given, detail: "find the directory")
    }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func open(
    path: String, options: Environment.Options, serial: UInt64
  ) throws(LMDBError) -> OpaquePointer {
    var created: OpaquePointer?
    let made = mdb_env_create(&created)
    guard made == MDB_SUCCESS, let environment = created else {
      throw LMDBError.from(made, path: path, detail: "make an environment")
    }
    // NOTLS: a snapshot is not bound to a thread. Never WRITEMAP (a stray pointer would write the
    // database), DUPSORT, INTEGERKEY (host byte order) or NOMEMINIT (heap contents would reach the disk).
    var flags = UInt32(MDB_NOTLS)
    if options.durability == .noFlush { flags |= UInt32(MDB_NOSYNC) }
    if options.access == .readOnly { flags |= UInt32(MDB_RDONLY) }

    var outcome = mdb_env_set_mapsize(environment, options.mapSizeBytes)
    if outcome == MDB_SUCCESS {
      outcome = mdb_env_set_maxdbs(environment, UInt32(options.tablesMax))
    }
    if outcome == MDB_SUCCESS {
      outcome = mdb_env_set_maxreaders(environment, UInt32(options.readersMax))
    }
    if outcome == MDB_SUCCESS { outcome = mdb_env_open(environment, path, flags, 0o600) }
    guard outcome == MDB_SUCCESS else {
      // After a failed open the handle must still be closed.
      EnvironmentRegistry.shared.remove(serial: serial) { mdb_env_close(environment) }
      // The data file was checked before, so these two speak of the lock file.
      if outcome == MDB_VERSION_MISMATCH || outcome == MDB_INVALID {
        throw LMDBError(.lockFormatMismatch, path: path)
      }
      throw LMDBError.from(outcome, path: path, detail: "open data.mdb and lock.mdb")
    }
    return environment
  }

  /// Clears reader slots of dead processes and registers the data file. Returns the page size in bytes.
  private static func finish(
    _ handle: OpaquePointer, path: String, serial: UInt64
  ) throws(LMDBError) -> Int {
    var dead: Int32 = 0
    let checked = mdb_reader_check(handle, &dead)
    guard checked == MDB_SUCCESS else {
      throw LMDBError.from(checked, path: path, detail: "clear dead readers")
    }
    try EnvironmentRegistry.shared.bind(serial: serial, dataFile: path + "/data.mdb", path: path)
    var numbers = MDB_stat()
    let measured = mdb_env_stat(handle, &numbers)
    guard measured == MDB_SUCCESS else {
      throw LMDBError.from(measured, path: path, detail: "read the page size")
    }
    return Int(numbers.ms_psize)
  }
}
