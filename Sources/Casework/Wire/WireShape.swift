/// The layout of a message as its `fields` names it, for whoever checks bytes without reading them into a message.
///
/// Every message that an event can hold has a row of entries, one for each field number below 64; row 0 is the event.
struct WireShape: Sendable {
  /// What a field has to be, in the low four bits of an entry.
  enum Kind {
    static let unknown: UInt16 = 0
    static let varint: UInt16 = 1
    static let fixed64: UInt16 = 2
    static let bytes: UInt16 = 3
    static let text: UInt16 = 4
    static let sixteenBytes: UInt16 = 5
    static let thirtyTwoBytes: UInt16 = 6
    static let packed: UInt16 = 7
    /// A message that may stand once.
    static let message: UInt16 = 8
    static let messages: UInt16 = 9
    /// A member of the body, of which one may stand.
    static let body: UInt16 = 10
  }

  static let fieldCount = 64
  static let kindBits: UInt16 = 4

  /// Row by row; above the kind stands the row of a nested message.
  private(set) var entries: [UInt16] = []

  /// The shape of an event, found by one walk over the fields of every message.
  static let event: WireShape = {
    var recorder = WireShapeRecorder()
    _ = recorder.row(of: Event.self)
    return WireShape(entries: recorder.entries)
  }()
}

/// Walks over the fields of messages that hold nothing, and notes what each field is.
private struct WireShapeRecorder: WireCodec, NestedReader {
  private(set) var entries: [UInt16] = []
  private var rows: [ObjectIdentifier: UInt16] = [:]
  private var current: UInt16 = 0

  mutating func row<M: WireMessage>(of type: M.Type) -> UInt16 {
    if let row = rows[ObjectIdentifier(type)] { return row }
    let row = UInt16(rows.count)
    rows[ObjectIdentifier(type)] = row
    entries += [UInt16](repeating: WireShape.Kind.unknown, count: WireShape.fieldCount)
    let outer = current
    current = row
    var message = M()
    do { try message.fields(&self) } catch { preconditionFailure("a walk that reads nothing failed: \(error)") }
    current = outer
    return row
  }

  private mutating func note(_ field: Int, _ kind: UInt16, row: UInt16 = 0) {
    precondition(field > 0 && field < WireShape.fieldCount, "a field number is beyond the table of shapes")
    entries[Int(current) * WireShape.fieldCount + field] = kind | row << WireShape.kindBits
  }

  mutating func uint32(_ field: Int, _ value: inout UInt32) { note(field, WireShape.Kind.varint) }
  mutating func uint64(_ field: Int, _ value: inout UInt64) { note(field, WireShape.Kind.varint) }
  mutating func int32(_ field: Int, _ value: inout Int32) { note(field, WireShape.Kind.varint) }
  mutating func bool(_ field: Int, _ value: inout Bool) { note(field, WireShape.Kind.varint) }
  mutating func presentFixed64(_ field: Int, _ value: inout UInt64) { note(field, WireShape.Kind.fixed64) }
  mutating func instant(_ field: Int, _ value: inout Instant?) { note(field, WireShape.Kind.fixed64) }
  mutating func uint128(_ field: Int, _ value: inout UInt128) { note(field, WireShape.Kind.sixteenBytes) }
  mutating func digest(_ field: Int, _ value: inout Digest?) { note(field, WireShape.Kind.thirtyTwoBytes) }
  mutating func digests(_ field: Int, _ values: inout [Digest]) { note(field, WireShape.Kind.thirtyTwoBytes) }
  mutating func bytes(_ field: Int, _ value: inout [UInt8]) { note(field, WireShape.Kind.bytes) }
  mutating func text(_ field: Int, _ value: inout String) { note(field, WireShape.Kind.text) }
  mutating func packed(_ field: Int, _ values: inout [UInt32]) { note(field, WireShape.Kind.packed) }

  mutating func message<M: WireMessage>(_ field: Int, _ value: inout M?) {
    let row = row(of: M.self)
    note(field, WireShape.Kind.message, row: row)
  }

  mutating func messages<M: WireMessage>(_ field: Int, _ values: inout [M]) {
    let row = row(of: M.self)
    note(field, WireShape.Kind.messages, row: row)
  }

  mutating func body(_ value: inout EventBody) throws(WireError) {
    for field in 1..<WireShape.fieldCount {
      bodyRow = nil
      guard try EventBody.read(field, from: &self) != nil, let row = bodyRow else { continue }
      note(field, WireShape.Kind.body, row: row)
    }
  }

  /// Of the member that was asked for last.
  private var bodyRow: UInt16?

  mutating func nested<M: WireMessage>(_ type: M.Type) -> M {
    bodyRow = row(of: type)
    return M()
  }
}
