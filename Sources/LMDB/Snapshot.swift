internal import CLMDB

/// The environment as it was when the closure of `Environment.read` began.
///
/// Later commits do not show. It lives only inside that closure; so do the buffers it returns. Keep the
/// closure short: a held snapshot keeps old pages alive, and the file grows.
public struct Snapshot: ~Copyable {
  private let records: Records
  private let life: PooledSnapshot

  @usableFromInline
  init(environment: Environment, pooled: PooledSnapshot) {
    records = Records(environment: environment, transaction: pooled.transaction)
    life = pooled
  }

  /// The number of the last commit that shows here; 0 in a new environment.
  public var transactionNumber: UInt64 { UInt64(mdb_txn_id(life.transaction)) }

  /// The value of `key` (1 to 511 bytes), or nil.
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

  /// A cursor that is nowhere yet.
  public func cursor(_ table: Table) throws(LMDBError) -> Cursor {
    try Cursor(
      environment: records.environment, life: life, transaction: life.transaction, table: table)
  }
}
