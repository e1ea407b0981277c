// Events that time itself brings: the engine's timers ask for them, and each names the commitment it is about.

/// A running deadline is near (sắp đến hạn): whoever is bound was reminded.
public struct DueSoon: WireMessage {
  public var kind = CommitmentKind.unspecified
  /// Zero for the whole case.
  public var part: UInt32 = 0
  /// The due instant that is near.
  public var due: Instant?
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.enumeration(1, &kind)
    try codec.uint32(2, &part)
    try codec.instant(3, &due)
  }
}

/// A running deadline has passed unkept (quá hạn).
public struct DeadlineMissed: WireMessage {
  public var kind = CommitmentKind.unspecified
  /// Zero for the whole case.
  public var part: UInt32 = 0
  /// The due instant that has passed.
  public var due: Instant?
  /// The last instant before the first step of the rulebook's chain is taken; nil when the rulebook has none.
  public var escalatesAt: Instant?
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.enumeration(1, &kind)
    try codec.uint32(2, &part)
    try codec.instant(3, &due)
    try codec.instant(4, &escalatesAt)
  }
}
