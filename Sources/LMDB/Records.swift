internal import CLMDB
internal import Glibc

/// One record: both buffers point into the map and are valid as long as the transaction that gave them
/// says so.
public typealias Record = (key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer)

extension MDB_val {
  /// liblmdb takes mutable pointers and writes through none of those this module passes in.
  @inline(__always)
  init(_ bytes: UnsafeRawBufferPointer) {
    self.init(mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
  }

  @inline(__always)
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: mv_data, count: mv_size) }
}

/// The reads that a snapshot and a write transaction share.
struct Records {
  let environment: Environment
  let transaction: OpaquePointer

  @inline(__always)
  func get(
    _ table: Table, _ key: UnsafeRawBufferPointer
  ) throws(LMDBError) -> UnsafeRawBufferPointer? {
    table.requireSame(environment.serial)
    try environment.checkKey(key)
    var wanted = MDB_val(key)
    var found = MDB_val()
    let outcome = mdb_get(transaction, table.handle, &wanted, &found)
    if outcome == MDB_SUCCESS { return found.bytes }
    if outcome == MDB_NOTFOUND { return nil }
    throw environment.recordError(outcome, "get")
  }

  func count(_ table: Table) throws(LMDBError) -> Int {
    table.requireSame(environment.serial)
    var numbers = MDB_stat()
    let outcome = mdb_stat(transaction, table.handle, &numbers)
    guard outcome == MDB_SUCCESS else { throw environment.recordError(outcome, "count") }
    return Int(numbers.ms_entries)
  }

  func edge(_ table: Table, _ operation: MDB_cursor_op) throws(LMDBError) -> Record? {
    table.requireSame(environment.serial)
    var cursor: OpaquePointer?
    let opened = mdb_cursor_open(transaction, table.handle, &cursor)
    guard opened == MDB_SUCCESS, let cursor else {
      throw environment.recordError(opened, "open a cursor")
    }
    defer { mdb_cursor_close(cursor) }
    var key = MDB_val()
    var value = MDB_val()
    let outcome = mdb_cursor_get(cursor, &key, &value, operation)
    if outcome == MDB_SUCCESS { return (key.bytes, value.bytes) }
    if outcome == MDB_NOTFOUND { return nil }
    throw environment.recordError(outcome, "read the first or last record")
  }
}

extension Environment {
  /// LMDB's bound, fixed when the library is built; Debian builds 511.
  static let keySizeMaxBytes = 511
  static let valueSizeMaxBytes = 0xffff_ffff

  @inline(__always)
  func checkKey(_ key: UnsafeRawBufferPointer) throws(LMDBError) {
    if key.isEmpty || key.count > Environment.keySizeMaxBytes {
      throw LMDBError(.badKeySize(bytes: key.count), path: path)
    }
  }

  /// liblmdb answers EINVAL when a transaction does not know a table handle.
  @inline(never)
  func recordError(_ returnCode: CInt, _ operation: String) -> LMDBError {
    if returnCode == EINVAL {
      return LMDBError(.tableNotInTransaction, path: path, detail: operation)
    }
    return LMDBError.from(returnCode, path: path, detail: operation)
  }
}
