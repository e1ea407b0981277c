internal import CLMDB

/// A place in a table from which records are written, one key after the other.
///
/// Made for changes in ascending order of their keys: a key that lies on the page of the one before is found there,
/// without another way down the tree. Any order is correct. It belongs to the write transaction that made it and
/// ends with it.
public struct WriteCursor: ~Copyable {
  private let environment: Environment
  private let generation: UInt64
  private let handle: OpaquePointer

  init(environment: Environment, transaction: OpaquePointer, table: Table) throws(LMDBError) {
    table.requireSame(environment.serial)
    var opened: OpaquePointer?
    let outcome = mdb_cursor_open(transaction, table.handle, &opened)
    guard outcome == MDB_SUCCESS, let opened else {
      throw environment.recordError(outcome, "open a cursor")
    }
    self.environment = environment
    generation = environment.writer.generation
    handle = opened
  }

  deinit {
    // liblmdb frees the cursors of a write transaction when that ends.
    if environment.writer.generation == generation { mdb_cursor_close(handle) }
  }

  /// The value of `key`, or nil. Valid until the transaction changes anything.
  @inline(__always)
  public mutating func get(_ key: UnsafeRawBufferPointer) throws(LMDBError) -> UnsafeRawBufferPointer? {
    try check(key)
    var place = MDB_val(key)
    var value = MDB_val()
    let outcome = mdb_cursor_get(handle, &place, &value, MDB_SET_KEY)
    if outcome == MDB_SUCCESS { return value.bytes }
    if outcome == MDB_NOTFOUND { return nil }
    throw fail(environment.recordError(outcome, "move a cursor"))
  }

  /// The first record whose key is not below `key`, or nil. Valid until the transaction changes anything.
  @inline(__always)
  public mutating func seek(atOrAfter key: UnsafeRawBufferPointer) throws(LMDBError) -> Record? {
    try check(key)
    var place = MDB_val(key)
    var value = MDB_val()
    let outcome = mdb_cursor_get(handle, &place, &value, MDB_SET_RANGE)
    if outcome == MDB_SUCCESS { return (place.bytes, value.bytes) }
    if outcome == MDB_NOTFOUND { return nil }
    throw fail(environment.recordError(outcome, "move a cursor"))
  }

  /// Stores a record in the place of its key; one that is there is replaced.
  ///
  /// Errors as `WriteTransaction.put`; afterwards the transaction can only be aborted.
  @inline(__always)
  public mutating func put(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws(LMDBError) {
    try check(key)
    if value.count > Environment.valueSizeMaxBytes {
      throw fail(LMDBError(.valueTooLarge(bytes: value.count), path: environment.path))
    }
    var place = MDB_val(key)
    var stored = MDB_val(value)
    let outcome = mdb_cursor_put(handle, &place, &stored, 0)
    if outcome != MDB_SUCCESS { throw fail(environment.recordError(outcome, "put")) }
  }

  /// Stores a record behind the last one; a key that is not above the last is refused with `.keyNotAscending`.
  @inline(__always)
  public mutating func append(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws(LMDBError) {
    try check(key)
    var place = MDB_val(key)
    var stored = MDB_val(value)
    let outcome = mdb_cursor_put(handle, &place, &stored, UInt32(MDB_APPEND))
    if outcome == MDB_KEYEXIST { throw fail(LMDBError(.keyNotAscending, path: environment.path)) }
    if outcome != MDB_SUCCESS { throw fail(environment.recordError(outcome, "put")) }
  }

  /// Removes the record of `key`; false when there was none.
  @inline(__always)
  public mutating func delete(_ key: UnsafeRawBufferPointer) throws(LMDBError) -> Bool {
    guard try get(key) != nil else { return false }
    let outcome = mdb_cursor_del(handle, 0)
    if outcome != MDB_SUCCESS { throw fail(environment.recordError(outcome, "delete")) }
    return true
  }

  @inline(__always)
  private func check(_ key: UnsafeRawBufferPointer) throws(LMDBError) {
    precondition(
      environment.writer.generation == generation,
      "this cursor outlived its transaction; use a cursor only inside the transaction that made it")
    if key.isEmpty || key.count > Environment.keySizeMaxBytes {
      throw fail(LMDBError(.badKeySize(bytes: key.count), path: environment.path))
    }
  }

  @inline(never)
  private func fail(_ error: LMDBError) -> LMDBError {
    environment.writer.hasFailed = true
    return error
  }
}
