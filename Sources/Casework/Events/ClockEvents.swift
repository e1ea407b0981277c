// Events that stop, start and move clocks.

/// The citizen was asked for more (yêu cầu bổ sung).
public struct InformationRequested: WireMessage {
  /// The rule lets the clock stand meanwhile.
  public var pauses = false
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.bool(1, &pauses)
  }
}

/// The citizen gave more (bổ sung).
public struct InformationProvided: WireMessage {
  /// What a pause moved.
  public var moved: [MovedCommitment] = []
  public var attachments: [Attachment] = []
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.messages(1, &moved)
    try codec.messages(2, &attachments)
  }
}

/// A deadline was set by name, as a court or a source system does.
public struct CommitmentMade: WireMessage {
  public var commitments: [Commitment] = []
  public var reason = ""
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.messages(1, &commitments)
    try codec.text(2, &reason)
  }
}

/// A deadline was extended (gia hạn); the first one is still reported.
public struct DeadlineExtended: WireMessage {
  public var amount: UInt32 = 0
  public var unit = TimeUnit.unspecified
  /// A code of the rulebook.
  public var reason = ""
  public var approvedBy = ""
  public var moved: [MovedCommitment] = []
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.uint32(1, &amount)
    try codec.enumeration(2, &unit)
    try codec.text(3, &reason)
    try codec.text(4, &approvedBy)
    try codec.messages(5, &moved)
  }
}

/// A change of rule or calendar moved running deadlines, by its own words.
public struct DeadlinesMoved: WireMessage {
  public var rulebookEdition: UInt32 = 0
  public var basis = ""
  public var moved: [MovedCommitment] = []
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.uint32(1, &rulebookEdition)
    try codec.text(2, &basis)
    try codec.messages(3, &moved)
  }
}
