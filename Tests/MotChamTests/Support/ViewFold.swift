import Foundation
import LMDB
import Testing

@testable import MotCham

/// A log folded into views of their own, in runs of a chosen length; gone when the test is over.
final class ViewFold {
  let directory: String
  let log: EventLog
  let store: ViewStore
  var keeper: ViewKeeper

  init(_ lives: Lives, runLength: Int) throws {
    directory = try City.emptyDirectory()
    try lives.writeLog(to: directory + "/log")
    log = try EventLog(directory: directory + "/log", access: .existing, mapByteCount: 1 << 30)
    store = try ViewStore(directory: directory + "/views", access: .create, mapByteCount: 1 << 30)
    try store.begin()
    keeper = try ViewKeeper(log: log, store: store, zone: lives.rulebook.zone)
    try fold(from: 0, to: lives.events.count, runLength: runLength)
  }

  deinit {
    log.close()
    store.close()
    try? FileManager.default.removeItem(atPath: directory)
  }

  func fold(from start: Int, to end: Int, runLength: Int) throws {
    for next in stride(from: start + runLength, to: end + runLength, by: runLength) {
      _ = try keeper.follow(until: UInt64(min(next, end)))
    }
  }

  func digests() throws -> [View: Digest] {
    try store.read { snapshot throws(EngineError) in
      try store.digests(try store.register(.served, in: snapshot) ?? ViewRegister(), in: snapshot)
    }
  }

  /// Every record of a table of the served views, in its order.
  func records(_ table: KeyPath<ViewTables, Table>) throws -> [(key: [UInt8], value: [UInt8])] {
    var records: [(key: [UInt8], value: [UInt8])] = []
    try store.read { snapshot throws(EngineError) in
      let served = try ServedViews(store, in: snapshot)
      try stored { () throws(LMDBError) in
        var cursor = try snapshot.cursor(served.tables[keyPath: table])
        while let (key, value) = try cursor.next() { records.append((Array(key), Array(value))) }
      }
    }
    return records
  }

  /// The records of a table as the view's own kind of record.
  func entries<Entry>(
    _ table: KeyPath<ViewTables, Table>, _ make: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Entry?
  ) throws -> [Entry] {
    try records(table).map { record in
      try #require(record.key.withUnsafeBytes { key in record.value.withUnsafeBytes { make(key, $0) } })
    }
  }
}
