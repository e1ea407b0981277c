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
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.uint32(1, &edition)
    try codec.digest(2, &digest)
    try codec.instant(3, &validFrom)
    try codec.text(4, &name)
    try codec.text(5, &casePrefix)
  }
}
