internal import LMDB

/// The blocks of a log, found in its data file without liblmdb; for one thread at a time.
struct FileBlocks: BlockSource {
  let records: FileRecords
  private let buffer = FileBuffer()

  init(_ records: FileRecords) { self.records = records }

  func block(containing sequence: UInt64) throws(EngineError) -> BlockView? {
    let block = try stored { () throws(LMDBError) -> (UInt64, UnsafeRawBufferPointer)? in
      let key = withUnsafeBytes(of: sequence.bigEndian) { Array($0) }
      guard let record = try records.find(atOrBefore: key) else { return nil }
      try records.read(record, into: buffer)
      return (record.sequence, buffer.value)
    }
    guard let (key, bytes) = block else { return nil }
    let view = try BlockView(bytes, key: key)
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
  /// The first sequence of the block; keys of another size are of no log, and stand for no sequence of one.
  var sequence: UInt64 { key.count == 8 ? key.withUnsafeBytes { BigEndianKey.readUInt64($0) } : .max }
}
