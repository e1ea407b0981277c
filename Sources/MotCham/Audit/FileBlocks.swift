internal import LMDB

/// The blocks of a log, found in its data file without liblmdb; for one thread at a time.
struct FileBlocks: BlockSource {
  let records: FileRecords
  private let buffer = FileBuffer()
  /// The leaf that was looked at last: the next block asked for mostly is its next record. A block, once there, never
  /// changes and never moves.
  private var leaf: [FileRecords.Record] = []

  init(_ records: FileRecords) { self.records = records }

  mutating func block(containing sequence: UInt64) throws(EngineError) -> BlockView? {
    if let view = try blockOfLeaf(containing: sequence) { return view }
    leaf = try stored { () throws(LMDBError) in
      try records.leaf(atOrBefore: withUnsafeBytes(of: sequence.bigEndian) { Array($0) })
    }
    return try blockOfLeaf(containing: sequence)
  }

  /// Nil when the sequence is not in the leaf at hand.
  private func blockOfLeaf(containing sequence: UInt64) throws(EngineError) -> BlockView? {
    guard let record = leaf.last(where: { $0.sequence <= sequence }) else { return nil }
    try stored { () throws(LMDBError) in try records.read(record, into: buffer) }
    let view = try BlockView(buffer.value, key: record.sequence)
    return sequence < view.endSequence ? view : nil
  }

  /// One past the last sequence of the log; zero when it is empty.
  func endSequence() throws(EngineError) -> UInt64 {
    let head = try stored { () throws(LMDBError) -> BlockHead? in
      guard let last = try records.find(atOrBefore: [UInt8](repeating: 0xFF, count: 8)) else { return nil }
      try records.read(last, into: buffer, byteCountMax: BlockHead.byteCountMax)
      return BlockHead(buffer.value)
    }
    return head?.endSequence ?? 0
  }
}

extension FileRecords.Record {
  /// The first sequence of the block.
  var sequence: UInt64 { Self.sequence(of: key) }

  /// The sequence that a key says; keys of another size are of no log, and stand for no sequence of one.
  static func sequence(of key: [UInt8]) -> UInt64 {
    key.count == 8 ? key.withUnsafeBytes { BigEndianKey.readUInt64($0) } : .max
  }
}

/// A log that is read from its data file, for whoever folds it.
struct FileLog: BlockRun {
  let records: FileRecords

  func blocks(
    from sequence: UInt64, _ visit: (BlockView) throws(EngineError) -> Bool
  ) throws(EngineError) {
    var blocks = FileBlocks(records)
    var next = sequence
    while true {
      guard let block = try blocks.block(containing: next), next == sequence || block.firstSequence == next else {
        throw .damagedLog(sequence: next, expected: "a block that begins at this sequence")
      }
      next = block.endSequence
      if !(try visit(block)) { return }
    }
  }
}

/// The records of a city's log, read without liblmdb.
func cityRecords(_ directory: String) throws(EngineError) -> FileRecords {
  let folder = Layout.log(directory)
  guard SystemCall.exists(folder + "/data.mdb") else { throw .notACity(path: directory) }
  return try stored { () throws(LMDBError) in try FileRecords(directory: folder) }
}
