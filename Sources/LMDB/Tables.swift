internal import CLMDB

extension Environment {
  /// Opens the named table, making it when `create` is true and it is missing.
  ///
  /// It takes a short write transaction of its own (a read one with `.readOnly`), so open tables before
  /// your transaction: inside one on the same thread this stops the program. Opening a table twice gives
  /// the same one. Errors: `.tableMissing`, `.tablesFull`, `.incompatibleTable`, `.readOnly`, and those
  /// of `write` and `commit`.
  public func table(_ name: String, create: Bool) throws(LMDBError) -> Table {
    guard !name.isEmpty, name.utf8.count <= Environment.keySizeMaxBytes, !name.utf8.contains(0)
    else {
      throw LMDBError(
        .incompatibleTable, path: path, detail: "table name of \(name.utf8.count) bytes")
    }
    return try openTable(name, create: create)
  }

  /// The unnamed table that every environment has. The names of the named tables are records in it, so
  /// use one kind or the other.
  public func mainTable() throws(LMDBError) -> Table { try openTable(nil, create: false) }

  private func openTable(_ name: String?, create: Bool) throws(LMDBError) -> Table {
    gate.lock()
    let cached = tables[name ?? ""]
    gate.unlock()
    if let cached { return Table(handle: cached, environmentSerial: serial) }
    if options.access == .readOnly { return try openTableForReading(name, create: create) }

    let transaction = WriteTransaction(environment: self, handle: try beginWriting())
    let opened = try transaction.openTable(name, create: create)
    try transaction.commit()
    gate.lock()
    tables[name ?? ""] = opened
    gate.unlock()
    return Table(handle: opened, environmentSerial: serial)
  }

  /// Handles must not be opened by two transactions at once; the gate keeps others out.
  private func openTableForReading(_ name: String?, create: Bool) throws(LMDBError) -> Table {
    gate.lock()
    defer { gate.unlock() }
    guard let handle else { throw LMDBError(.closed, path: path) }
    if let cached = tables[name ?? ""] { return Table(handle: cached, environmentSerial: serial) }
    var begun: OpaquePointer?
    let started = mdb_txn_begin(handle, nil, UInt32(MDB_RDONLY), &begun)
    guard started == MDB_SUCCESS, let begun else {
      throw LMDBError.from(started, path: path, detail: "begin a snapshot")
    }
    let opened: MDB_dbi
    do throws(LMDBError) {
      opened = try openHandle(name, create: false, transaction: begun)
    } catch {
      mdb_txn_abort(begun)
      if create, error.code == .tableMissing {
        throw LMDBError(.readOnly, path: path, detail: "make table \(name ?? "")")
      }
      throw error
    }
    // Committing a read transaction stores nothing; it makes the handle known to later ones.
    let ended = mdb_txn_commit(begun)
    guard ended == MDB_SUCCESS else { throw LMDBError.from(ended, path: path) }
    tables[name ?? ""] = opened
    return Table(handle: opened, environmentSerial: serial)
  }

  func openHandle(
    _ name: String?, create: Bool, transaction: OpaquePointer
  ) throws(LMDBError) -> MDB_dbi {
    let shown = name ?? "(main)"
    var opened: MDB_dbi = 0
    let outcome = mdb_dbi_open(transaction, name, create ? UInt32(MDB_CREATE) : 0, &opened)
    if outcome == MDB_NOTFOUND {
      throw LMDBError(.tableMissing, path: path, detail: "table \(shown)")
    }
    guard outcome == MDB_SUCCESS else {
      throw LMDBError.from(outcome, path: path, detail: "open table \(shown)")
    }
    var flags: UInt32 = 0
    let asked = mdb_dbi_flags(transaction, opened, &flags)
    guard asked == MDB_SUCCESS else {
      throw LMDBError.from(asked, path: path, detail: "open table \(shown)")
    }
    // Another program's table of sorted duplicates or host-order integers would be misread.
    guard flags == 0 else {
      throw LMDBError(
        .incompatibleTable, path: path, detail: "table \(shown) was made with flags \(flags)")
    }
    return opened
  }

  /// The second half of a drop: removes the emptied table's name and closes its handle, which nothing
  /// may be using.
  func closeDropped(_ table: Table, transaction: OpaquePointer) throws(LMDBError) {
    gate.lock()
    defer { gate.unlock() }
    guard pool.inUse == 0 else { throw LMDBError(.busy, path: path, detail: "drop a table") }
    let outcome = mdb_drop(transaction, table.handle, 1)
    guard outcome == MDB_SUCCESS else {
      writer.hasFailed = true
      throw recordError(outcome, "drop")
    }
    if let name = tables.first(where: { $0.value == table.handle })?.key { tables[name] = nil }
  }
}
