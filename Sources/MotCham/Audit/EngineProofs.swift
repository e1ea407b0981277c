public import Casework

extension Engine {
  /// The public key of this log's checkpoints; nil when it has signed none yet.
  public func verifierKey() throws(EngineError) -> VerifierKey? {
    try PublishedCheckpoints(directory: directory).verifierKey()
  }

  /// The newest checkpoint; nil when there is none yet. It is at most `Checkpoints.milliseconds` old.
  public func checkpoint() throws(EngineError) -> SignedNote? {
    try PublishedCheckpoints(directory: directory).newest()
  }

  /// Why checkpoints are not signed as they should be; nil when they are, and in a process that only reads.
  public var checkpointFailure: String? { checkpointer?.failure }

  /// The receipt of an event, which whoever has the public key can check without this engine.
  ///
  /// - Throws: `checkpoints` while no checkpoint covers the event: one does a second later.
  public func proof(of sequence: SequenceNumber) throws(EngineError) -> EventProof {
    guard let pass = calls.enter() else { throw .closed }
    defer { pass.leave() }
    guard let note = try checkpoint(), let size = try? Checkpoint(noteText: note.text).size, sequence.rawValue < size
    else { throw .checkpoints("no checkpoint covers event \(sequence.rawValue) yet; ask again in a moment") }
    return try log.read { log throws(EngineError) in try log.proof(of: sequence.rawValue, under: note, size: size) }
  }

  /// That the log of `newSize` events began with those of `oldSize`: what lies between two checkpoints.
  public func consistencyProof(from oldSize: UInt64, to newSize: UInt64) throws(EngineError) -> ConsistencyProof {
    guard let pass = calls.enter() else { throw .closed }
    defer { pass.leave() }
    guard oldSize > 0, oldSize <= newSize, newSize <= progress.durable else {
      throw .checkpoints("there is no proof from \(oldSize) to \(newSize) events: the log has \(progress.durable)")
    }
    return try log.read { log throws(EngineError) in try log.consistencyProof(from: oldSize, to: newSize) }
  }
}

extension BlockSource where Self: ~Copyable {
  /// The receipt of an event under a checkpoint that covers it.
  mutating func proof(of sequence: UInt64, under note: SignedNote, size: UInt64) throws(EngineError) -> EventProof {
    let inclusion = try inclusionProof(of: sequence, size: size)
    guard let block = try block(containing: sequence) else {
      throw .damagedLog(sequence: sequence, expected: "an event that a checkpoint covers")
    }
    return EventProof(
      event: Array(block.event(at: Int(sequence - block.firstSequence))), inclusion: inclusion, note: note)
  }
}
