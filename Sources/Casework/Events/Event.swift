/// One immutable fact of the log: `motcham.v1.Event` of `schemas/motcham/v1/event.proto`.
///
/// The first three fields have fixed places (`sequence` at byte 1, `recordedAt` at 10, `caseNumber` at 19),
/// so that the writer fills them in place and a reader finds them without decoding the rest.
public struct Event: WireMessage {
  /// Place in the log.
  public var sequence = SequenceNumber(0)
  /// When the writer took it; never backwards along the log.
  public var recordedAt = Instant(milliseconds: 0)
  /// The case it belongs to; events of the city itself (log, rulebook) carry their own sequence here.
  public var caseNumber = CaseNumber(0)
  /// The submission key of the command that made it; zero on a second event of the same command.
  public var submission: UInt128 = 0
  /// When it happened, where that is not when it was recorded.
  public var occurredAt: Instant?
  /// Who did it.
  public var actor: Actor?
  /// Keyed digest of the command as it was sent, so that a key used again with other content is found out.
  public var contentDigest: UInt128 = 0
  /// The personal part: nonce, ciphertext and tag. Empty when nothing personal was said.
  public var sealed: [UInt8] = []
  public var body = EventBody.none
  public var unknown = UnknownFields()

  public init() {}

  /// When it happened: `occurredAt`, else `recordedAt`.
  public var happenedAt: Instant { occurredAt ?? recordedAt }

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.presentFixed64(1, &sequence.rawValue)
    var recorded = UInt64(bitPattern: recordedAt.milliseconds)
    try codec.presentFixed64(2, &recorded)
    let milliseconds = Int64(bitPattern: recorded)
    if milliseconds != recordedAt.milliseconds { recordedAt = Instant(milliseconds: milliseconds) }
    try codec.presentFixed64(3, &caseNumber.rawValue)
    try codec.uint128(4, &submission)
    try codec.instant(5, &occurredAt)
    try codec.message(6, &actor)
    try codec.uint128(7, &contentDigest)
    try codec.bytes(8, &sealed)
    try codec.body(&body)
  }
}

/// Where the fixed fields of a stored event lie, in bytes from its start.
public enum EventLayout {
  public static let sequenceOffset = 1
  public static let recordedAtOffset = 10
  public static let caseNumberOffset = 19
  /// The fixed fields together, tags included.
  public static let prefixByteCount = 27
  /// The number of the sealed part, the last field before the body.
  static let sealedField = 8
  /// The number of a report's body.
  static let reportField = 16
  /// The number of the body of an adopted rulebook.
  public static let adoptionField = 49

  /// Fills in the head of an event that opens a case: its place, its time, and the case, whose number is its place.
  @inline(__always)
  public static func stamp(_ event: UnsafeMutableRawBufferPointer, sequence: SequenceNumber, recordedAt: Instant) {
    precondition(event.count >= prefixByteCount, "an event has a head")
    event.storeBytes(of: sequence.rawValue.littleEndian, toByteOffset: sequenceOffset, as: UInt64.self)
    event.storeBytes(of: recordedAt.milliseconds.littleEndian, toByteOffset: recordedAtOffset, as: Int64.self)
    event.storeBytes(of: sequence.rawValue.littleEndian, toByteOffset: caseNumberOffset, as: UInt64.self)
  }

  /// The place that a stored event bears; the bytes are at least its fixed fields.
  @inline(__always)
  public static func sequence(of event: UnsafeRawBufferPointer) -> UInt64 { word(event, sequenceOffset) }

  /// When it says that it was recorded.
  @inline(__always)
  public static func recordedAt(of event: UnsafeRawBufferPointer) -> Instant {
    Instant(milliseconds: Int64(bitPattern: word(event, recordedAtOffset)))
  }

  /// The number of the case that it says it belongs to.
  @inline(__always)
  public static func caseNumber(of event: UnsafeRawBufferPointer) -> UInt64 { word(event, caseNumberOffset) }

  @inline(__always)
  private static func word(_ event: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: event.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// Two bytes of tag, at most three of length.
  public static let reportHeadByteCountMax = 8

  /// Writes the tag of a report's body and its length, and returns how many bytes they took.
  public static func reportHead(byteCount: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    var encoder = WireEncoder(buffer)
    return encoder.openDelimited(reportField, byteCount: byteCount)
  }
}

/// Who did something: a role, the name under which the office knows its people, and the agency they act for.
///
/// Citizens have no name here: who they are is sealed, and a pseudonym stands in the report.
public struct Actor: WireMessage, Hashable {
  public var role = Role.unspecified
  /// An official's account name, never a citizen's.
  public var name = ""
  public var agency = AgencyID.none
  public var unknown = UnknownFields()

  public init() {}

  public init(_ role: Role, name: String = "", agency: AgencyID = .none) {
    self.role = role
    self.name = name
    self.agency = agency
  }

  public static let citizen = Actor(.citizen)
  public static let system = Actor(.system)

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.enumeration(1, &role)
    try codec.text(2, &name)
    try codec.number(3, &agency)
  }
}
