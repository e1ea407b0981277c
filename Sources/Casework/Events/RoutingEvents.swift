// Events that say who is in charge.

/// Forwarded to the agency in charge (chuyển xử lý).
public struct Assigned: WireMessage {
  public var agency = AgencyID.none
  /// Counted from 1.
  public var leg: UInt32 = 0
  public var commitments: [Commitment] = []
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.number(1, &agency)
    try codec.uint32(2, &leg)
    try codec.messages(3, &commitments)
  }
}

/// The agency took it on (thụ lý).
public struct Accepted: WireMessage {
  public var commitments: [Commitment] = []
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.messages(1, &commitments)
  }
}

/// The agency says that it is not in charge (trả lại): back to triage.
public struct Returned: WireMessage {
  public var from = AgencyID.none
  /// A code of the rulebook.
  public var reason = ""
  /// A new clock to forward.
  public var commitments: [Commitment] = []
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.number(1, &from)
    try codec.text(2, &reason)
    try codec.messages(3, &commitments)
  }
}

/// From one agency to another (chuyển tiếp).
public struct Transferred: WireMessage {
  public var from = AgencyID.none
  public var to = AgencyID.none
  /// Counted from 1.
  public var leg: UInt32 = 0
  /// A code of the rulebook.
  public var reason = ""
  public var commitments: [Commitment] = []
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.number(1, &from)
    try codec.number(2, &to)
    try codec.uint32(3, &leg)
    try codec.text(4, &reason)
    try codec.messages(5, &commitments)
  }
}

/// Handed to an authority outside the city (chuyển ngoài thẩm quyền): the city's clock ends.
public struct HandedOver: WireMessage {
  /// `court`, `tax`, `social_insurance`, …
  public var authority = ""
  /// Digest of the proof of hand-over.
  public var proof: Digest?
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.text(1, &authority)
    try codec.digest(2, &proof)
  }
}

/// A co-operating agency (cơ quan phối hợp) got a part with its own clock.
public struct PartAdded: WireMessage {
  /// Counted from 1.
  public var part: UInt32 = 0
  public var agency = AgencyID.none
  public var commitments: [Commitment] = []
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.uint32(1, &part)
    try codec.number(2, &agency)
    try codec.messages(3, &commitments)
  }
}

/// A co-operating agency finished its part.
public struct PartCompleted: WireMessage {
  public var part: UInt32 = 0
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.uint32(1, &part)
  }
}

/// Escalated by rule (đùn đẩy, quá hạn): somebody higher must look.
public struct Escalated: WireMessage {
  /// How often the case was escalated, this time included.
  public var level: UInt32 = 0
  /// `legs`, `overdue`.
  public var cause = ""
  /// The commitment that lies overdue; unspecified when legs are the cause.
  public var kind = CommitmentKind.unspecified
  public var part: UInt32 = 0
  public var due: Instant?
  /// Which step of the rulebook's chain this is for that commitment, counted from 1; zero when legs are the cause.
  public var step: UInt32 = 0
  /// The agency whose head must look; none for the city's own supervisor.
  public var to = AgencyID.none
  /// The last instant before the next step is taken; nil after the last.
  public var nextAt: Instant?
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.uint32(1, &level)
    try codec.text(2, &cause)
    try codec.enumeration(3, &kind)
    try codec.uint32(4, &part)
    try codec.instant(5, &due)
    try codec.uint32(6, &step)
    try codec.number(7, &to)
    try codec.instant(8, &nextAt)
  }
}

/// A reorganisation moved the open case to the successor of its agency or ward; to triage when none is certain.
public struct CaseMoved: WireMessage {
  /// The agency in charge before; the same as `to` when only the ward or a part has moved.
  public var from = AgencyID.none
  public var to = AgencyID.none
  public var rulebookEdition: UInt32 = 0
  /// `renamed`, `merged`, `split`, `absorbed`, `abolished`.
  public var cause = ""
  /// The unit that the case lies in from now on.
  public var ward = UnitID.none
  /// Open parts whose agency has gone, each with its successor.
  public var parts: [MovedPart] = []
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.number(1, &from)
    try codec.number(2, &to)
    try codec.uint32(3, &rulebookEdition)
    try codec.text(4, &cause)
    try codec.number(5, &ward)
    try codec.messages(6, &parts)
  }
}

/// An open part of a case went to the successor of its agency.
public struct MovedPart: WireMessage, Hashable {
  public var part: UInt32 = 0
  public var from = AgencyID.none
  public var to = AgencyID.none
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.uint32(1, &part)
    try codec.number(2, &from)
    try codec.number(3, &to)
  }
}
