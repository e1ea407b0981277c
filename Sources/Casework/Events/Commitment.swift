/// A deadline (thời hạn) as it was promised: computed once, recorded in an event, never recomputed.
///
/// Overdue is derived as of any instant and stored nowhere.
public struct Commitment: WireMessage, Hashable {
  public var kind = CommitmentKind.unspecified
  /// How many of `unit`; zero when the unit is `absolute`.
  public var amount: UInt32 = 0
  public var unit = TimeUnit.unspecified
  /// Where the clock started.
  public var start: Instant?
  /// The last instant at which it is still kept.
  public var due: Instant?
  /// Edition of the rulebook whose rule it follows.
  public var rulebookEdition: UInt32 = 0
  /// The calendar it was counted on, and that calendar's edition.
  public var calendar: UInt32 = 0
  public var calendarEdition: UInt32 = 0
  /// Zero for the whole case, else the number of the part it binds.
  public var part: UInt32 = 0
  /// How many minutes before `due` whoever is bound is reminded (sắp đến hạn); zero when nobody is.
  public var leadMinutes: UInt32 = 0
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.enumeration(1, &kind)
    try codec.uint32(2, &amount)
    try codec.enumeration(3, &unit)
    try codec.instant(4, &start)
    try codec.instant(5, &due)
    try codec.uint32(6, &rulebookEdition)
    try codec.uint32(7, &calendar)
    try codec.uint32(8, &calendarEdition)
    try codec.uint32(9, &part)
    try codec.uint32(10, &leadMinutes)
  }
}

/// A running commitment whose due instant was moved, from and to.
public struct MovedCommitment: WireMessage, Hashable {
  public var kind = CommitmentKind.unspecified
  public var part: UInt32 = 0
  public var from: Instant?
  public var to: Instant?
  /// How many minutes before `to` whoever is bound is reminded; zero when nobody is.
  public var leadMinutes: UInt32 = 0
  /// The edition of the calendar it was counted on anew; zero when the calendar is the one before.
  public var calendarEdition: UInt32 = 0
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.enumeration(1, &kind)
    try codec.uint32(2, &part)
    try codec.instant(3, &from)
    try codec.instant(4, &to)
    try codec.uint32(5, &leadMinutes)
    try codec.uint32(6, &calendarEdition)
  }
}

/// A file beside the log, named by the digest of its bytes as the citizen sent them; its name is sealed.
public struct Attachment: WireMessage, Hashable {
  public var digest: Digest?
  /// `image/jpeg`
  public var mediaType = ""
  public var byteCount: UInt64 = 0
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.digest(1, &digest)
    try codec.text(2, &mediaType)
    try codec.uint64(3, &byteCount)
  }
}
