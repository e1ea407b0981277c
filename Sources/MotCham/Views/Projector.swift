internal import Casework
internal import LMDB

/// Folds the log into views, one run of events after the other.
///
/// One run is an ordinary call: a test drives it without a thread. The served views are folded by one projector behind
/// the writer; views that are built anew by another, into the tables that are not served.
struct Projector {
  private let log: any BlockRun
  private let store: ViewStore
  private let name: ViewRegister.Name
  private(set) var register: ViewRegister
  /// The views that this projector keeps, always with the cases, from which it knows what an event changes.
  let views: ViewSet
  private let tables: ViewTables
  /// The first sequence that is not in the views.
  private(set) var checkpoint: UInt64
  private var batch: ViewBatch
  private let zone: TimeZoneRule
  /// Events of the largest run since the batch was made: its memory is kept for the next run of a flood, and given
  /// back when the flood is over.
  private var batchCountHeld = 0

  /// Events folded in one transaction, at most: large enough that sorting pays, small enough for its memory.
  static let batchCountMax = 65_536

  /// Goes on with the views of a register from where they stand.
  ///
  /// - Parameter views: which of the register's views to keep; all of one checkpoint.
  init(
    log: any BlockRun, store: ViewStore, name: ViewRegister.Name, register: ViewRegister, views: ViewSet,
    zone: TimeZoneRule
  ) {
    precondition(views.contains(.cases), "views are folded from the states of cases")
    self.log = log
    self.store = store
    self.name = name
    self.register = register
    self.views = views
    self.zone = zone
    tables = store.tables(register)
    checkpoint = register[.cases]?.checkpoint ?? 0
    for view in View.allCases where views.contains(view) {
      precondition(register[view]?.checkpoint == checkpoint, "views that are folded together stand at one place")
    }
    batch = ViewBatch(views: views, zone: zone, keyHorizon: register[.submissions]?.horizon ?? 0)
  }

  /// Folds the next events, at most `countMax` and none from `end` on, and returns how many.
  ///
  /// - Parameter end: one past the last sequence that is durable. A reader may see a commit before it is on
  ///   the disk; a view must not know an event that a crash would take back.
  mutating func project(until end: UInt64, countMax: Int = Self.batchCountMax) throws(EngineError) -> Int {
    guard checkpoint < end else { return 0 }
    let until = min(end, checkpoint + UInt64(countMax))
    batch.removeAll()
    try gather(until: until)
    var after = register
    for view in View.allCases where views.contains(view) { after[view]?.checkpoint = until }
    if views.contains(.submissions) { after[.submissions]?.horizon = batch.keyHorizon }
    try stored { () throws(LMDBError) in
      let transaction = try store.environment.write()
      try batch.write(to: tables, in: transaction)
      try transaction.put(after, name, in: store)
      try transaction.commit()
    }
    let count = Int(until - checkpoint)
    register = after
    checkpoint = until
    batchCountHeld = max(batchCountHeld, count)
    if count < Self.batchCountMax / 16, batchCountHeld > Self.batchCountMax / 4 {
      batch = ViewBatch(views: views, zone: zone, keyHorizon: batch.keyHorizon)
      batchCountHeld = count
    }
    return count
  }

  /// Takes the events before a sequence into the batch.
  private mutating func gather(until: UInt64) throws(EngineError) {
    // Of their own, so that the batch alone is taken from `self` below.
    let (from, log, store, tables) = (checkpoint, self.log, self.store, self.tables)
    try store.read { snapshot throws(EngineError) in
      var sequence = from
      let breath = Breath.current
      try log.blocks(from: from) { block throws(EngineError) in
        while sequence < min(block.endSequence, until) {
          let event = try block.decodedEvent(at: Int(sequence - block.firstSequence), withSealed: false)
          try batch.apply(event) { number throws(EngineError) in
            try tables.state(of: number, in: snapshot, path: store.environment.path)
          }
          sequence += 1
          breath?.take()
        }
        return sequence < until
      }
    }
  }
}
