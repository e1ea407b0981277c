internal import Casework
internal import LMDB

/// The one place where commands become events.
///
/// A batch is an ordinary call: take everything that waits, decide each, append one block, and only after the
/// flush answer each. Time and storage come through seams that the optimiser removes, so that a test or a
/// simulator drives it without a thread.
struct Writer<Store: BlockStore, Clock: TimeSource> {
  private let store: Store
  private let clock: Clock
  private let views: ViewStore
  private var desk: Desk
  private var frontier: MerkleFrontier
  private var lastRecordedAt: Instant
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

  /// The first sequence that is not in the log.
  var nextSequence: UInt64 { frontier.leafCount }
  /// What the writer remembers for the projector, to be watched.
  var tailCount: Int { desk.tail.keyCount + desk.tail.caseCount }
  private var tailWeight: Int { desk.tail.keyCount + desk.tail.caseCount * EngineLimits.caseWeight }

  /// Decides, writes and flushes one batch, and puts an outcome into each submission. The caller answers them.
  mutating func process(_ batch: [Submission]) {
    if let failure { return refuse(batch, Refusal(.engineFailed, failure.description)) }
    let now = max(clock.now(), lastRecordedAt)
    let (frontierBefore, rulebookBefore) = (frontier, desk.rulebook)
    do throws(EngineError) {
      guard try decideAll(batch, at: now) else { return refuse(batch, Refusal(.overloaded)) }
      guard desk.scratch.count > 0 else { return }
      try append(at: now)
      lastRecordedAt = now
      desk.tail.endBatch()
      assert(frontier.leafCount == frontierBefore.leafCount + UInt64(desk.scratch.count))
    } catch {
      frontier = frontierBefore
      desk.rulebook = rulebookBefore
      desk.tail.undoBatch()
      guard case .store(let cause) = error else { return fail(batch, error) }
      switch cause.code {
      // The map is full before anything of this batch was written: the log stays as it is, and reads go on.
      case .mapFull: refuse(batch, Refusal(.logFull))
      // So many read at once that the writer finds no slot to look from: nothing was written.
      case .readersFull: refuse(batch, Refusal(.overloaded))
      default: fail(batch, error)
      }
    }
  }

  /// Reads the views as they stand, and turns each command into events in the scratch or an outcome; false when
  /// the projector is so far behind that no more can be remembered for it.
  private mutating func decideAll(_ batch: [Submission], at now: Instant) throws(EngineError) -> Bool {
    let next = nextSequence
    return try views.read { snapshot throws(EngineError) in
      // Forgets what the views have taken in by now, so that a flood that has passed is forgotten too.
      try desk.open(at: next, now: now, snapshot)
      guard tailWeight <= tailWeightMax else { return false }
      for submission in batch {
        try desk.takeAll(submission, snapshot)
      }
      return true
    }
  }

  /// Stamps, hashes and appends what the scratch holds, as one block.
  private mutating func append(at now: Instant) throws(EngineError) {
    let first = nextSequence
    for index in 0..<desk.scratch.count { frontier.append(leaf: TreeHash.leaf(desk.scratch.event(at: index))) }
    let (offsets, events, after, root) = (desk.scratch.offsets, desk.scratch.bytes, frontier, frontier.root)
    let byteCount = BlockLayout.byteCount(
      peakCount: after.peaks.count, eventCount: offsets.count, eventByteCount: events.count)
    try stored { () throws(LMDBError) in
      try store.append(firstSequence: first, byteCount: byteCount) { target in
        BlockLayout.write(
          into: target, firstSequence: first, recordedAt: now, offsets: offsets, events: events, frontier: after,
          root: root)
      }
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
