internal import Glibc

/// The one write transaction an environment can have in this process: whose it is, and whether it can
/// still be committed.
// @unchecked: `owner` is guarded by the environment's gate; the rest belongs to the thread that holds
// LMDB's write lock.
final class WriterLife: TransactionLife, @unchecked Sendable {
  /// The thread with the open write transaction, nil when there is none.
  var owner: pthread_t?
  /// A change failed: pages may be half changed, so only an abort is possible.
  var hasFailed = false

  init() { super.init(freesCursors: true) }
}
