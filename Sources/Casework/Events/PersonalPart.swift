/// What is personal in an event, in the clear: it lives on the caller's side of the seal, and nowhere on disk.
///
/// `motcham.v1.PersonalPart`; its encoded bytes are the plaintext of `Event.sealed`.
public struct PersonalPart: WireMessage {
  public var title = ""
  /// The description of a report, or the words of an answer, a comment, a question.
  public var text = ""
  public var address = ""
  /// Nil when no place was given.
  public var place: Place?
  public var name = ""
  public var phone = ""
  public var email = ""
  /// The file names of the attachments, in their order.
  public var attachmentNames: [AttachmentName] = []
  public var unknown = UnknownFields()

  public init() {}

  public var isEmpty: Bool { self == PersonalPart() }

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.text(1, &title)
    try codec.text(2, &text)
    try codec.text(3, &address)
    try codec.message(4, &place)
    try codec.text(5, &name)
    try codec.text(6, &phone)
    try codec.text(7, &email)
    try codec.messages(8, &attachmentNames)
  }
}

/// A point on the ground, WGS 84, in ten-millionths of a degree (about a centimetre).
public struct Place: WireMessage, Hashable {
  /// Latitude plus 90 degrees, so that it is never negative: 0 to 1,800,000,000.
  public var northing: UInt32 = 0
  /// Longitude plus 180 degrees: 0 to 3,600,000,000.
  public var easting: UInt32 = 0
  public var unknown = UnknownFields()

  public init() {}

  /// - Parameters: degrees times ten million; nil when off the globe.
  public init?(latitudeE7: Int64, longitudeE7: Int64) {
    guard (-900_000_000...900_000_000).contains(latitudeE7),
      (-1_800_000_000...1_800_000_000).contains(longitudeE7)
    else { return nil }
    northing = UInt32(latitudeE7 + 900_000_000)
    easting = UInt32(longitudeE7 + 1_800_000_000)
  }

  public var latitudeE7: Int64 { Int64(northing) - 900_000_000 }
  public var longitudeE7: Int64 { Int64(easting) - 1_800_000_000 }

  /// The grid cell of about 100 m that stands in the clear: 0.001 degrees each way, numbered from 1.
  ///
  /// One cell is 111 m north to south, and 109 m (Ho Chi Minh City) to 104 m (Hanoi) east to west.
  public var cell: UInt64 { (UInt64(northing / 10_000) << 32 | UInt64(easting / 10_000)) + 1 }

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.uint32(1, &northing)
    try codec.uint32(2, &easting)
  }
}

/// The name of one attached file, as its sender called it.
public struct AttachmentName: WireMessage, Hashable {
  public var name = ""
  public var unknown = UnknownFields()

  public init() {}
  public init(_ name: String) { self.name = name }

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.text(1, &name)
  }
}
