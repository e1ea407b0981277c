internal import CLMDB
internal import Glibc

/// A place in a table, moved record by record.
///
/// A cursor belongs to the transaction that made it: using one after that transaction ended stops the
/// program with a sentence. In a write transaction it follows changes made through the transaction. The
/// buffers it returns live as long as the transaction's own: in a snapshot until the closure returns, in
/// a write transaction until the next change.
public struct Cursor: ~Copyable {
  private let environment: Environment
  private let life: TransactionLife
  private let generation: UInt64
  private let handle: OpaquePointer

  init(
    environment: Environment, life: TransactionLife, transaction: OpaquePointer, table: Table
  ) throws(LMDBError) {
    table.requireSame(environment.serial)
    var opened: OpaquePointer?
    let outcome = mdb_cursor_open(transaction, table.handle, &opened)
    guard outcome == MDB_SUCCESS, let opened else {
      throw environment.recordError(outcome, "open a cursor")
    }
    self.environment = environment
    self.life = life
    self.generation = life.generation
    self.handle = opened
  }

  deinit {
    // liblmdb frees the cursors of a write transaction when that ends, and never those of a read one.
    if life.freesCursors && life.generation != generation { return }
    mdb_cursor_close(handle)
  }

  /// The first record of the table, or nil when it is empty.
  public mutating func first() throws(LMDBError) -> Record? { try move(MDB_FIRST) }

  /// The last record of the table, or nil when it is empty.
  public mutating func last() throws(LMDBError) -> Record? { try move(MDB_LAST) }

  /// The record after this place; the first one when the cursor has not been placed yet; nil at the end.
  public mutating func next() throws(LMDBError) -> Record? { try move(MDB_NEXT) }

  /// The record before this place; the last one when the cursor has not been placed yet; nil at the
  /// beginning.
  public mutating func previous() throws(LMDBError) -> Record? { try move(MDB_PREV) }

  /// The first record whose key is not below `key`, or nil when there is none.
  public mutating func seek(
    atOrAfter key: UnsafeRawBufferPointer
  ) throws(LMDBError) -> Record? {
    try environment.checkKey(key)
    return try move(MDB_SET_RANGE, from: MDB_val(key))
  }

  /// The last record whose key is not above `key`, or nil when there is none.
  public mutating func seek(
    atOrBefore key: UnsafeRawBufferPointer
  ) throws(LMDBError) -> Record? {
    guard let found = try seek(atOrAfter: key) else { return try last() }
    if found.key.count == key.count, let left = found.key.baseAddress,
      let right = key.baseAddress, memcmp(left, right, key.count) == 0
    {
      return found
    }
    return try previous()
  }

  /// The record of exactly this key, or nil; then the cursor's place is not defined.
  public mutating func seek(exactly key: UnsafeRawBufferPointer) throws(LMDBError) -> Record? {
    try environment.checkKey(key)
    return try move(MDB_SET_KEY, from: MDB_val(key))
  }

  @inline(__always)
  private func move(
    _ operation: MDB_cursor_op, from start: MDB_val = MDB_val()
  ) throws(LMDBError) -> Record? {
    precondition(
      life.generation == generation,
      "this cursor outlived its transaction; use a cursor only inside the transaction that made it")
    var key = start
    var value = MDB_val()
    let outcome = mdb_cursor_get(handle, &key, &value, operation)
    if outcome == MDB_SUCCESS { return (key.bytes, value.bytes) }
    if outcome == MDB_NOTFOUND { return nil }
    throw environment.recordError(outcome, "move a cursor")
  }
}
