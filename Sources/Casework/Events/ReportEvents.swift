// Events that bring a case into being and say what it is.

/// A report (phản ánh, kiến nghị, …) was received (tiếp nhận); opens a case.
public struct ReportReceived: WireMessage {
  /// Which epoch secret the case's key is derived from.
  public var epoch = EpochNumber(0)
  /// Random; the case's key is derived from it and the epoch secret.
  public var caseNonce: UInt128 = 0
  /// A hash of the citizen's subject keyed with the key of the case; zero when nobody is named.
  public var pseudonym: UInt128 = 0
  public var kind = ReportKind.unspecified
  public var category = CategoryID.none
  public var level = Level.unspecified
  /// Hops in order, as "1022, from the app".
  public var channels: [UInt32] = []
  public var ward = UnitID.none
  /// Grid cell of about 100 m; zero when no place is known.
  public var cell: UInt64 = 0
  public var identity = IdentityStrength.unspecified
  public var attachments: [Attachment] = []
  /// The clerk who entered it for somebody, when that is not who reported.
  public var enteredBy = ""
  /// Name of the record in a source system, as `nyc311:26984072`.
  public var source = ""
  public var rulebookEdition: UInt32 = 0
  /// Where the rulebook routes it by itself; none when it lies in triage.
  public var agency = AgencyID.none
  public var commitments: [Commitment] = []
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.number(1, &epoch)
    try codec.uint128(2, &caseNonce)
    try codec.uint128(3, &pseudonym)
    try codec.enumeration(4, &kind)
    try codec.number(5, &category)
    try codec.enumeration(6, &level)
    try codec.packed(7, &channels)
    try codec.number(8, &ward)
    try codec.uint64(9, &cell)
    try codec.enumeration(10, &identity)
    try codec.messages(11, &attachments)
    try codec.text(12, &enteredBy)
    try codec.text(13, &source)
    try codec.uint32(14, &rulebookEdition)
    try codec.number(15, &agency)
    try codec.messages(16, &commitments)
  }
}

/// A dispatcher said what the report is (phân loại).
public struct Classified: WireMessage {
  public var kind = ReportKind.unspecified
  public var category = CategoryID.none
  public var level = Level.unspecified
  public var ward = UnitID.none
  public var rulebookEdition: UInt32 = 0
  /// Who approved that a running deadline became later; empty when none did.
  public var approvedBy = ""
  /// Running commitments whose due instant the new class changed.
  public var moved: [MovedCommitment] = []
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.enumeration(1, &kind)
    try codec.number(2, &category)
    try codec.enumeration(3, &level)
    try codec.number(4, &ward)
    try codec.uint32(5, &rulebookEdition)
    try codec.text(6, &approvedBy)
    try codec.messages(7, &moved)
  }
}

/// The kind was converted (chuyển loại đơn): the legal clock is switched openly.
public struct KindConverted: WireMessage {
  public var from = ReportKind.unspecified
  public var to = ReportKind.unspecified
  /// The rule or decision that it rests on.
  public var basis = ""
  public var rulebookEdition: UInt32 = 0
  /// They take the place of all that ran.
  public var commitments: [Commitment] = []
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.enumeration(1, &from)
    try codec.enumeration(2, &to)
    try codec.text(3, &basis)
    try codec.uint32(4, &rulebookEdition)
    try codec.messages(5, &commitments)
  }
}
