internal import Casework

/// One commit of the writer: one LMDB record under the big-endian first sequence.
///
///     offset  bytes  meaning (numbers little-endian)
///          0      4  "MCB1"
///          4      2  format version, 1
///          6      2  number of peaks p
///          8      4  number of events n, at least 1
///         12      4  bytes of all events together
///         16      8  first sequence
///         24      8  time of recording, milliseconds since 1970
///         32     32  Merkle root over all events up to the last of this block
///         64     32p peaks of the Merkle frontier after this block, largest subtree first
///             4(n+1)  where each event begins, from the start of the event bytes; last their length
///                     the events, each a motcham.v1.Event
enum BlockLayout {
  static let magic: UInt32 = 0x3142_434D  // "MCB1", little-endian
  static let version: UInt16 = 1
  static let headerByteCount = 64
  /// LMDB holds values below 4 GiB; a batch is cut long before.
  static let eventBytesMax = 1 << 30

  static func byteCount(peakCount: Int, eventCount: Int, eventByteCount: Int) -> Int {
    headerByteCount + Digest.byteCount * peakCount + 4 * (eventCount + 1) + eventByteCount
  }

  /// Writes a whole block into memory of exactly its size.
  ///
  /// - Parameters:
  ///   - offsets: where each event begins in `events`, n entries.
  ///   - frontier: after the last event of this block.
  static func write(
    into target: UnsafeMutableRawBufferPointer, firstSequence: UInt64, recordedAt: Instant, offsets: [UInt32],
    events: UnsafeRawBufferPointer, frontier: MerkleFrontier, root: Digest
  ) {
    let peaks = frontier.peaks
    precondition(!offsets.isEmpty, "a block without events is never written")
    precondition(
      firstSequence + UInt64(offsets.count) == frontier.leafCount, "a block and its frontier end at different sequences"
    )
    precondition(
      target.count == byteCount(peakCount: peaks.count, eventCount: offsets.count, eventByteCount: events.count),
      "a block is written into memory of another size")
    target.storeBytes(of: magic.littleEndian, toByteOffset: 0, as: UInt32.self)
    target.storeBytes(of: version.littleEndian, toByteOffset: 4, as: UInt16.self)
    target.storeBytes(of: UInt16(peaks.count).littleEndian, toByteOffset: 6, as: UInt16.self)
    target.storeBytes(of: UInt32(offsets.count).littleEndian, toByteOffset: 8, as: UInt32.self)
    target.storeBytes(of: UInt32(events.count).littleEndian, toByteOffset: 12, as: UInt32.self)
    target.storeBytes(of: firstSequence.littleEndian, toByteOffset: 16, as: UInt64.self)
    target.storeBytes(of: recordedAt.milliseconds.littleEndian, toByteOffset: 24, as: Int64.self)
    root.store(in: target, at: 32)
    var at = headerByteCount
    for peak in peaks {
      peak.store(in: target, at: at)
      at += Digest.byteCount
    }
    for offset in offsets {
      target.storeBytes(of: offset.littleEndian, toByteOffset: at, as: UInt32.self)
      at += 4
    }
    target.storeBytes(of: UInt32(events.count).littleEndian, toByteOffset: at, as: UInt32.self)
    at += 4
    UnsafeMutableRawBufferPointer(rebasing: target[at...]).copyMemory(from: events)
  }
}

/// A block as it lies in the log; valid as long as the snapshot it was read from.
///
/// Opening checks the header against the bytes, so that later reads stay inside; whether the content is what
/// was written is for the Merkle root to say.
struct BlockView {
  private let bytes: UnsafeRawBufferPointer
  let firstSequence: UInt64
  let eventCount: Int
  /// Of all events together.
  let eventByteCount: Int
  let recordedAt: Instant
  let root: Digest
  private let peakCount: Int
  private let offsetsAt: Int
  private let eventsAt: Int

  /// Throws `damagedLog` with the sequence and what was expected.
  init(_ bytes: UnsafeRawBufferPointer, key: UInt64) throws(EngineError) {
    try self.init(headOf: bytes, key: key)
    var before: UInt32 = 0
    for index in 0...eventCount {
      let offset = UInt32(offset(index))
      guard index == 0 ? offset == 0 : offset > before, offset <= UInt32(eventByteCount) else {
        // Which of the two is wrong is not known; the earlier one ends the event before it.
        throw .damagedLog(sequence: key + UInt64(max(0, index - 2)), expected: "event offsets that ascend")
      }
      before = offset
    }
    guard before == UInt32(eventByteCount) else { throw Self.damaged(key, "events that fill the block") }
  }

  /// Opens a block without looking at where its events lie.
  private init(headOf bytes: UnsafeRawBufferPointer, key: UInt64) throws(EngineError) {
    func damaged(_ expected: String) -> EngineError { Self.damaged(key, expected) }
    guard bytes.count >= BlockLayout.headerByteCount else { throw damaged("a block header of 64 bytes") }
    func load<N: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, _ type: N.Type) -> N {
      N(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: N.self))
    }
    guard load(0, UInt32.self) == BlockLayout.magic else { throw damaged("the mark MCB1 at the head of a block") }
    guard load(4, UInt16.self) == BlockLayout.version else {
      throw damaged("block format 1; a newer MotCham wrote this log")
    }
    peakCount = Int(load(6, UInt16.self))
    eventCount = Int(load(8, UInt32.self))
    eventByteCount = Int(load(12, UInt32.self))
    firstSequence = load(16, UInt64.self)
    recordedAt = Instant(milliseconds: load(24, Int64.self))
    root = Digest(loading: bytes, at: 32)
    guard firstSequence == key else { throw damaged("the first sequence \(key), found \(firstSequence)") }
    let (end, overflow) = firstSequence.addingReportingOverflow(UInt64(eventCount))
    guard eventCount > 0, !overflow, peakCount == end.nonzeroBitCount else {
      throw damaged("as many peaks as the number of events needs")
    }
    guard
      bytes.count
        == BlockLayout.byteCount(peakCount: peakCount, eventCount: eventCount, eventByteCount: eventByteCount)
    else { throw damaged("a block as long as its header says") }
    offsetsAt = BlockLayout.headerByteCount + Digest.byteCount * peakCount
    eventsAt = offsetsAt + 4 * (eventCount + 1)
    self.bytes = bytes
  }

  private static func damaged(_ key: UInt64, _ expected: String) -> EngineError {
    .damagedLog(sequence: key, expected: expected)
  }

  /// The whole block as it is stored.
  var stored: UnsafeRawBufferPointer { bytes }

  /// One past the last sequence.
  var endSequence: UInt64 { firstSequence + UInt64(eventCount) }

  /// The stored bytes of the event at an index from 0.
  func event(at index: Int) -> UnsafeRawBufferPointer {
    precondition(index >= 0 && index < eventCount, "an event is read beyond its block")
    let start = eventsAt + offset(index)
    return UnsafeRawBufferPointer(rebasing: bytes[start..<(eventsAt + offset(index + 1))])
  }

  /// The stored bytes of one event, found without a look at where the others lie: for who reads one here and one there.
  ///
  /// - Parameter sequence: not below `key`.
  /// - Returns: nil when the block ends before it.
  static func event(
    at sequence: UInt64, in bytes: UnsafeRawBufferPointer, key: UInt64
  ) throws(EngineError) -> UnsafeRawBufferPointer? {
    let block = try BlockView(headOf: bytes, key: key)
    guard sequence < block.endSequence else { return nil }
    let index = Int(sequence - key)
    let (start, end) = (block.offset(index), block.offset(index + 1))
    guard start < end, end <= block.eventByteCount else { throw damaged(sequence, "event offsets that ascend") }
    return UnsafeRawBufferPointer(rebasing: bytes[(block.eventsAt + start)..<(block.eventsAt + end)])
  }

  /// The frontier after this block; nil when what is stored cannot be one.
  var frontier: MerkleFrontier? {
    MerkleFrontier(
      leafCount: endSequence,
      peaks: (0..<peakCount).map { Digest(loading: bytes, at: BlockLayout.headerByteCount + Digest.byteCount * $0) })
  }

  private func offset(_ index: Int) -> Int {
    Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offsetsAt + 4 * index, as: UInt32.self)))
  }
}
