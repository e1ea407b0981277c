// Events that end the work, and those that take it up again.

/// The matter was dealt with (đã xử lý).
public struct Resolved: WireMessage {
  public var evidence: [Digest] = []
  public var commitments: [Commitment] = []
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.digests(1, &evidence)
    try codec.messages(2, &commitments)
  }
}

/// The citizen was answered (đã trả lời); the text is sealed.
public struct Answered: WireMessage {
  public var commitments: [Commitment] = []
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.messages(1, &commitments)
  }
}

/// The citizen confirmed (xác nhận).
public struct Confirmed: WireMessage {
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {}
}

/// The case was closed (đóng).
public struct Closed: WireMessage {
  public var basis = ClosingBasis.unspecified
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.enumeration(1, &basis)
  }
}

/// The report was rejected (từ chối), with a reason and where to go instead.
public struct Rejected: WireMessage {
  /// A code of the rulebook.
  public var reason = ""
  /// Where to go instead.
  public var instead = ""
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.text(1, &reason)
    try codec.text(2, &instead)
  }
}

/// The case was opened again (mở lại): a new commitment, the old one kept.
public struct Reopened: WireMessage {
  /// Counted from 1.
  public var count: UInt32 = 0
  public var commitments: [Commitment] = []
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.uint32(1, &count)
    try codec.messages(2, &commitments)
  }
}

/// The citizen rated (đánh giá) the outcome.
public struct Rated: WireMessage {
  /// 1 to 5.
  public var stars: UInt32 = 0
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.uint32(1, &stars)
  }
}
