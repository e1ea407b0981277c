internal import Casework

/// A log that somebody reads from outside: a directory's file, or what was exported of one.
protocol LogSource: BlockRun {
  /// Nil where every event is at hand; else the bundle that holds only some of them.
  var partialPath: String? { get }

  /// All events together have no more bytes.
  var byteCountMax: Int { get }

  /// Visits the events of a stretch of the log that are at hand, one behind the other.
  func eachEvent(_ range: Range<UInt64>, _ visit: (StoredEvent) throws(EngineError) -> Void) throws(EngineError)

  /// The Merkle root over its first events.
  ///
  /// - Throws: `damagedLog` when there are not as many.
  func root(at size: UInt64) throws(EngineError) -> Digest
}

extension FileLog: LogSource {
  var partialPath: String? { nil }
  var byteCountMax: Int { records.byteCount }

  func root(at size: UInt64) throws(EngineError) -> Digest {
    var blocks = FileBlocks(records)
    return try blocks.root(at: size)
  }
}

/// One event as it lies in a block, valid only while it is visited.
struct StoredEvent {
  let bytes: UnsafeRawBufferPointer
  let sequence: UInt64
  let caseNumber: UInt64

  /// - Throws: `damagedLog` where the bytes do not begin as the event of this place does.
  @inline(__always)
  init(_ bytes: UnsafeRawBufferPointer, sequence: UInt64) throws(EngineError) {
    guard bytes.count >= EventLayout.prefixByteCount,
      EventLayout.sequence(of: bytes) == sequence
    else { throw .damagedLog(sequence: sequence, expected: "an event that carries this sequence") }
    self.bytes = bytes
    self.sequence = sequence
    caseNumber = EventLayout.caseNumber(of: bytes)
  }

  /// The sequence that stored bytes bear; nil where they are too few.
  static func sequence(of bytes: UnsafeRawBufferPointer) -> UInt64? {
    guard bytes.count >= EventLayout.prefixByteCount else { return nil }
    return EventLayout.sequence(of: bytes)
  }

  func decoded() throws(EngineError) -> Event {
    do throws(WireError) { return try Event.decode(bytes) } catch {
      throw .damagedLog(sequence: sequence, expected: "an event; \(error)")
    }
  }
}

extension BlockRun {
  /// Visits the events of a stretch of the log, one behind the other.
  func eachEvent(
    _ range: Range<UInt64>, _ visit: (StoredEvent) throws(EngineError) -> Void
  ) throws(EngineError) {
    guard !range.isEmpty else { return }
    try blocks(from: range.lowerBound) { block throws(EngineError) in
      try block.eachEvent(range, visit)
      return block.endSequence < range.upperBound
    }
  }
}

extension BlockView {
  /// Visits those of its events that lie in a range.
  @inline(__always)
  func eachEvent(
    _ range: Range<UInt64>, _ visit: (StoredEvent) throws(EngineError) -> Void
  ) throws(EngineError) {
    for sequence in range.clamped(to: firstSequence..<endSequence) {
      try visit(try StoredEvent(event(at: Int(sequence - firstSequence)), sequence: sequence))
    }
  }
}
