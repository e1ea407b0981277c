internal import CLMDB
internal import Glibc

/// One read transaction of liblmdb, in use or resting. Resting (reset), it holds a reader slot but no
/// pages.
@usableFromInline
// @unchecked: at any time one owner, either the pool under its mutex or one call of `read`.
final class PooledSnapshot: TransactionLife, @unchecked Sendable {
  let transaction: OpaquePointer
  var restingSinceMilliseconds: Int64 = 0

  init(transaction: OpaquePointer) {
    self.transaction = transaction
    super.init(freesCursors: false)
  }
}

/// The resting snapshots of one environment, the last used on top. Guarded by the environment's gate.
struct SnapshotPool {
  private(set) var resting: [PooledSnapshot] = []
  /// Snapshots that a closure is reading now.
  var inUse = 0

  mutating func takeResting() -> PooledSnapshot? { resting.popLast() }

  mutating func rest(_ snapshot: PooledSnapshot, nowMilliseconds: Int64) {
    snapshot.restingSinceMilliseconds = nowMilliseconds
    resting.append(snapshot)
  }

  /// Closes those that rested longer than the maximum; they are at the bottom.
  mutating func closeOld(nowMilliseconds: Int64, ageMaxMilliseconds: Int) {
    guard let oldest = resting.first,
      nowMilliseconds - oldest.restingSinceMilliseconds > Int64(ageMaxMilliseconds)
    else { return }
    let keepFrom =
      resting.firstIndex {
        nowMilliseconds - $0.restingSinceMilliseconds <= Int64(ageMaxMilliseconds)
      } ?? resting.count
    for snapshot in resting[..<keepFrom] { mdb_txn_abort(snapshot.transaction) }
    resting.removeFirst(keepFrom)
  }

  mutating func closeAll() {
    for snapshot in resting { mdb_txn_abort(snapshot.transaction) }
    resting.removeAll()
  }
}

/// Milliseconds of a clock that neither jumps nor counts suspended time; read without a system call.
func monotonicMilliseconds() -> Int64 {
  var now = timespec()
  clock_gettime(CLOCK_MONOTONIC_COARSE, &now)
  return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
}
