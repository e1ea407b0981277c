/// Checks whether bytes are an event, without making one: what `Event.decode` refuses is refused, for the same reason,
/// and nothing else. An auditor asks this of every event; reading one costs several times as much.
///
/// Where it stands in the bytes is kept by each function for itself, in a register; a place in memory would be stored
/// and loaded again for each field.
public struct WireCheck {
  private let base: UnsafeRawPointer
  private let byteCount: Int
  private let shapes: UnsafePointer<UInt16>

  /// The uppermost bit of each of eight bytes.
  private static let upperBits: UInt64 = 0x8080_8080_8080_8080

  /// - Returns: the field number of the event's body; zero where it has none that this version knows.
  public static func event(_ bytes: UnsafeRawBufferPointer) throws(WireError) -> Int {
    guard bytes.count <= Limits.eventByteCountMax else { throw .tooLong }
    guard let base = bytes.baseAddress, bytes.count > 0 else { return 0 }
    // A closure would widen the error's type; a result carries it through.
    let result: Result<Int, WireError> = WireShape.event.entries.withUnsafeBufferPointer { entries in
      guard let shapes = entries.baseAddress else { preconditionFailure("an event has a shape") }
      let check = WireCheck(base: base, byteCount: bytes.count, shapes: shapes)
      do throws(WireError) { return .success(try check.message(0, bytes.count, row: 0, depth: 0)) } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// Checks a message that fills the bytes from a place up to another.
  ///
  /// - Returns: the number of its last field that is a body; zero where there is none.
  private func message(_ start: Int, _ end: Int, row: Int, depth: Int) throws(WireError) -> Int {
    let fields = shapes + row * WireShape.fieldCount
    /// Messages that stood already, by their field number; the body counts as number 0.
    var seen: UInt64 = 0
    var body = 0
    var place = start
    while place < end {
      let tagPlace = place
      let raw = try varint(&place, end)
      guard raw <= UInt64(UInt32.max), raw >> 3 != 0, raw & 7 <= 5, place - tagPlace <= 5 else { throw .badTag }
      let type = UInt32(raw & 7)
      // The type is asked bit by bit: of comparisons of the whole the compiler makes a jump by a table, which the
      // processor foresees worse than two branches.
      if type & 2 != 0 {
        guard type == WireType.delimited else { throw .groupNotSupported }
        let number = Int(raw >> 3)
        let entry = number < WireShape.fieldCount ? fields[number] : WireShape.Kind.unknown
        let kind = entry & (1 << WireShape.kindBits - 1)
        guard kind >= WireShape.Kind.message else {
          let count = try length(&place, end)
          try content(kind, place, place + count)
          place += count
          continue
        }
        let mark: UInt64 = kind == WireShape.Kind.body ? 1 : 1 << UInt64(number)
        if kind == WireShape.Kind.message, seen & mark != 0 { throw .repeatedMessage }
        guard depth < WireDecoder.depthMax else { throw .nestedTooDeep }
        let count = try length(&place, end)
        _ = try message(place, place + count, row: Int(entry >> WireShape.kindBits), depth: depth + 1)
        place += count
        if kind == WireShape.Kind.body {
          // A reader takes the second body in before it finds that there is one.
          if seen & mark != 0 { throw .repeatedMessage }
          body = number
        }
        seen |= mark
      } else if type & 1 == 0 {
        guard type == WireType.varint else { throw .groupNotSupported }
        place = try pastVarint(place, end)
      } else {
        let count = type == WireType.fixed64 ? 8 : 4
        guard end - place >= count else { throw .truncated }
        place += count
      }
    }
    return body
  }

  /// Checks a field that is no message.
  @inline(__always)
  private func content(_ kind: UInt16, _ start: Int, _ end: Int) throws(WireError) {
    if kind == WireShape.Kind.text {
      guard isText(start, end) else { throw .notUTF8 }
    } else if kind == WireShape.Kind.packed {
      var place = start
      while place < end { place = try pastVarint(place, end) }
    } else if kind == WireShape.Kind.sixteenBytes {
      guard end - start == 16 else { throw .badByteCount }
    } else if kind == WireShape.Kind.thirtyTwoBytes {
      guard end - start == Digest.byteCount else { throw .badByteCount }
    }
    // Else bytes, or what this version does not know.
  }

  private func isText(_ start: Int, _ end: Int) -> Bool {
    var place = start
    while end - place >= 8 {
      guard word(place) & Self.upperBits == 0 else { return isUTF8(start, end) }
      place += 8
    }
    if place == end { return true }
    if byteCount - place >= 8 {
      // What stands behind the text is shifted out.
      let rest = word(place) << UInt64(8 * (8 - (end - place)))
      return rest & Self.upperBits == 0 || isUTF8(start, end)
    }
    while place < end {
      guard byte(place) < 0x80 else { return isUTF8(start, end) }
      place += 1
    }
    return true
  }

  @inline(never)
  private func isUTF8(_ start: Int, _ end: Int) -> Bool {
    String(validating: UnsafeRawBufferPointer(start: base + start, count: end - start), as: UTF8.self) != nil
  }

  /// Where a number ends that nobody asks for.
  @inline(__always)
  private func pastVarint(_ place: Int, _ end: Int) throws(WireError) -> Int {
    if byteCount - place >= 8 {
      // Its last byte is the first whose uppermost bit is clear.
      let stops = ~word(place) & Self.upperBits
      if stops != 0 {
        let next = place + stops.trailingZeroBitCount / 8 + 1
        guard next <= end else { throw .truncated }
        return next
      }
    }
    return try pastLongVarint(place, end)
  }

  @inline(never)
  private func pastLongVarint(_ start: Int, _ end: Int) throws(WireError) -> Int {
    // The tenth byte is the last one of 64 bits.
    let last = min(end, start + 10)
    var place = start
    while place < last {
      place += 1
      if byte(place - 1) < 0x80 { return place }
    }
    throw last - start == 10 ? .varintTooLong : .truncated
  }

  /// Reads a number: a tag or a length, mostly of one byte or two.
  @inline(__always)
  private func varint(_ place: inout Int, _ end: Int) throws(WireError) -> UInt64 {
    guard place < end else { throw .truncated }
    let first = UInt64(byte(place))
    if first < 0x80 {
      place += 1
      return first
    }
    if end - place >= 2 {
      let second = UInt64(byte(place + 1))
      if second < 0x80 {
        place += 2
        return first & 0x7F | second << 7
      }
    }
    let next = try pastLongVarint(place, end)
    defer { place = next }
    return longVarint(place, next)
  }

  /// Bits above 64 are dropped, as every reader does.
  @inline(never)
  private func longVarint(_ start: Int, _ end: Int) -> UInt64 {
    var value: UInt64 = 0
    for place in start..<end { value |= UInt64(byte(place) & 0x7F) << UInt64(7 * (place - start)) }
    return value
  }

  @inline(__always)
  private func length(_ place: inout Int, _ end: Int) throws(WireError) -> Int {
    let length = try varint(&place, end)
    guard length <= UInt64(end - place) else { throw .truncated }
    return Int(length)
  }

  @inline(__always)
  private func byte(_ place: Int) -> UInt8 { base.load(fromByteOffset: place, as: UInt8.self) }

  /// Eight bytes, the first one lowest.
  @inline(__always)
  private func word(_ place: Int) -> UInt64 {
    UInt64(littleEndian: base.loadUnaligned(fromByteOffset: place, as: UInt64.self))
  }
}
