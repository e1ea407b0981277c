internal import CLMDB
internal import Glibc

/// One directory with LMDB's `data.mdb` and `lock.mdb`, open in this process once.
///
/// Any thread may read; one write transaction at a time, over all processes, belongs to the thread that
/// began it. A process that forks must not use the environment in the child: open it there anew, after
/// `exec`.
// @unchecked: what changes after `init` is guarded by `gate`; `writer` belongs to whoever holds LMDB's
// write lock.
public final class Environment: @unchecked Sendable {
  /// The canonical path of the directory.
  public let path: String
  /// What it was opened with.
  public let options: Options
  /// Bytes of one page, fixed when the data file was made.
  public let pageSizeBytes: Int

  /// Different for every environment this process opens.
  let serial: UInt64
  let gate = ThreadMutex()
  let writer = WriterLife()

  // Guarded by `gate`.
  var handle: OpaquePointer?
  var pool = SnapshotPool()
  var tables: [String: MDB_dbi] = [:]
  /// Calls that use the handle outside the gate: open write transactions, those waiting to begin, and
  /// flushes.
  var callsInside = 0

  /// Opens the directory `path`.
  ///
  /// Errors: `.missing`, `.truncatedFile`, `.notADatabase`, `.versionMismatch`, `.pageCorrupted`,
  /// `.libraryTooOld`, `.alreadyOpen`, `.permissionDenied`, `.diskFull`, `.systemError`. A refused open
  /// changes no file that was there.
  public init(path: String, options: Options = Options()) throws(LMDBError) {
    let opened = try OpenedFiles(path: path, options: options)
    self.path = opened.path
    self.options = options
    self.pageSizeBytes = opened.pageSizeBytes
    self.serial = opened.serial
    self.handle = opened.handle
  }

  deinit { close() }

  /// Closes the files. Closing twice is harmless; every later call answers `.closed`.
  ///
  /// Stops the program when a transaction is still open: the map would vanish beneath it.
  public func close() {
    gate.lock()
    defer { gate.unlock() }
    guard let handle else { return }
    precondition(
      callsInside == 0, "an environment was closed while a write transaction was open; end it first"
    )
    precondition(
      pool.inUse == 0, "an environment was closed while a snapshot was being read; end it first")
    pool.closeAll()
    tables.removeAll()
    EnvironmentRegistry.shared.remove(serial: serial) { mdb_env_close(handle) }
    self.handle = nil
  }

  /// Forces everything committed so far to the disk, also with `.noFlush`.
  ///
  /// Errors: `.diskFull`, `.systemError`, `.readOnly`, `.closed`. After a failure the pages may be lost
  /// although a second flush succeeds: never retry, close and open again.
  public func flush() throws(LMDBError) {
    guard options.access != .readOnly else { throw LMDBError(.readOnly, path: path) }
    let handle = try enter()
    defer { leave() }
    let outcome = mdb_env_sync(handle, 1)
    guard outcome == MDB_SUCCESS else { throw LMDBError.from(outcome, path: path, detail: "flush") }
  }

  /// Makes the map larger (never smaller than what is used); 0 adopts what another process has set.
  ///
  /// Errors: `.busy` while this process has a transaction open, `.systemError` when the address space
  /// does not allow it, `.closed`.
  public func growMap(toBytes bytes: Int) throws(LMDBError) {
    precondition(bytes >= 0, "a map size is not negative")
    gate.lock()
    defer { gate.unlock() }
    guard let handle else { throw LMDBError(.closed, path: path) }
    // The map moves: nothing of this process may be looking at it.
    guard callsInside == 0, pool.inUse == 0 else {
      throw LMDBError(.busy, path: path, detail: "grow the map")
    }
    let outcome = mdb_env_set_mapsize(handle, bytes)
    guard outcome == MDB_SUCCESS else {
      throw LMDBError.from(outcome, path: path, detail: "grow the map to \(bytes) bytes")
    }
  }

  /// Keeps the environment open for a call that uses its handle outside the gate.
  func enter() throws(LMDBError) -> OpaquePointer {
    gate.lock()
    defer { gate.unlock() }
    guard let handle else { throw LMDBError(.closed, path: path) }
    callsInside += 1
    return handle
  }

  func leave() {
    gate.lock()
    callsInside -= 1
    gate.unlock()
  }
}
