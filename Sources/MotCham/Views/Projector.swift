internal import Casework
internal import LMDB

/// Folds the log into the views, behind the writer.
///
/// One batch is an ordinary call: a test drives it without a thread.
struct Projector {
  let log: EventLog
  let views: ViewStore
  /// The first sequence that is not in the views.
  private(set) var checkpoint: UInt64
  private var keyHorizon: UInt64

  /// Events folded in one transaction, at most: large enough that sorting pays, small enough for its memory.
  static let batchCountMax = 65_536

  init(log: EventLog, views: ViewStore) throws(EngineError) {
    self.log = log
    self.views = views
    (checkpoint, keyHorizon) = try views.read { snapshot throws(EngineError) in
      try stored { () throws(LMDBError) in
        (try views.checkpoint(in: snapshot), try views.number(.keyHorizon, in: snapshot) ?? 0)
      }
    }
  }

  /// Folds the next events, at most `batchCountMax` and none from `end` on, and returns how many.
  ///
  /// - Parameter end: one past the last sequence that is durable. A reader may see a commit before it is on
  ///   the disk; a view must not know an event that a crash would take back.
  mutating func project(until end: UInt64) throws(EngineError) -> Int {
    guard checkpoint < end else { return 0 }
    var batch = ViewBatch(keyHorizon: keyHorizon)
    let from = checkpoint
    let until = min(end, from + UInt64(Self.batchCountMax))
    try views.read { snapshot throws(EngineError) in
      try log.read { log throws(EngineError) in
        guard var block = try log.block(containing: from) else {
          throw EngineError.damagedLog(sequence: from, expected: "a block that holds this sequence")
        }
        var sequence = from
        while true {
          while sequence < min(block.endSequence, until) {
            let event = try block.decodedEvent(at: Int(sequence - block.firstSequence))
            try batch.apply(event) { number throws(EngineError) in try views.state(of: number, in: snapshot) }
            sequence += 1
          }
          guard sequence < until else { return }
          guard let next = try log.nextBlock(), next.firstSequence == sequence else {
            throw EngineError.damagedLog(sequence: sequence, expected: "a block that begins at this sequence")
          }
          block = next
        }
      }
    }
    keyHorizon = batch.keyHorizon
    try batch.write(to: views, checkpoint: until)
    checkpoint = until
    return Int(until - from)
  }
}
