internal import Casework

// What figures rest on: so much of the log, and the edition in force then.

extension Reading {
  /// The Merkle root over the first events of the log.
  ///
  /// - Parameter size: at least 1, and no more than the log has.
  func root(over size: UInt64) throws(EngineError) -> Digest {
    try engine.log.read { log throws(EngineError) in
      guard let block = try log.block(containing: size - 1) else {
        throw EngineError.damagedLog(sequence: size - 1, expected: "a block that holds this sequence")
      }
      if block.endSequence == size { return block.root }
      // The end lies within a block: on from the frontier of the one before.
      var frontier = MerkleFrontier()
      if block.firstSequence > 0 {
        guard let peaks = try log.block(containing: block.firstSequence - 1)?.frontier else {
          throw EngineError.damagedLog(
            sequence: block.firstSequence - 1, expected: "a block with its Merkle frontier")
        }
        frontier = peaks
      }
      for index in 0..<Int(size - block.firstSequence) {
        frontier.append(leaf: TreeHash.leaf(block.event(at: index)))
      }
      return frontier.root
    }
  }

  /// The edition of the rulebook that was in force when the last event before a sequence was recorded.
  func rulebook(before end: SequenceNumber) throws(EngineError) -> Rulebook {
    guard end.rawValue > 0 else { return engine.rulebook }
    return try engine.rulebook(of: engine.edition(at: SequenceNumber(end.rawValue - 1)))
  }
}
