internal import Casework

// What figures rest on: so much of the log, and the edition in force then.

extension Reading {
  /// The Merkle root over the first events of the log.
  ///
  /// - Parameter size: at least 1, and no more than the log has.
  func root(over size: UInt64) throws(EngineError) -> Digest {
    try engine.log.read { log throws(EngineError) in try log.root(at: size) }
  }

  /// The edition of the rulebook that was in force when the last event before a sequence was recorded.
  func rulebook(before end: SequenceNumber) throws(EngineError) -> Rulebook {
    guard end.rawValue > 0 else { return engine.rulebook }
    return try engine.rulebook(of: engine.edition(at: SequenceNumber(end.rawValue - 1)))
  }
}
