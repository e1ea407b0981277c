/// Reads messages from memory it does not own, and never past its end.
///
/// Writers put fields in ascending order, so one walk over `fields` usually takes a whole message; a field
/// out of order costs another walk, an unknown one is kept.
public struct WireDecoder: WireCodec, NestedReader {
  private let base: UnsafeRawPointer
  private var offset: Int
  private var end: Int
  private var depth = 0
  /// The field that waits to be taken: its tag, or zero at the end of the message.
  private var tag: UInt32 = 0
  /// Where the waiting field began, tag included.
  private var tagOffset = 0
  /// Fields of plain bytes, which is the sealed part alone, are passed over.
  private var leavesBytesOut = false

  /// Messages of this schema are nested three deep; a newer one may be a little deeper.
  static let depthMax = 16

  private init(base: UnsafeRawPointer, count: Int) {
    self.base = base
    offset = 0
    end = count
  }

  /// Reads one message that fills the bytes.
  ///
  /// - Parameter leavesBytesOut: fields of plain bytes are passed over and stay empty.
  public static func message<M: WireMessage>(
    _ type: M.Type = M.self, from bytes: UnsafeRawBufferPointer, leavesBytesOut: Bool = false
  ) throws(WireError) -> M {
    var message = M()
    guard let base = bytes.baseAddress, bytes.count > 0 else { return message }
    var decoder = WireDecoder(base: base, count: bytes.count)
    decoder.leavesBytesOut = leavesBytesOut
    try decoder.read(into: &message)
    return message
  }

  public static func message<M: WireMessage>(_ type: M.Type = M.self, from bytes: [UInt8]) throws(WireError) -> M {
    // A closure would widen the error's type; a result carries it through.
    let result: Result<M, WireError> = bytes.withUnsafeBytes { buffer in
      do throws(WireError) { return .success(try message(M.self, from: buffer)) } catch { return .failure(error) }
    }
    return try result.get()
  }

  private mutating func read<M: WireMessage>(into message: inout M) throws(WireError) {
    try advance()
    while tag != 0 {
      let before = tagOffset
      try message.fields(&self)
      if tag != 0, tagOffset == before { try keep(&message.unknown) }
    }
  }

  /// Reads the next tag of this message.
  @inline(__always)
  private mutating func advance() throws(WireError) {
    tagOffset = offset
    guard offset < end else {
      tag = 0
      return
    }
    let raw = try varint()
    guard raw <= UInt64(UInt32.max), raw >> 3 != 0, raw & 7 <= 5, offset - tagOffset <= 5 else { throw .badTag }
    tag = UInt32(raw)
  }

  private mutating func keep(_ unknown: inout UnknownFields) throws(WireError) {
    switch tag & 7 {
    case WireType.varint: _ = try varint()
    case WireType.fixed64: try skip(8)
    case WireType.fixed32: try skip(4)
    case WireType.delimited: try skip(try length())
    default: throw .groupNotSupported
    }
    unknown.bytes.append(contentsOf: UnsafeRawBufferPointer(start: base + tagOffset, count: offset - tagOffset))
    try advance()
  }

  private mutating func skip(_ count: Int) throws(WireError) {
    guard end - offset >= count else { throw .truncated }
    offset += count
  }

  /// Most tags, lengths and numbers take one byte, and are read on the spot.
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
      // The tenth byte holds the last bit of 64; like every reader, this one drops the bits above it.
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

  @inline(__always)
  private func waits(_ field: Int, _ type: UInt32) -> Bool { tag == UInt32(truncatingIfNeeded: field) << 3 | type }

  @inline(__always)
  public mutating func uint32(_ field: Int, _ value: inout UInt32) throws(WireError) {
    while waits(field, WireType.varint) {
      // As every Protocol Buffers reader does, a longer number is cut to its low bits.
      value = UInt32(truncatingIfNeeded: try varint())
      try advance()
    }
  }

  @inline(__always)
  public mutating func uint64(_ field: Int, _ value: inout UInt64) throws(WireError) {
    while waits(field, WireType.varint) {
      value = try varint()
      try advance()
    }
  }

  @inline(__always)
  public mutating func int32(_ field: Int, _ value: inout Int32) throws(WireError) {
    while waits(field, WireType.varint) {
      value = Int32(truncatingIfNeeded: try varint())
      try advance()
    }
  }

  @inline(__always)
  public mutating func bool(_ field: Int, _ value: inout Bool) throws(WireError) {
    while waits(field, WireType.varint) {
      value = try varint() != 0
      try advance()
    }
  }

  private mutating func fixed64() throws(WireError) -> UInt64 {
    guard end - offset >= 8 else { throw .truncated }
    let value = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    offset += 8
    return value
  }

  @inline(__always)
  public mutating func presentFixed64(_ field: Int, _ value: inout UInt64) throws(WireError) {
    while waits(field, WireType.fixed64) {
      value = try fixed64()
      try advance()
    }
  }

  @inline(__always)
  public mutating func instant(_ field: Int, _ value: inout Instant?) throws(WireError) {
    while waits(field, WireType.fixed64) {
      value = Instant(milliseconds: Int64(bitPattern: try fixed64()))
      try advance()
    }
  }

  private func bigEndian(at offset: Int) -> UInt128 {
    UInt128(bigEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt128.self))
  }

  @inline(__always)
  public mutating func uint128(_ field: Int, _ value: inout UInt128) throws(WireError) {
    while waits(field, WireType.delimited) {
      guard try length() == 16 else { throw .badByteCount }
      value = bigEndian(at: offset)
      offset += 16
      try advance()
    }
  }

  @inline(__always)
  public mutating func digest(_ field: Int, _ value: inout Digest?) throws(WireError) {
    while waits(field, WireType.delimited) {
      value = try digest()
      try advance()
    }
  }

  private mutating func digest() throws(WireError) -> Digest {
    guard try length() == Digest.byteCount else { throw .badByteCount }
    let digest = Digest(high: bigEndian(at: offset), low: bigEndian(at: offset + 16))
    offset += Digest.byteCount
    return digest
  }

  @inline(__always)
  public mutating func digests(_ field: Int, _ values: inout [Digest]) throws(WireError) {
    while waits(field, WireType.delimited) {
      values.append(try digest())
      try advance()
    }
  }

  @inline(__always)
  public mutating func bytes(_ field: Int, _ value: inout [UInt8]) throws(WireError) {
    while waits(field, WireType.delimited) {
      let count = try length()
      if !leavesBytesOut { value = [UInt8](UnsafeRawBufferPointer(start: base + offset, count: count)) }
      offset += count
      try advance()
    }
  }

  @inline(__always)
  public mutating func text(_ field: Int, _ value: inout String) throws(WireError) {
    while waits(field, WireType.delimited) {
      let count = try length()
      let bytes = UnsafeRawBufferPointer(start: base + offset, count: count)
      guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8 }
      value = text
      offset += count
      try advance()
    }
  }

  public mutating func packed(_ field: Int, _ values: inout [UInt32]) throws(WireError) {
    while true {
      if waits(field, WireType.delimited) {
        let outerEnd = end
        let count = try length()
        end = offset + count
        // One allocation for the few hops of a report.
        if values.isEmpty { values.reserveCapacity(min(count, 8)) }
        while offset < end { values.append(UInt32(truncatingIfNeeded: try varint())) }
        end = outerEnd
      } else if waits(field, WireType.varint) {
        values.append(UInt32(truncatingIfNeeded: try varint()))
      } else {
        return
      }
      try advance()
    }
  }

  @inline(__always)
  public mutating func message<M: WireMessage>(_ field: Int, _ value: inout M?) throws(WireError) {
    while waits(field, WireType.delimited) {
      guard value == nil else { throw .repeatedMessage }
      value = try nested(M.self)
      try advance()
    }
  }

  @inline(__always)
  public mutating func messages<M: WireMessage>(_ field: Int, _ values: inout [M]) throws(WireError) {
    while waits(field, WireType.delimited) {
      // One allocation for the few deadlines of a report.
      if values.isEmpty { values.reserveCapacity(4) }
      values.append(try nested(M.self))
      try advance()
    }
  }

  public mutating func body(_ value: inout EventBody) throws(WireError) {
    while tag != 0, tag & 7 == WireType.delimited {
      guard let read = try EventBody.read(Int(tag >> 3), from: &self) else { return }
      guard case .none = value else { throw .repeatedMessage }
      value = read
      try advance()
    }
  }

  /// Reads the waiting length-delimited field as a message; the caller advances.
  mutating func nested<M: WireMessage>(_ type: M.Type) throws(WireError) -> M {
    guard depth < Self.depthMax else { throw .nestedTooDeep }
    let count = try length()
    let outerEnd = end
    end = offset + count
    depth += 1
    var message = M()
    try read(into: &message)
    depth -= 1
    end = outerEnd
    return message
  }
}
