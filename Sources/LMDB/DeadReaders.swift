internal import CLMDB

extension Environment {
  /// Gives back the reader slots of processes that died; returns how many there were.
  ///
  /// A dead reader keeps the pages it looked at, and the file grows. Opening does this once; a process that stays
  /// up for months calls it now and then. Errors: `.closed`, `.systemError`.
  @discardableResult
  public func forgetDeadReaders() throws(LMDBError) -> Int {
    let handle = try enter()
    defer { leave() }
    var dead: Int32 = 0
    let outcome = mdb_reader_check(handle, &dead)
    guard outcome == MDB_SUCCESS else {
      throw LMDBError.from(outcome, path: path, detail: "clear dead readers")
    }
    return Int(dead)
  }
}
