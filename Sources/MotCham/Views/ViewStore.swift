internal import Casework
internal import LMDB

/// The environment of the views: everything here can be thrown away and folded again from the log.
///
/// Each view has two sets of tables, `a` and `b`. The register in `meta` says which is served; the other is empty, or
/// the view is being built in it anew.
final class ViewStore: Sendable {
  let environment: Environment
  let meta: Table
  let a: ViewTables
  let b: ViewTables

  /// Raised when the register itself, or the way in which tables are named, changes; older views are deleted.
  static let layout: UInt64 = 4

  init(directory: String, access: Environment.Access, mapByteCount: Int) throws(EngineError) {
    do throws(LMDBError) {
      let environment = try Environment(
        path: directory,
        options: Environment.Options(
          mapSizeBytes: mapByteCount, tablesMax: ViewTables.countInEnvironment, readersMax: EngineLimits.readersMax,
          durability: .noFlush, access: access))
      let create = access == .create
      meta = try environment.table("meta", create: create)
      a = try ViewTables(.a, in: environment, create: create)
      b = try ViewTables(.b, in: environment, create: create)
      self.environment = environment
    } catch { throw .store(error) }
  }

  func close() { environment.close() }

  /// Runs `body` on a snapshot; values are valid only inside.
  func read<R>(_ body: (borrowing Snapshot) throws(EngineError) -> R) throws(EngineError) -> R {
    var outcome: Result<R, EngineError>?
    try stored { () throws(LMDBError) in
      try environment.read { snapshot throws(LMDBError) in
        do throws(EngineError) { outcome = .success(try body(snapshot)) } catch { outcome = .failure(error) }
      }
    }
    guard let outcome else { preconditionFailure("a snapshot ended without running its body") }
    return try outcome.get()
  }

  /// Makes all views new and empty, as this program knows them.
  func begin() throws(EngineError) {
    try stored { () throws(LMDBError) in
      let transaction = try environment.write()
      try withUnsafeBytes(of: Self.layout.littleEndian) { value throws(LMDBError) in
        try transaction.put(meta, Self.layoutKey, value, ordering: .anywhere)
      }
      try transaction.put(ViewRegister(.all, on: .a), .served, in: self)
      try transaction.commit()
    }
  }

  /// Whether these views can be taken up: this program reads them, has the versions without which nothing can be
  /// decided, and they know nothing that the log does not hold.
  ///
  /// - Parameter end: one past the last sequence of the log.
  func isUsable(end: UInt64) throws(EngineError) -> Bool {
    try read { snapshot throws(EngineError) in
      let value = try stored { () throws(LMDBError) in try snapshot.get(meta, Self.layoutKey) }
      guard let value, value.count == 8, UInt64(littleEndian: value.loadUnaligned(as: UInt64.self)) == Self.layout,
        let register = try self.register(.served, in: snapshot), register.current.isSuperset(of: .ofTheWriter)
      else { return false }
      return View.allCases.allSatisfy { (register[$0]?.checkpoint ?? 0) <= end }
    }
  }

  private static var layoutKey: UnsafeRawBufferPointer {
    let name: StaticString = "layout"
    return UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
  }

  /// What stands where; nil when nothing of that name does.
  func register(_ name: ViewRegister.Name, in snapshot: borrowing Snapshot) throws(EngineError) -> ViewRegister? {
    guard let value = try stored({ () throws(LMDBError) in try snapshot.get(meta, name.key) }) else { return nil }
    guard let register = ViewRegister(value) else {
      throw .damagedFile(path: environment.path, expected: "a register of the views")
    }
    return register
  }

  /// The tables that a register names; a view that it does not name keeps those of side `a`.
  func tables(_ register: ViewRegister) -> ViewTables {
    var tables = a
    for view in View.allCases where register[view]?.side == .b { tables.take(view, from: b) }
    return tables
  }

  func tables(of view: View, on side: ViewSide) -> [Table] { (side == .a ? a : b).of(view) }

  /// Empties every table that the served register does not name: what a killed rebuild left. Writes nothing when
  /// there is nothing to empty.
  func sweep() throws(EngineError) {
    let rests = try read { snapshot throws(EngineError) in
      let served = try self.register(.served, in: snapshot) ?? ViewRegister()
      var rests: [Table] = []
      for view in View.allCases {
        for side in [ViewSide.a, .b] where served[view]?.side != side {
          for table in tables(of: view, on: side)
          where try stored({ () throws(LMDBError) in try snapshot.count(table) }) > 0 {
            rests.append(table)
          }
        }
      }
      return try self.register(.beside, in: snapshot) == nil && rests.isEmpty ? nil : rests
    }
    guard let rests else { return }
    try stored { () throws(LMDBError) in
      let transaction = try environment.write()
      _ = try transaction.delete(meta, ViewRegister.Name.beside.key)
      for table in rests { try transaction.clear(table) }
      try transaction.commit()
    }
  }
}

extension WriteTransaction {
  /// Writes a register with whatever else this transaction changes.
  func put(_ register: ViewRegister, _ name: ViewRegister.Name, in store: ViewStore) throws(LMDBError) {
    // A closure of `Array` does not keep the type of its errors.
    var failure: LMDBError?
    register.bytes.withUnsafeBytes { value in
      do throws(LMDBError) { try put(store.meta, name.key, value, ordering: .anywhere) } catch { failure = error }
    }
    if let failure { throw failure }
  }
}

/// Runs a call of the store below; its errors become the engine's.
@inline(__always)
func stored<R>(_ body: () throws(LMDBError) -> R) throws(EngineError) -> R {
  do throws(LMDBError) { return try body() } catch { throw .store(error) }
}
