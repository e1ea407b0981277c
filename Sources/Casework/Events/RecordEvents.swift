// Events about the record itself: links, words, publication, holds, sight.

/// Linked as a duplicate (trùng) of another case; not closed.
public struct DuplicateLinked: WireMessage {
  public var original = CaseNumber(0)
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.number(1, &original)
  }
}

/// A comment; its text is sealed.
public struct Commented: WireMessage {
  public var attachments: [Attachment] = []
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.messages(1, &attachments)
  }
}

/// A redacted copy was published (công khai); these words are public.
public struct Published: WireMessage {
  public var title = ""
  public var text = ""
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.text(1, &title)
    try codec.text(2, &text)
  }
}

/// The published copy was withdrawn.
public struct Unpublished: WireMessage {
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {}
}

/// Legal hold: nothing of the case may be erased.
public struct HoldPlaced: WireMessage {
  public var basis = ""
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.text(1, &basis)
  }
}

/// The legal hold was lifted.
public struct HoldLifted: WireMessage {
  public var basis = ""
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.text(1, &basis)
  }
}

/// Somebody looked at the personal part; each look is a fact.
public struct Revealed: WireMessage {
  public var purpose = ""
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.text(1, &purpose)
  }
}

/// Whoever the words belong to claimed the right to have them erased (yêu cầu xoá dữ liệu cá nhân).
public struct ErasureRequested: WireMessage {
  public var basis = ""
  /// The law whose clock runs, as `91/2025/QH15`.
  public var rule = ""
  /// The clock: to take the request on where the law says so, and to erase (`resolve`). It binds the city beside the
  /// deadlines of the case, and stands in none of its queues.
  public var commitments: [Commitment] = []
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.text(1, &basis)
    try codec.text(2, &rule)
    try codec.messages(3, &commitments)
  }
}

/// The keys of the case were given up for destruction (xoá); its facts still count.
public struct Erased: WireMessage {
  public var basis = ""
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.text(1, &basis)
  }
}
