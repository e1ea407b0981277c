internal import CLMDB
internal import Glibc

extension Environment {
  /// Begins a write transaction on the calling thread; waits while another thread or process has one.
  ///
  /// Stops the program when this thread has one open already: it would wait for itself for ever.
  /// Errors: `.readOnly`, `.closed`, `.environmentFailed`, `.mapResized`, `.systemError`.
  public func write() throws(LMDBError) -> WriteTransaction {
    WriteTransaction(environment: self, handle: try beginWriting())
  }

  func beginWriting() throws(LMDBError) -> OpaquePointer {
    guard options.access != .readOnly else { throw LMDBError(.readOnly, path: path) }
    let this = pthread_self()
    gate.lock()
    guard let handle else {
      gate.unlock()
      throw LMDBError(.closed, path: path)
    }
    if let owner = writer.owner {
      precondition(
        pthread_equal(owner, this) == 0,
        "this thread has a write transaction open already; commit or abort it first")
    }
    callsInside += 1
    gate.unlock()

    var transaction: OpaquePointer?
    let outcome = mdb_txn_begin(handle, nil, 0, &transaction)
    guard outcome == MDB_SUCCESS, let transaction else {
      leave()
      throw LMDBError.from(outcome, path: path, detail: "begin a write transaction")
    }
    writer.hasFailed = false
    gate.lock()
    writer.owner = this
    gate.unlock()
    return transaction
  }

  /// Called by the owner while it still holds LMDB's write lock.
  func forgetWriter() {
    gate.lock()
    writer.owner = nil
    gate.unlock()
  }
}
