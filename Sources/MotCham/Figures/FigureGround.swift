internal import Casework

// What figures rest on: so much of the log, and the edition in force then.

extension Reading {
  /// The edition of the rulebook that was in force when the last event before a sequence was recorded.
  func rulebook(before end: SequenceNumber) throws(EngineError) -> Rulebook {
    guard end.rawValue > 0 else { return engine.rulebook }
    return try engine.rulebook(of: engine.edition(at: SequenceNumber(end.rawValue - 1)))
  }
}
