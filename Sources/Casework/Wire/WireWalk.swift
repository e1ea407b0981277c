/// Walks over the fields of a message without reading it into anything: nothing is allocated, and nothing thrown.
///
/// Bytes that are no message end the walk, and are said by `isBroken`.
struct WireWalk {
  private let base: UnsafeRawPointer
  private(set) var offset: Int
  let end: Int
  private(set) var isBroken = false

  init?(_ bytes: UnsafeRawBufferPointer) {
    guard let base = bytes.baseAddress else { return nil }
    self.init(base, 0, bytes.count)
  }

  private init(_ base: UnsafeRawPointer, _ offset: Int, _ end: Int) {
    self.base = base
    self.offset = offset
    self.end = end
  }

  /// The tag of the next field: its number times eight, and how it is written; zero at the end.
  @inline(__always)
  mutating func tag() -> UInt32 {
    guard offset < end else { return 0 }
    let raw = varint()
    guard raw >> 3 != 0, raw <= UInt64(UInt32.max) else { return fail() }
    return UInt32(raw)
  }

  @inline(__always)
  mutating func varint() -> UInt64 {
    guard offset < end else { return UInt64(fail()) }
    let first = base.load(fromByteOffset: offset, as: UInt8.self)
    offset += 1
    return first < 0x80 ? UInt64(first) : longVarint(first)
  }

  @inline(never)
  private mutating func longVarint(_ first: UInt8) -> UInt64 {
    var value = UInt64(first & 0x7F)
    var shift: UInt64 = 7
    while offset < end, shift < 64 {
      let byte = base.load(fromByteOffset: offset, as: UInt8.self)
      offset += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    return UInt64(fail())
  }

  @inline(__always)
  mutating func fixed64() -> UInt64 {
    guard end - offset >= 8 else { return UInt64(fail()) }
    let value = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    offset += 8
    return value
  }

  /// The message that stands next, to be walked over by itself.
  @inline(__always)
  mutating func nested() -> WireWalk {
    let count = varint()
    guard count <= UInt64(end - offset) else {
      _ = fail()
      return WireWalk(base, end, end)
    }
    let inner = WireWalk(base, offset, offset + Int(count))
    offset += Int(count)
    return inner
  }

  /// Passes over a field that nobody asks for.
  @inline(__always)
  mutating func skip(_ tag: UInt32) {
    switch tag & 7 {
    case WireType.varint: _ = varint()
    case WireType.fixed64: _ = fixed64()
    case WireType.delimited: _ = nested()
    case WireType.fixed32: if end - offset >= 4 { offset += 4 } else { _ = fail() }
    default: _ = fail()
    }
  }

  @inline(never)
  private mutating func fail() -> UInt32 {
    isBroken = true
    offset = end
    return 0
  }
}
