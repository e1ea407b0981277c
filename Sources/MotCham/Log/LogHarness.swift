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

  /// Events of one block, where they lie.
  ///
  /// It is unchecked because nobody writes there while they are appended.
  public struct Batch: @unchecked Sendable {
    fileprivate let offsets: [UInt32]
    fileprivate let events: UnsafeRawBufferPointer
    fileprivate let recordedAt: Instant

    /// - Parameters:
    ///   - offsets: where each event begins in `events`, from 0 and ascending.
    ///   - recordedAt: what the header of the block says.
    public init(
      offsets: [UInt32], events: UnsafeRawBufferPointer, recordedAt: Instant = Instant(milliseconds: 0)
    ) {
      self.offsets = offsets
      self.events = events
      self.recordedAt = recordedAt
    }

    fileprivate func event(_ index: Int) -> UnsafeRawBufferPointer {
      let end = index + 1 < offsets.count ? Int(offsets[index + 1]) : events.count
      return UnsafeRawBufferPointer(rebasing: events[Int(offsets[index])..<end])
    }
  }

  /// A batch with its place in the tree, ready to be written.
  private struct Sealed: Sendable {
    let batch: Batch
    let firstSequence: UInt64
    let frontier: MerkleFrontier
    let root: Digest
  }

  /// Appends events as one block and returns after its flush.
  public func append(_ batch: Batch) throws(EngineError) {
    try write(Self.seal(batch, onto: &frontier, hashes: hashes))
  }

  /// Appends one block after the other until there is no more, and returns how many there were.
  ///
  /// While one block is on its way to the disk the next is hashed on a thread of its own, as the engine's writer does.
  /// - Parameter next: gives the batch of a number from 0 on; called on that thread.
  public func appendAll(_ next: @escaping @Sendable (Int) -> Batch?) throws(EngineError) -> Int {
    let exchange = Exchange()
    let (before, hashes) = (frontier, hashes)
    let thread = WorkerThread(name: "motcham-sealing") {
      var frontier = before
      var number = 0
      while let batch = next(number), exchange.put(Self.seal(batch, onto: &frontier, hashes: hashes)) { number += 1 }
      exchange.end()
    }
    // It ends when nobody takes any more.
    defer {
      exchange.end()
      thread.join()
    }
    var count = 0
    while let sealed = exchange.take() {
      try write(sealed)
      frontier = sealed.frontier
      count += 1
    }
    return count
  }

  private static func seal(_ batch: Batch, onto frontier: inout MerkleFrontier, hashes: Bool) -> Sealed {
    let first = frontier.leafCount
    let count = batch.offsets.count
    frontier.append(
      leaves: hashes ? TreeHash.leaves(count, batch.event) : Array(repeating: TreeHash.empty, count: count))
    return Sealed(batch: batch, firstSequence: first, frontier: frontier, root: frontier.root)
  }

  private func write(_ sealed: Sealed) throws(EngineError) {
    let byteCount = BlockLayout.byteCount(
      peakCount: sealed.frontier.peaks.count, eventCount: sealed.batch.offsets.count,
      eventByteCount: sealed.batch.events.count)
    try stored { () throws(LMDBError) in
      try log.append(firstSequence: sealed.firstSequence, byteCount: byteCount) { target in
        BlockLayout.write(
          into: target, firstSequence: sealed.firstSequence, recordedAt: sealed.batch.recordedAt,
          offsets: sealed.batch.offsets, events: sealed.batch.events, frontier: sealed.frontier, root: sealed.root)
      }
    }
  }

  /// One sealed batch on its way from thread to thread.
  ///
  /// It is unchecked because everything stands under the monitor.
  private final class Exchange: @unchecked Sendable {
    private let monitor = Monitor()
    private var waiting: Sealed?
    private var hasEnded = false

    /// Waits until the one before was taken; false when nothing is taken any more.
    func put(_ sealed: Sealed) -> Bool {
      monitor.lock()
      defer { monitor.unlock() }
      while waiting != nil, !hasEnded { monitor.wait() }
      if hasEnded { return false }
      waiting = sealed
      monitor.signal()
      return true
    }

    /// The next batch; nil when there is no more.
    func take() -> Sealed? {
      monitor.lock()
      defer { monitor.unlock() }
      while waiting == nil, !hasEnded { monitor.wait() }
      let taken = waiting
      waiting = nil
      monitor.signal()
      return taken
    }

    func end() {
      monitor.locked { hasEnded = true }
      monitor.broadcast()
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
