/// Writes messages into memory that the caller has measured with `WireSizer`.
public struct WireEncoder: WireCodec {
  private var cursor: UnsafeMutableRawPointer
  private let end: UnsafeMutableRawPointer

  /// - Parameter buffer: must hold at least the measured bytes; one byte more than it holds stops the program.
  @inline(__always)
  public init(_ buffer: UnsafeMutableRawBufferPointer) {
    guard let base = buffer.baseAddress else { preconditionFailure("a message needs memory to be written to") }
    cursor = base
    end = base + buffer.count
  }

  /// Encodes one message into a new array, for callers off the hot path.
  public static func bytes<M: WireMessage>(_ message: M) -> [UInt8] {
    let count = WireSizer.byteCount(message)
    guard count > 0 else { return [] }
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      var encoder = WireEncoder(UnsafeMutableRawBufferPointer(buffer))
      encoder.write(message)
      precondition(encoder.cursor == encoder.end, "a message was measured and written with different sizes")
      initialized = count
    }
  }

  /// Writes one message to the head of the buffer and returns how many bytes it took.
  static func write<M: WireMessage>(_ message: M, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    var encoder = WireEncoder(buffer)
    return encoder.write(message)
  }

  /// Writes a message and returns how many bytes it took.
  @inline(__always)
  @discardableResult
  public mutating func write<M: WireMessage>(_ message: M) -> Int {
    withUnsafePointer(to: message) { write(at: $0) }
  }

  /// The same of a message that lies elsewhere: passing it by value would copy it.
  @inline(__always)
  mutating func write<M: WireMessage>(at message: UnsafePointer<M>) -> Int {
    let start = cursor
    M.walk(message, &self)
    raw(message.pointee.unknown.bytes)
    return cursor - start
  }

  /// Writes the tag and length of bytes that the caller puts behind it, and returns how many bytes those two took.
  mutating func openDelimited(_ field: Int, byteCount: Int) -> Int {
    let start = cursor
    tag(field, WireType.delimited)
    varint(UInt64(byteCount))
    return cursor - start
  }

  /// Writes a message as a field of another and returns how many bytes it took.
  @inline(__always)
  mutating func nested<M: WireMessage>(_ field: Int, _ message: borrowing M) -> Int {
    let start = cursor
    visit(field, copy message)
    return cursor - start
  }

  @inline(__always)
  private mutating func reserve(_ count: Int) {
    precondition(end - cursor >= count, "a message is longer than its measured size")
  }

  @inline(__always)
  private mutating func varint(_ value: UInt64) {
    reserve(10 <= end - cursor ? 0 : WireSizer.varintByteCount(value))
    var rest = value
    while rest >= 0x80 {
      cursor.storeBytes(of: UInt8(truncatingIfNeeded: rest) | 0x80, as: UInt8.self)
      cursor += 1
      rest >>= 7
    }
    cursor.storeBytes(of: UInt8(truncatingIfNeeded: rest), as: UInt8.self)
    cursor += 1
  }

  @inline(__always)
  private mutating func tag(_ field: Int, _ type: UInt32) { varint(UInt64(field) << 3 | UInt64(type)) }

  @inline(__always)
  private mutating func raw(_ bytes: [UInt8]) {
    reserve(bytes.count)
    bytes.withUnsafeBytes { source in
      if let base = source.baseAddress { cursor.copyMemory(from: base, byteCount: source.count) }
    }
    cursor += bytes.count
  }

  @inline(__always)
  private mutating func bigEndian(_ value: UInt128) {
    reserve(16)
    cursor.storeBytes(of: value.bigEndian, as: UInt128.self)
    cursor += 16
  }

  @inline(__always)
  private mutating func littleEndian(_ value: UInt64) {
    reserve(8)
    cursor.storeBytes(of: value.littleEndian, as: UInt64.self)
    cursor += 8
  }

  @inline(__always)
  public mutating func uint32(_ field: Int, _ value: inout UInt32) {
    guard value != 0 else { return }
    tag(field, WireType.varint)
    varint(UInt64(value))
  }

  @inline(__always)
  public mutating func uint64(_ field: Int, _ value: inout UInt64) {
    guard value != 0 else { return }
    tag(field, WireType.varint)
    varint(value)
  }

  @inline(__always)
  public mutating func int32(_ field: Int, _ value: inout Int32) {
    guard value != 0 else { return }
    tag(field, WireType.varint)
    varint(UInt64(bitPattern: Int64(value)))
  }

  @inline(__always)
  public mutating func bool(_ field: Int, _ value: inout Bool) {
    guard value else { return }
    tag(field, WireType.varint)
    varint(1)
  }

  @inline(__always)
  public mutating func presentFixed64(_ field: Int, _ value: inout UInt64) {
    tag(field, WireType.fixed64)
    littleEndian(value)
  }

  @inline(__always)
  public mutating func instant(_ field: Int, _ value: inout Instant?) {
    guard let value else { return }
    tag(field, WireType.fixed64)
    littleEndian(UInt64(bitPattern: value.milliseconds))
  }

  @inline(__always)
  public mutating func uint128(_ field: Int, _ value: inout UInt128) {
    guard value != 0 else { return }
    tag(field, WireType.delimited)
    varint(16)
    bigEndian(value)
  }

  @inline(__always)
  public mutating func digest(_ field: Int, _ value: inout Digest?) {
    guard let value else { return }
    tag(field, WireType.delimited)
    varint(UInt64(Digest.byteCount))
    bigEndian(value.high)
    bigEndian(value.low)
  }

  @inline(__always)
  public mutating func digests(_ field: Int, _ values: inout [Digest]) {
    for value in values {
      var one: Digest? = value
      digest(field, &one)
    }
  }

  @inline(__always)
  public mutating func bytes(_ field: Int, _ value: inout [UInt8]) {
    guard !value.isEmpty else { return }
    tag(field, WireType.delimited)
    varint(UInt64(value.count))
    raw(value)
  }

  @inline(__always)
  public mutating func text(_ field: Int, _ value: inout String) {
    guard !value.isEmpty else { return }
    let count = value.utf8.count
    tag(field, WireType.delimited)
    varint(UInt64(count))
    reserve(count)
    value.copyUTF8(to: cursor)
    cursor += count
  }

  @inline(__always)
  public mutating func packed(_ field: Int, _ values: inout [UInt32]) {
    guard !values.isEmpty else { return }
    tag(field, WireType.delimited)
    varint(UInt64(WireSizer.packedByteCount(values)))
    for value in values { varint(UInt64(value)) }
  }

  @inline(__always)
  public mutating func message<M: WireMessage>(_ field: Int, _ value: inout M?) {
    if let value { visit(field, value) }
  }

  @inline(__always)
  public mutating func messages<M: WireMessage>(_ field: Int, _ values: inout [M]) {
    for value in values { visit(field, value) }
  }

  public mutating func body(_ value: inout EventBody) { value.visit(&self) }
}

extension WireEncoder: EventBodyVisitor {
  public mutating func visit<M: WireMessage>(_ field: Int, _ message: M) {
    tag(field, WireType.delimited)
    varint(UInt64(WireSizer.byteCount(message)))
    write(message)
  }
}
