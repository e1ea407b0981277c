internal import Casework
internal import LMDB

/// Where the writer puts finished blocks. The product has one store; tests give one that fails when told.
protocol BlockStore {
  /// Appends one block and returns only when it is on the disk.
  ///
  /// - Parameter fill: writes all `byteCount` bytes.
  func append(
    firstSequence: UInt64, byteCount: Int, fill: (UnsafeMutableRawBufferPointer) -> Void
  ) throws(LMDBError)
}

/// The log: blocks in LMDB under their big-endian first sequence, appended and never changed.
final class EventLog: BlockStore, Sendable {
  let environment: Environment
  private let table: Table

  /// - Parameter access: `.create` for a new city, `.existing` to write, `.readOnly` to read.
  init(directory: String, access: Environment.Access, mapByteCount: Int) throws(EngineError) {
    do throws(LMDBError) {
      environment = try Environment(
        path: directory,
        options: Environment.Options(
          mapSizeBytes: mapByteCount, tablesMax: 0, readersMax: EngineLimits.readersMax, durability: .flushEachCommit,
          access: access))
      table = try environment.mainTable()
    } catch { throw .store(error) }
  }

  func close() { environment.close() }

  func append(
    firstSequence: UInt64, byteCount: Int, fill: (UnsafeMutableRawBufferPointer) -> Void
  ) throws(LMDBError) {
    let transaction = try environment.write()
    try BigEndianKey.withKey(firstSequence) { key throws(LMDBError) in
      try transaction.reserveAppend(table, key, byteCount: byteCount, fill: fill)
    }
    try transaction.commit()
  }

  /// Runs `body` on a snapshot of the log; blocks and events are valid only inside.
  func read<R>(_ body: (inout LogSnapshot) throws(EngineError) -> R) throws(EngineError) -> R {
    var outcome: Result<R, EngineError>?
    do throws(LMDBError) {
      try environment.read { snapshot throws(LMDBError) in
        var log = LogSnapshot(cursor: try snapshot.cursor(table))
        do throws(EngineError) { outcome = .success(try body(&log)) } catch { outcome = .failure(error) }
      }
    } catch { throw .store(error) }
    guard let outcome else { preconditionFailure("a snapshot ended without running its body") }
    return try outcome.get()
  }
}

/// The log as it stood at one moment.
struct LogSnapshot: ~Copyable {
  private var cursor: Cursor

  init(cursor: consuming Cursor) { self.cursor = cursor }

  /// The last block, or nil when the log is empty.
  mutating func lastBlock() throws(EngineError) -> BlockView? {
    try view { cursor throws(LMDBError) in try cursor.last() }
  }

  /// The block that holds a sequence, or nil when the log ends before it.
  mutating func block(containing sequence: UInt64) throws(EngineError) -> BlockView? {
    let block = try view { cursor throws(LMDBError) in
      try BigEndianKey.withKey(sequence) { key throws(LMDBError) in try cursor.seek(atOrBefore: key) }
    }
    guard let block, sequence < block.endSequence else { return nil }
    return block
  }

  /// The block after the last one that was asked for, or nil at the end.
  mutating func nextBlock() throws(EngineError) -> BlockView? {
    try view { cursor throws(LMDBError) in try cursor.next() }
  }

  /// The event at a sequence; nil when the log ends before it.
  mutating func event(at sequence: SequenceNumber) throws(EngineError) -> Event? {
    let record = try record { cursor throws(LMDBError) in
      try BigEndianKey.withKey(sequence.rawValue) { key throws(LMDBError) in try cursor.seek(atOrBefore: key) }
    }
    guard let record, let bytes = try BlockView.event(at: sequence.rawValue, in: record.bytes, key: record.key) else {
      return nil
    }
    return try BlockView.decoded(bytes, at: sequence.rawValue, withSealed: true)
  }

  private mutating func view(
    _ move: (inout Cursor) throws(LMDBError) -> Record?
  ) throws(EngineError) -> BlockView? {
    try record(move).map { record throws(EngineError) in try BlockView(record.bytes, key: record.key) }
  }

  private mutating func record(
    _ move: (inout Cursor) throws(LMDBError) -> Record?
  ) throws(EngineError) -> (key: UInt64, bytes: UnsafeRawBufferPointer)? {
    let record: Record?
    do throws(LMDBError) { record = try move(&cursor) } catch { throw .store(error) }
    guard let record else { return nil }
    guard record.key.count == 8 else { throw .damagedLog(sequence: 0, expected: "block keys of eight bytes") }
    return (BigEndianKey.readUInt64(record.key), record.value)
  }
}

extension BlockView {
  /// The event at an index from 0, read and held against its place.
  ///
  /// - Parameter withSealed: with its sealed part, else that stays empty.
  func decodedEvent(at index: Int, withSealed: Bool = true) throws(EngineError) -> Event {
    try Self.decoded(event(at: index), at: firstSequence + UInt64(index), withSealed: withSealed)
  }

  /// Reads an event and holds it against its place.
  fileprivate static func decoded(
    _ bytes: UnsafeRawBufferPointer, at sequence: UInt64, withSealed: Bool
  ) throws(EngineError) -> Event {
    let event: Event
    do throws(WireError) { event = try Event.decode(bytes, withSealed: withSealed) } catch {
      throw .damagedLog(sequence: sequence, expected: "an event; \(error)")
    }
    guard event.sequence.rawValue == sequence else {
      throw .damagedLog(
        sequence: sequence, expected: "an event that carries this sequence, found \(event.sequence.rawValue)")
    }
    return event
  }
}
