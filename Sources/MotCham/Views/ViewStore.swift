internal import Casework
internal import LMDB

/// The tables of the views: everything here can be thrown away and folded again from the log.
///
///     table              key (big-endian)                    value
///     meta               name                                u64 little-endian
///     cases              u64 case                            motcham.v1.CaseRecord
///     queues             u32 agency, u64 due, u64 case       nothing
///     commitments        see `CommitmentEntry`
///     history            u64 case, u64 sequence              nothing; a case's first event is its number
///     submissions        16 bytes key                        u64 sequence, little-endian
///     submissions_ahead  16 bytes key                        nothing; keys from the future when they came
final class ViewStore: Sendable {
  let environment: Environment
  let meta: Table
  let cases: Table
  let queues: Table
  let commitments: Table
  let history: Table
  let submissions: Table
  let submissionsAhead: Table

  /// Raised with every change of a table's layout or of what is put into it; older views are folded anew.
  static let version: UInt64 = 5

  init(directory: String, access: Environment.Access, mapByteCount: Int) throws(EngineError) {
    do throws(LMDBError) {
      let environment = try Environment(
        path: directory,
        options: Environment.Options(
          mapSizeBytes: mapByteCount, tablesMax: 16, readersMax: EngineLimits.readersMax, durability: .noFlush,
          access: access))
      let create = access == .create
      meta = try environment.table("meta", create: create)
      cases = try environment.table("cases", create: create)
      queues = try environment.table("queues", create: create)
      commitments = try environment.table("commitments", create: create)
      history = try environment.table("history", create: create)
      submissions = try environment.table("submissions", create: create)
      submissionsAhead = try environment.table("submissions_ahead", create: create)
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
}

/// Look-ups in one snapshot.
extension ViewStore {
  /// A number of `meta`; nil when it was never written.
  func number(_ name: ViewMeta, in snapshot: borrowing Snapshot) throws(LMDBError) -> UInt64? {
    guard let value = try snapshot.get(meta, name.key), value.count == 8 else { return nil }
    return UInt64(littleEndian: value.loadUnaligned(as: UInt64.self))
  }

  /// The first sequence that is not in the views.
  func checkpoint(in snapshot: borrowing Snapshot) throws(LMDBError) -> UInt64 {
    try number(.checkpoint, in: snapshot) ?? 0
  }

  /// The state of a case; nil when no such case is in the views.
  func state(of number: CaseNumber, in snapshot: borrowing Snapshot) throws(EngineError) -> CaseState? {
    let record = try stored { () throws(LMDBError) in
      try BigEndianKey.withKey(number.rawValue) { key throws(LMDBError) in try snapshot.get(cases, key) }
    }
    guard let record else { return nil }
    do throws(WireError) { return try CaseState.decode(record) } catch {
      throw .damagedFile(path: environment.path, expected: "a case record for case \(number.rawValue); \(error)")
    }
  }

  /// The sequence at which a submission key stands; nil when it is not in the views.
  func sequence(of key: UInt128, in snapshot: borrowing Snapshot) throws(LMDBError) -> UInt64? {
    let value = try BigEndianKey.withKey(key) { key throws(LMDBError) in try snapshot.get(submissions, key) }
    guard let value, value.count == 8 else { return nil }
    return UInt64(littleEndian: value.loadUnaligned(as: UInt64.self))
  }
}

/// Runs a call of the store below; its errors become the engine's.
@inline(__always)
func stored<R>(_ body: () throws(LMDBError) -> R) throws(EngineError) -> R {
  do throws(LMDBError) { return try body() } catch { throw .store(error) }
}

/// Names in the table `meta`.
enum ViewMeta {
  /// `ViewStore.version` of whoever wrote the views.
  case version
  /// The first sequence that is not in the views.
  case checkpoint
  /// The latest time in a version 7 key that came in order, milliseconds since 1970.
  case keyHorizon

  /// Its name as a key; static memory, so it outlives every call.
  var key: UnsafeRawBufferPointer {
    switch self {
    case .version: Self.bytes("version")
    case .checkpoint: Self.bytes("checkpoint")
    case .keyHorizon: Self.bytes("key_horizon")
    }
  }

  private static func bytes(_ name: StaticString) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
  }
}
