internal import LMDB

/// A log whose blocks come one behind the other: the engine's own, or one that is read from outside.
///
/// One call serves a whole run of events, so that it costs nothing that it is made through an existential.
protocol BlockRun: Sendable {
  /// Hands over the block that holds a sequence and those behind it, until the visitor has seen enough.
  ///
  /// - Parameter visit: returns false to stop; a block is valid only inside.
  /// - Throws: `damagedLog` when the log ends, or does not go on without a gap, before the visitor has seen enough.
  func blocks(
    from sequence: UInt64, _ visit: (BlockView) throws(EngineError) -> Bool
  ) throws(EngineError)
}

extension EventLog: BlockRun {
  func blocks(
    from sequence: UInt64, _ visit: (BlockView) throws(EngineError) -> Bool
  ) throws(EngineError) {
    try read { log throws(EngineError) in
      guard var block = try log.block(containing: sequence) else {
        throw EngineError.damagedLog(sequence: sequence, expected: "a block that holds this sequence")
      }
      while try visit(block) {
        let end = block.endSequence
        guard let next = try log.nextBlock(), next.firstSequence == end else {
          throw EngineError.damagedLog(sequence: end, expected: "a block that begins at this sequence")
        }
        block = next
      }
    }
  }
}
