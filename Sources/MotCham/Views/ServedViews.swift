internal import Casework
internal import LMDB

/// The views as one snapshot shows them: which tables they stand in, and how far they have come.
struct ServedViews: Sendable {
  let tables: ViewTables
  let register: ViewRegister
  /// The first sequence that is not in the views.
  let checkpoint: UInt64
  /// No version 7 key that is in the views and came in order has a later time; milliseconds since 1970.
  let keyHorizon: UInt64
  private let path: String

  /// Before any snapshot was looked at.
  init(emptyIn store: ViewStore) {
    path = store.environment.path
    register = ViewRegister()
    tables = store.tables(register)
    (checkpoint, keyHorizon) = (0, 0)
  }

  init(_ store: ViewStore, in snapshot: borrowing Snapshot) throws(EngineError) {
    path = store.environment.path
    register = try store.register(.served, in: snapshot) ?? ViewRegister()
    tables = store.tables(register)
    checkpoint = register[.cases]?.checkpoint ?? 0
    keyHorizon = register[.submissions]?.horizon ?? 0
  }

  /// Throws when the view cannot be read because a newer program is still building it.
  func require(_ view: View) throws(EngineError) {
    guard register[view]?.version == view.version else { throw .viewMissing(view.name) }
  }

  /// The state of a case; nil when no such case is in the views.
  func state(of number: CaseNumber, in snapshot: borrowing Snapshot) throws(EngineError) -> CaseState? {
    try tables.state(of: number, in: snapshot, path: path)
  }

  /// The sequence at which a submission key stands; nil when it is not in the views.
  func sequence(of key: UInt128, in snapshot: borrowing Snapshot) throws(LMDBError) -> UInt64? {
    let value = try BigEndianKey.withKey(key) { key throws(LMDBError) in try snapshot.get(tables.submissions, key) }
    guard let value, value.count == 8 else { return nil }
    return UInt64(littleEndian: value.loadUnaligned(as: UInt64.self))
  }

  @inline(never)
  func damaged(_ expected: String) -> EngineError { .damagedFile(path: path, expected: expected) }
}

extension ViewTables {
  /// The state of a case; nil when there is none in these tables.
  ///
  /// - Parameter path: names the environment when the record is damaged.
  func state(
    of number: CaseNumber, in snapshot: borrowing Snapshot, path: @autoclosure () -> String
  ) throws(EngineError) -> CaseState? {
    let record = try stored { () throws(LMDBError) in
      try BigEndianKey.withKey(number.rawValue) { key throws(LMDBError) in try snapshot.get(cases, key) }
    }
    guard let record else { return nil }
    do throws(WireError) { return try CaseState.decode(record) } catch {
      throw .damagedFile(path: path(), expected: "a case record for case \(number.rawValue); \(error)")
    }
  }
}
