internal import CLMDB
internal import Glibc

/// The changes that become visible together, or not at all.
///
/// It belongs to the OS thread that began it: using it on another one stops the program. End it with
/// `commit` or `abort`; one that is just let go aborts. After a change failed, nothing can be committed
/// any more. Its cursors end with it.
public struct WriteTransaction: ~Copyable {
  private let environment: Environment
  private let handle: OpaquePointer
  private let thread: pthread_t
  private let generation: UInt64

  init(environment: Environment, handle: OpaquePointer) {
    self.environment = environment
    self.handle = handle
    thread = pthread_self()
    generation = environment.writer.generation
  }

  deinit {
    // Committed and aborted ones have moved the generation on.
    if environment.writer.generation == generation { _ = end(aborting: true) }
  }

  /// Stores all changes and ends the transaction; with `.flushEachCommit` they are on the disk then.
  ///
  /// The transaction is over also when this throws, and then nothing of it was stored. Errors:
  /// `.diskFull`, `.mapFull`, `.transactionFailed` after a failed change, `.environmentFailed`,
  /// `.systemError`. After `.diskFull` or `.systemError` close the environment and open it again: what the
  /// operating system holds of the file may differ from the disk.
  public consuming func commit() throws(LMDBError) {
    requireOwnThread()
    if environment.writer.hasFailed {
      _ = end(aborting: true)
      throw LMDBError(.transactionFailed, path: environment.path, detail: "commit")
    }
    let outcome = end(aborting: false)
    guard outcome == MDB_SUCCESS else {
      throw LMDBError.from(outcome, path: environment.path, detail: "commit")
    }
  }

  /// Forgets all changes and ends the transaction.
  public consuming func abort() { _ = end(aborting: true) }

  /// The number this transaction has once committed: one above the last.
  public var transactionNumber: UInt64 { UInt64(mdb_txn_id(handle)) }

  /// The value of `key` (1 to 511 bytes), or nil. Valid until the transaction ends or changes anything.
  public func get(
    _ table: Table, _ key: UnsafeRawBufferPointer
  ) throws(LMDBError) -> UnsafeRawBufferPointer? { try records.get(table, key) }

  /// How many records the table has.
  public func count(_ table: Table) throws(LMDBError) -> Int { try records.count(table) }

  /// The record with the least key, or nil.
  public func first(_ table: Table) throws(LMDBError) -> Record? {
    try records.edge(table, MDB_FIRST)
  }

  /// The record with the greatest key, or nil.
  public func last(_ table: Table) throws(LMDBError) -> Record? {
    try records.edge(table, MDB_LAST)
  }

  /// A cursor that is nowhere yet; it ends with the transaction.
  public func cursor(_ table: Table) throws(LMDBError) -> Cursor {
    requireOwnThread()
    return try Cursor(
      environment: environment, life: environment.writer, transaction: handle, table: table)
  }

  /// A cursor that writes, for changes in the order of their keys; it ends with the transaction.
  public func writeCursor(_ table: Table) throws(LMDBError) -> WriteCursor {
    requireOwnThread()
    return try WriteCursor(environment: environment, transaction: handle, table: table)
  }

  /// Stores a record: key 1 to 511 bytes, value at most 4 GiB - 1.
  ///
  /// Errors: `.keyNotAscending` (only `.append`), `.mapFull`, `.badKeySize`, `.valueTooLarge`,
  /// `.transactionTooLarge`. Afterwards the transaction can only be aborted.
  public func put(
    _ table: Table, _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer,
    ordering: PutOrdering
  ) throws(LMDBError) {
    var stored = MDB_val(value)
    try put(table, key, &stored, flags: ordering == .append ? UInt32(MDB_APPEND) : 0)
  }

  /// Appends a record of `byteCount` bytes and lets `fill` write it straight into the page.
  ///
  /// `fill` must write every byte: what it leaves is old memory. Errors as `put` with `.append`.
  public func reserveAppend(
    _ table: Table, _ key: UnsafeRawBufferPointer, byteCount: Int,
    fill: (UnsafeMutableRawBufferPointer) -> Void
  ) throws(LMDBError) {
    precondition(byteCount >= 0, "a value has no negative size")
    var stored = MDB_val(mv_size: byteCount, mv_data: nil)
    try put(table, key, &stored, flags: UInt32(MDB_APPEND | MDB_RESERVE))
    fill(UnsafeMutableRawBufferPointer(start: stored.mv_data, count: byteCount))
  }

  /// Removes the record of `key`; false when there was none.
  public func delete(
    _ table: Table, _ key: UnsafeRawBufferPointer
  ) throws(LMDBError) -> Bool {
    requireOwnThread()
    table.requireSame(environment.serial)
    try checked { () throws(LMDBError) in try environment.checkKey(key) }
    var wanted = MDB_val(key)
    let outcome = mdb_del(handle, table.handle, &wanted, nil)
    if outcome == MDB_SUCCESS { return true }
    if outcome == MDB_NOTFOUND { return false }
    throw fail(environment.recordError(outcome, "delete"))
  }

  /// Removes all records of a table, which stays.
  public func clear(_ table: Table) throws(LMDBError) {
    requireOwnThread()
    table.requireSame(environment.serial)
    let outcome = mdb_drop(handle, table.handle, 0)
    guard outcome == MDB_SUCCESS else { throw fail(environment.recordError(outcome, "clear")) }
  }

  /// Removes a named table with its records. The `Table` is of no use afterwards, even after an abort;
  /// then the table is still there and can be opened again.
  ///
  /// Errors: `.busy` while this process reads any snapshot, because the handle is shared with them; the
  /// records are then cleared all the same and the transaction can go on.
  public func drop(_ table: Table) throws(LMDBError) {
    try clear(table)
    try environment.closeDropped(table, transaction: handle)
  }

  /// Opens a table's handle inside this transaction; it counts once this one is committed.
  func openTable(_ name: String?, create: Bool) throws(LMDBError) -> UInt32 {
    try environment.openHandle(name, create: create, transaction: handle)
  }

  private var records: Records {
    requireOwnThread()
    return Records(environment: environment, transaction: handle)
  }

  @inline(__always)
  private func put(
    _ table: Table, _ key: UnsafeRawBufferPointer, _ stored: inout MDB_val, flags: UInt32
  ) throws(LMDBError) {
    requireOwnThread()
    table.requireSame(environment.serial)
    if key.isEmpty || key.count > Environment.keySizeMaxBytes {
      throw fail(LMDBError(.badKeySize(bytes: key.count), path: environment.path))
    }
    if stored.mv_size > Environment.valueSizeMaxBytes {
      throw fail(LMDBError(.valueTooLarge(bytes: stored.mv_size), path: environment.path))
    }
    var place = MDB_val(key)
    let outcome = mdb_put(handle, table.handle, &place, &stored, flags)
    if outcome == MDB_SUCCESS { return }
    if outcome == MDB_KEYEXIST { throw fail(LMDBError(.keyNotAscending, path: environment.path)) }
    throw fail(environment.recordError(outcome, "put"))
  }

  private func checked(_ check: () throws(LMDBError) -> Void) throws(LMDBError) {
    do throws(LMDBError) { try check() } catch { throw fail(error) }
  }

  @inline(never)
  private func fail(_ error: LMDBError) -> LMDBError {
    environment.writer.hasFailed = true
    return error
  }

  @inline(__always)
  private func requireOwnThread() {
    precondition(
      pthread_equal(thread, pthread_self()) != 0,
      "a write transaction was used on another thread than the one that began it; "
        + "begin, change and commit it on one thread")
  }

  /// Ends it, one way or the other, and returns liblmdb's code. liblmdb ends a transaction and frees its
  /// cursors even when the commit fails.
  private func end(aborting: Bool) -> CInt {
    requireOwnThread()
    // Before LMDB's lock is given up: the next writer may begin at that very moment.
    environment.writer.generation += 1
    environment.forgetWriter()
    defer { environment.leave() }
    guard aborting else { return mdb_txn_commit(handle) }
    mdb_txn_abort(handle)
    return MDB_SUCCESS
  }
}
