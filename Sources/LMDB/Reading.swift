internal import CLMDB

extension Environment {
  /// Runs `body` on a snapshot: the state after the last commit, unchanged for as long as `body` runs.
  ///
  /// Snapshots are pooled, so one costs about a microsecond. Do not begin one inside another: each takes
  /// a reader slot. Rule: a snapshot lives inside its closure.
  ///
  /// Write `{ snapshot throws(LMDBError) in … }` to keep the error typed; Swift 6.3 takes any other
  /// throwing closure for one that throws `any Error`, and so the second form of this function.
  ///
  /// Errors: `.readersFull`, `.mapResized`, `.closed`, and whatever `body` throws.
  @inlinable
  public func read<R>(
    _ body: (borrowing Snapshot) throws(LMDBError) -> R
  ) throws(LMDBError) -> R {
    let pooled = try takeSnapshot()
    defer { restSnapshot(pooled) }
    let snapshot = Snapshot(environment: self, pooled: pooled)
    return try body(snapshot)
  }

  /// The same for a closure that throws errors of its own.
  @inlinable
  @_disfavoredOverload
  public func read<R>(_ body: (borrowing Snapshot) throws -> R) throws -> R {
    let pooled = try takeSnapshot()
    defer { restSnapshot(pooled) }
    let snapshot = Snapshot(environment: self, pooled: pooled)
    return try body(snapshot)
  }

  /// Closes the snapshots that rest longer than the maximum. Reading does this by the way; call it when
  /// nothing reads for long.
  public func closeOldSnapshots() {
    gate.lock()
    pool.closeOld(
      nowMilliseconds: monotonicMilliseconds(),
      ageMaxMilliseconds: options.snapshotAgeMaxMilliseconds)
    gate.unlock()
  }

  /// Snapshots being read now, and those that rest with a reader slot each.
  public var snapshotCounts: (inUse: Int, resting: Int) {
    gate.lock()
    defer { gate.unlock() }
    return (pool.inUse, pool.resting.count)
  }

  @usableFromInline
  func takeSnapshot() throws(LMDBError) -> PooledSnapshot {
    gate.lock()
    guard let handle else {
      gate.unlock()
      throw LMDBError(.closed, path: path)
    }
    pool.inUse += 1
    let resting = pool.takeResting()
    gate.unlock()

    var transaction = resting?.transaction
    var outcome =
      if let transaction {
        mdb_txn_renew(transaction)
      } else {
        mdb_txn_begin(handle, nil, UInt32(MDB_RDONLY), &transaction)
      }
    if outcome == MDB_READERS_FULL, resting == nil {
      // A process that died keeps its slots until somebody looks.
      var dead: Int32 = 0
      let checked = mdb_reader_check(handle, &dead)
      if checked == MDB_SUCCESS, dead > 0 {
        outcome = mdb_txn_begin(handle, nil, UInt32(MDB_RDONLY), &transaction)
      }
    }
    if outcome == MDB_SUCCESS, let transaction {
      return resting ?? PooledSnapshot(transaction: transaction)
    }
    if let resting { mdb_txn_abort(resting.transaction) }
    gate.lock()
    pool.inUse -= 1
    gate.unlock()
    throw LMDBError.from(outcome, path: path, detail: "begin a snapshot")
  }

  @usableFromInline
  func restSnapshot(_ snapshot: PooledSnapshot) {
    snapshot.generation += 1
    mdb_txn_reset(snapshot.transaction)
    let now = monotonicMilliseconds()
    gate.lock()
    pool.rest(snapshot, nowMilliseconds: now)
    pool.closeOld(nowMilliseconds: now, ageMaxMilliseconds: options.snapshotAgeMaxMilliseconds)
    pool.inUse -= 1
    gate.unlock()
  }
}
