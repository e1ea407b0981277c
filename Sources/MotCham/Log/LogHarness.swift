public import Casework
internal import LMDB

// What the load harness asks of the log beneath the engine. No part of the public interface: an embedder
// appends by `submit`.

/// The block log by itself: bytes in, blocks with their Merkle root on the disk, and nothing decided.
@_spi(Harness)
public final class LogAppender {
  private let log: EventLog
  private var frontier = MerkleFrontier()
  private let hashes: Bool

  /// A new log in a directory that is made here.
  ///
  /// - Parameter hashes: false leaves the tree out, to show what it costs; such a log is no log.
  public init(directory: String, mapByteCount: Int, hashes: Bool = true) throws(EngineError) {
    log = try EventLog(directory: directory, access: .create, mapByteCount: mapByteCount)
    self.hashes = hashes
  }

  /// Appends events as one block and returns after its flush.
  ///
  /// - Parameters:
  ///   - offsets: where each event begins in `events`, from 0 and ascending.
  ///   - recordedAt: what the header of the block says.
  public func append(
    offsets: [UInt32], events: UnsafeRawBufferPointer, recordedAt: Instant = Instant(milliseconds: 0)
  ) throws(EngineError) {
    let first = frontier.leafCount
    func event(_ index: Int) -> UnsafeRawBufferPointer {
      let end = index + 1 < offsets.count ? Int(offsets[index + 1]) : events.count
      return UnsafeRawBufferPointer(rebasing: events[Int(offsets[index])..<end])
    }
    let leaves =
      hashes ? TreeHash.leaves(offsets.count, event) : Array(repeating: TreeHash.empty, count: offsets.count)
    frontier.append(leaves: leaves)
    let (after, root) = (frontier, frontier.root)
    let byteCount = BlockLayout.byteCount(
      peakCount: after.peaks.count, eventCount: offsets.count, eventByteCount: events.count)
    try stored { () throws(LMDBError) in
      try log.append(firstSequence: first, byteCount: byteCount) { target in
        BlockLayout.write(
          into: target, firstSequence: first, recordedAt: recordedAt, offsets: offsets, events: events,
          frontier: after, root: root)
      }
    }
  }

  public func close() { log.close() }
}

/// A whole log read again: every event hashed, every block's root and frontier held against the fold so far.
@_spi(Harness)
public struct LogAudit: Equatable, Sendable {
  public private(set) var events: UInt64 = 0
  public private(set) var blocks: UInt64 = 0
  /// Of the events alone, as stored.
  public private(set) var eventByteCount: UInt64 = 0
  public private(set) var root: Digest

  /// - Parameters:
  ///   - directory: the folder of the log.
  ///   - visit: sees each event's stored bytes, in order.
  /// - Throws: `damagedLog` at the first block that is not what its events say.
  public static func walk(
    _ directory: String, visit: (UnsafeRawBufferPointer) -> Void = { _ in }
  ) throws(EngineError) -> LogAudit {
    let log = try EventLog(directory: directory, access: .readOnly, mapByteCount: 1 << 36)
    defer { log.close() }
    return try log.read { log throws(EngineError) in
      var frontier = MerkleFrontier()
      var audit = LogAudit(root: frontier.root)
      var next = try log.block(containing: 0)
      while let block = next {
        guard block.firstSequence == frontier.leafCount else {
          throw EngineError.damagedLog(sequence: frontier.leafCount, expected: "a block that begins at this sequence")
        }
        for index in 0..<block.eventCount {
          let event = block.event(at: index)
          frontier.append(leaf: TreeHash.leaf(event))
          audit.eventByteCount += UInt64(event.count)
          visit(event)
        }
        guard frontier == block.frontier, frontier.root == block.root else {
          throw EngineError.damagedLog(
            sequence: block.firstSequence, expected: "a block whose events give its Merkle root")
        }
        audit.blocks += 1
        next = try log.nextBlock()
      }
      audit.events = frontier.leafCount
      audit.root = frontier.root
      return audit
    }
  }

  private init(root: Digest) { self.root = root }

  /// SHA-256 as a leaf of the tree has it, to name an input by.
  public static func digest(of bytes: [UInt8]) -> Digest { bytes.withUnsafeBytes { TreeHash.leaf($0) } }
}
