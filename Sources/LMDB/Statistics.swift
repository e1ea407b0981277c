internal import CLMDB

extension Environment {
  /// Sizes and counts at one moment.
  public struct Statistics: Equatable, Sendable {
    /// Address space mapped for the data, in bytes.
    public var mapSizeBytes: Int
    /// Bytes of the map in use or once used: `data.mdb` is about this long.
    public var usedBytes: Int
    public var pageSizeBytes: Int
    /// The number of the last commit.
    public var transactionNumber: UInt64
    public var readersMax: Int
    /// The greatest number of reader slots that were taken at once since the first process opened it.
    public var readerSlotsUsed: Int
  }

  /// Errors: `.closed`.
  public func statistics() throws(LMDBError) -> Statistics {
    gate.lock()
    defer { gate.unlock() }
    guard let handle else { throw LMDBError(.closed, path: path) }
    var numbers = MDB_envinfo()
    let outcome = mdb_env_info(handle, &numbers)
    guard outcome == MDB_SUCCESS else {
      throw LMDBError.from(outcome, path: path, detail: "read statistics")
    }
    return Statistics(
      mapSizeBytes: numbers.me_mapsize, usedBytes: (numbers.me_last_pgno + 1) * pageSizeBytes,
      pageSizeBytes: pageSizeBytes, transactionNumber: UInt64(numbers.me_last_txnid),
      readersMax: Int(numbers.me_maxreaders), readerSlotsUsed: Int(numbers.me_numreaders))
  }

  /// Address space mapped for the data, in bytes. Errors: `.closed`.
  public var mapSizeBytes: Int { get throws(LMDBError) { try statistics().mapSizeBytes } }

  /// Bytes of the map in use or once used. Errors: `.closed`.
  public var usedBytes: Int { get throws(LMDBError) { try statistics().usedBytes } }
}
