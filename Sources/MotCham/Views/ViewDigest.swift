internal import Casework
internal import LMDB

/// What a view holds, as one hash: two views are the same when their digests are.
///
/// SHA-256 over a head and every record of the view's tables, numbers little-endian:
///
///     u32 view, u32 version, u64 checkpoint, u64 horizon
///     for each table, for each record in the order of the keys: u32 key bytes, u32 value bytes, key, value
///     after each table: u32 0, u32 0
///
/// Which of its two sides a view stands in does not count.
struct ViewDigest: ~Copyable {
  private let hash = RunningHash()

  init(_ view: View, _ row: ViewRegister.Row) {
    hash.add(view.rawValue)
    hash.add(row.version)
    hash.add(row.checkpoint)
    hash.add(row.horizon)
  }

  func add(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
    hash.add(UInt64(key.count) | UInt64(value.count) << 32)
    hash.add(key)
    hash.add(value)
  }

  func endTable() { hash.add(UInt64(0)) }

  consuming func finish() -> Digest { hash.finish() }

  static func of(
    _ view: View, _ row: ViewRegister.Row, in store: ViewStore, _ snapshot: borrowing Snapshot
  ) throws(LMDBError) -> Digest {
    let digest = ViewDigest(view, row)
    for table in store.tables(of: view, on: row.side) {
      var cursor = try snapshot.cursor(table)
      while let (key, value) = try cursor.next() { digest.add(key, value) }
      digest.endTable()
    }
    return digest.finish()
  }
}
