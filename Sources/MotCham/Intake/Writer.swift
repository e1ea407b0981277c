internal import Casework
internal import LMDB

/// The one place where commands become events.
///
/// A block is made in three steps, each an ordinary call: commands are decided, the block is written, and what came of
/// it is settled. While one block is written the next may be decided on top of it. Time and storage come through
/// seams that the optimiser removes, so that a test or a simulator drives it without a thread.
struct Writer<Store: BlockStore, Clock: TimeSource>: ~Copyable {
  let store: Store
  private let clock: Clock
  private let views: ViewStore
  private var desk: Desk
  private var frontier: MerkleFrontier
  private var lastRecordedAt: Instant
  /// Memory of blocks that were settled, for the next ones.
  private var spareScratches: [EventScratch] = []
  /// Why nothing is written any more; a failed flush is never tried again.
  private(set) var failure: EngineError?
  private let tailWeightMax: Int

  init(
    store: Store, clock: Clock, log: EventLog, views: ViewStore, rulebook: Rulebook, frontier: MerkleFrontier,
    lastRecordedAt: Instant, salt: UInt64, tailWeightMax: Int = EngineLimits.tailWeightMax
  ) {
    self.tailWeightMax = tailWeightMax
    self.store = store
    self.clock = clock
    self.views = views
    self.frontier = frontier
    self.lastRecordedAt = lastRecordedAt
    desk = Desk(log: log, views: views, rulebook: rulebook, salt: salt)
  }

  /// The first sequence that no block has, settled or not.
  var nextSequence: UInt64 { frontier.leafCount }
  /// What the writer remembers for the projector, to be watched.
  var tailCount: Int { desk.tail.keyCount + desk.tail.caseCount }
  /// It remembers so much that the projector should gather no more: what comes while that folds must find room too.
  var isPressing: Bool { tailWeight > tailWeightMax / 4 }
  private var tailWeight: Int { desk.tail.keyCount + desk.tail.caseCount * EngineLimits.caseWeight }

  /// Decides, writes and flushes one batch, and puts an outcome into each submission. The caller answers them.
  mutating func process(_ batch: [Submission]) {
    var block = begin(above: nil)
    add(batch, to: &block)
    seal(&block)
    if let cause = write(block) { undo([block], because: cause) } else { settle(block) }
  }

  // MARK: deciding

  /// Opens a block.
  ///
  /// - Parameter unsettled: the block before, when it is still being written: its events are not in the log yet.
  mutating func begin(above unsettled: PendingBlock?) -> PendingBlock {
    let now = max(clock.now(), lastRecordedAt)
    desk.begin(at: nextSequence, now: now, in: spareScratches.popLast() ?? EventScratch(), above: unsettled?.scratch)
    return PendingBlock(
      recordedAt: now, recordedBefore: lastRecordedAt, frontierBefore: frontier, rulebookBefore: desk.rulebook)
  }

  /// Decides more submissions into a block: events in its scratch, an outcome in each.
  mutating func add(_ batch: [Submission], to block: inout PendingBlock) {
    if batch.isEmpty { return }
    block.add(batch)
    if let failure { return refuse(batch, Refusal(.engineFailed, failure.description)) }
    do throws(EngineError) {
      guard try decideAll(batch) else { return refuse(batch, Refusal(.overloaded)) }
      // Hashed while the events are still near, and while the block before is on its way.
      frontier.append(
        leaves: desk.scratch.leaves(from: Int(frontier.leafCount - block.frontierBefore.leafCount)))
    } catch {
      // What was decided of the block stands only if the whole of it can.
      desk.abandonBlock()
      frontier = block.frontierBefore
      desk.rulebook = block.rulebookBefore
      refuse(block.submissions, for: error)
    }
  }

  /// Takes the root over the block's events; from here on it only waits to be written.
  mutating func seal(_ block: inout PendingBlock) {
    (block.scratch, block.undo) = desk.endBlock()
    block.frontier = frontier
    block.root = frontier.root
    // A clock that was wrong while nothing was recorded holds nobody back.
    if !block.isEmpty { lastRecordedAt = block.recordedAt }
    assert(frontier.leafCount == block.frontierBefore.leafCount + UInt64(block.scratch.count))
  }

  /// Reads the views as they stand, and turns each command into events in the scratch or an outcome; false when
  /// the projector is so far behind that no more can be remembered for it.
  private mutating func decideAll(_ batch: [Submission]) throws(EngineError) -> Bool {
    try views.read { snapshot throws(EngineError) in
      // Forgets what the views have taken in by now, so that a flood that has passed is forgotten too.
      try desk.look(at: snapshot)
      guard tailWeight <= tailWeightMax else { return false }
      try batch.withUnsafeBufferPointer { batch throws(EngineError) in
        for index in batch.indices {
          desk.lookAhead(batch, from: index)
          try desk.takeAll(batch[index], snapshot)
        }
      }
      return true
    }
  }

  // MARK: writing

  /// Appends a sealed block and returns when it is on the disk; else says why not. It changes nothing here, so that
  /// another thread may write while this one decides.
  func write(_ block: PendingBlock) -> LMDBError? {
    guard !block.isEmpty else { return nil }
    do throws(LMDBError) {
      try block.write(to: store)
      return nil
    } catch { return error }
  }

  // MARK: settling

  /// The block is on the disk: its outcomes stand.
  mutating func settle(_ block: PendingBlock) {
    if spareScratches.count < 2 { spareScratches.append(block.scratch) }
  }

  /// The first of these blocks was not written, and so those that were decided on top of it do not stand either.
  ///
  /// - Parameter blocks: in their order, all that are not settled.
  mutating func undo(_ blocks: [PendingBlock], because cause: LMDBError) {
    guard let first = blocks.first else { return }
    for block in blocks.reversed() {
      desk.tail.undo(block.undo)
      refuse(block.submissions, for: .store(cause))
    }
    frontier = first.frontierBefore
    desk.rulebook = first.rulebookBefore
    lastRecordedAt = first.recordedBefore
  }

  private mutating func refuse(_ batch: [Submission], for error: EngineError) {
    guard case .store(let cause) = error else { return fail(batch, error) }
    switch cause.code {
    // The map is full before anything of this block was written: the log stays as it is, and reads go on.
    case .mapFull: refuse(batch, Refusal(.logFull))
    // So many read at once that the writer finds no slot to look from: nothing was written.
    case .readersFull: refuse(batch, Refusal(.overloaded))
    default: fail(batch, error)
    }
  }

  private func refuse(_ batch: [Submission], _ refusal: Refusal) {
    for submission in batch { submission.refuseAll(refusal) }
  }

  /// After a failed write or flush nobody knows what is on the disk: nothing more is written, nothing that
  /// waits is acknowledged, and the next open reads what is there.
  @inline(never)
  private mutating func fail(_ batch: [Submission], _ error: EngineError) {
    failure = error
    refuse(batch, Refusal(.engineFailed, error.description))
  }
}
