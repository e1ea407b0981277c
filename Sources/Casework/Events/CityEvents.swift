// Events of the city itself.

/// The first event of every log.
public struct LogCreated: WireMessage {
  /// Random; binds sealed parts and checkpoints to this log.
  public var logID: UInt128 = 0
  public var formatVersion: UInt32 = 0
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.uint128(1, &logID)
    try codec.uint32(2, &formatVersion)
  }
}

/// An edition of the rulebook came into force; the document lies beside the log under its digest.
public struct RulebookAdopted: WireMessage {
  public var edition: UInt32 = 0
  public var digest: Digest?
  public var validFrom: Instant?
  public var name = ""
  public var casePrefix = ""
  /// The rule or decision for which running deadlines are counted anew; empty when they stay as they were promised.
  public var deadlinesBasis = ""
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.uint32(1, &edition)
    try codec.digest(2, &digest)
    try codec.instant(3, &validFrom)
    try codec.text(4, &name)
    try codec.text(5, &casePrefix)
    try codec.text(6, &deadlinesBasis)
  }
}

/// Every open case that an edition moves has been moved; each by an event of its own.
public struct RulebookApplied: WireMessage {
  public var edition: UInt32 = 0
  /// The sequence of the event that adopted it.
  public var adopted = SequenceNumber(0)
  /// Cases that followed their agency or ward to its one successor.
  public var moved: UInt64 = 0
  /// Cases of a split agency or ward whose place said which successor.
  public var splitByPlace: UInt64 = 0
  /// Cases that went to triage, because no successor was certain.
  public var toTriage: UInt64 = 0
  /// Cases of which a running deadline was moved.
  public var deadlinesMoved: UInt64 = 0
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.uint32(1, &edition)
    try codec.number(2, &adopted)
    try codec.uint64(3, &moved)
    try codec.uint64(4, &splitByPlace)
    try codec.uint64(5, &toTriage)
    try codec.uint64(6, &deadlinesMoved)
  }
}
