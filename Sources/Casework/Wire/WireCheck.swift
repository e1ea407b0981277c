/// Checks whether bytes are an event, without making one: what `Event.decode` refuses is refused, for the same reason,
/// and nothing else. An auditor asks this of every event; reading one costs three times as much.
public struct WireCheck {
  private let base: UnsafeRawPointer
  private let entries: UnsafePointer<UInt16>
  private var offset = 0
  private var end: Int
  private var depth = 0
  private var bodyField = 0

  /// - Returns: the field number of the event's body; zero where it has none that this version knows.
  public static func event(_ bytes: UnsafeRawBufferPointer) throws(WireError) -> Int {
    guard bytes.count <= Limits.eventByteCountMax else { throw .tooLong }
    guard let base = bytes.baseAddress, bytes.count > 0 else { return 0 }
    // A closure would widen the error's type; a result carries it through.
    let result: Result<Int, WireError> = WireShape.event.entries.withUnsafeBufferPointer { entries in
      guard let shapes = entries.baseAddress else { preconditionFailure("an event has a shape") }
      var check = WireCheck(base: base, entries: shapes, end: bytes.count)
      do throws(WireError) {
        try check.message(row: 0)
        return .success(check.bodyField)
      } catch { return .failure(error) }
    }
    return try result.get()
  }

  private init(base: UnsafeRawPointer, entries: UnsafePointer<UInt16>, end: Int) {
    self.base = base
    self.entries = entries
    self.end = end
  }

  private mutating func message(row: Int) throws(WireError) {
    let shapes = entries + row * WireShape.fieldCount
    /// Messages that stood already, by their field number; the body counts as number 0.
    var seen: UInt64 = 0
    while offset < end {
      let raw = try tag()
      let (number, type) = (Int(raw >> 3), UInt32(raw & 7))
      let entry = number < WireShape.fieldCount ? shapes[number] : WireShape.Kind.unknown
      let kind = entry & (1 << WireShape.kindBits - 1)
      switch type {
      case WireType.varint: try skipVarint()
      case WireType.fixed64: try skip(8)
      case WireType.fixed32: try skip(4)
      case WireType.delimited:
        if kind >= WireShape.Kind.message {
          let mark: UInt64 = kind == WireShape.Kind.body ? 1 : 1 << UInt64(number)
          if kind == WireShape.Kind.message, seen & mark != 0 { throw .repeatedMessage }
          try nested(row: Int(entry >> WireShape.kindBits))
          if kind == WireShape.Kind.body {
            // A reader takes the second body in before it finds that there is one.
            if seen & mark != 0 { throw .repeatedMessage }
            if depth == 0 { bodyField = number }
          }
          seen |= mark
        } else {
          try delimited(kind)
        }
      default: throw .groupNotSupported
      }
    }
  }

  @inline(__always)
  private mutating func tag() throws(WireError) -> UInt64 {
    let tagOffset = offset
    let raw = try varint()
    guard raw <= UInt64(UInt32.max), raw >> 3 != 0, raw & 7 <= 5, offset - tagOffset <= 5 else { throw .badTag }
    return raw
  }

  /// A number that nobody asks for.
  @inline(__always)
  private mutating func skipVarint() throws(WireError) {
    var place = offset
    // The tenth byte is the last one of 64 bits.
    let last = min(end, offset + 10)
    while place < last {
      let byte = base.load(fromByteOffset: place, as: UInt8.self)
      place += 1
      if byte < 0x80 {
        offset = place
        return
      }
    }
    throw last - offset == 10 ? .varintTooLong : .truncated
  }

  private mutating func nested(row: Int) throws(WireError) {
    guard depth < WireDecoder.depthMax else { throw .nestedTooDeep }
    let count = try length()
    let outerEnd = end
    end = offset + count
    depth += 1
    try message(row: row)
    depth -= 1
    end = outerEnd
  }

  private mutating func delimited(_ kind: UInt16) throws(WireError) {
    let count = try length()
    switch kind {
    case WireShape.Kind.sixteenBytes: guard count == 16 else { throw .badByteCount }
    case WireShape.Kind.thirtyTwoBytes: guard count == Digest.byteCount else { throw .badByteCount }
    case WireShape.Kind.text: guard isText(count) else { throw .notUTF8 }
    case WireShape.Kind.packed:
      let outerEnd = end
      end = offset + count
      while offset < end { try skipVarint() }
      end = outerEnd
      return
    // Bytes, and what this version does not know.
    default: break
    }
    offset += count
  }

  private func isText(_ count: Int) -> Bool {
    let bytes = UnsafeRawBufferPointer(start: base + offset, count: count)
    if bytes.allSatisfy({ $0 < 0x80 }) { return true }
    return String(validating: bytes, as: UTF8.self) != nil
  }

  private mutating func skip(_ count: Int) throws(WireError) {
    guard end - offset >= count else { throw .truncated }
    offset += count
  }

  @inline(__always)
  private mutating func varint() throws(WireError) -> UInt64 {
    guard offset < end else { throw .truncated }
    let first = base.load(fromByteOffset: offset, as: UInt8.self)
    if first < 0x80 {
      offset += 1
      return UInt64(first)
    }
    return try longVarint()
  }

  @inline(never)
  private mutating func longVarint() throws(WireError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while offset < end {
      let byte = base.load(fromByteOffset: offset, as: UInt8.self)
      offset += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
      if shift > 63 { throw .varintTooLong }
    }
    throw .truncated
  }

  private mutating func length() throws(WireError) -> Int {
    let length = try varint()
    guard length <= UInt64(end - offset) else { throw .truncated }
    return Int(length)
  }
}
