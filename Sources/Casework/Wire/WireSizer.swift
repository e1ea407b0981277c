/// Measures a message without writing it: needed for the length before each nested message.
public struct WireSizer: WireCodec {
  public private(set) var byteCount = 0

  public init() {}

  /// The encoded size of a message, in bytes.
  public static func byteCount<M: WireMessage>(_ message: M) -> Int {
    withUnsafePointer(to: message) { byteCount(at: $0) }
  }

  /// The same of a message that lies elsewhere: passing it by value would copy it.
  @inline(__always)
  static func byteCount<M: WireMessage>(at message: UnsafePointer<M>) -> Int {
    var sizer = WireSizer()
    sizer.add(message)
    return sizer.byteCount
  }

  @inline(__always)
  private mutating func add<M: WireMessage>(_ message: UnsafePointer<M>) {
    M.walk(message, &self)
    byteCount += message.pointee.unknown.bytes.count
  }

  @inline(__always)
  static func varintByteCount(_ value: UInt64) -> Int { (70 - (value | 1).leadingZeroBitCount) / 7 }

  @inline(__always)
  private mutating func delimited(_ field: Int, _ count: Int) {
    byteCount += Self.varintByteCount(UInt64(field) << 3) + Self.varintByteCount(UInt64(count)) + count
  }

  @inline(__always)
  private func tagByteCount(_ field: Int) -> Int { Self.varintByteCount(UInt64(field) << 3) }

  @inline(__always)
  public mutating func uint32(_ field: Int, _ value: inout UInt32) {
    if value != 0 { byteCount += tagByteCount(field) + Self.varintByteCount(UInt64(value)) }
  }

  @inline(__always)
  public mutating func uint64(_ field: Int, _ value: inout UInt64) {
    if value != 0 { byteCount += tagByteCount(field) + Self.varintByteCount(value) }
  }

  @inline(__always)
  public mutating func int32(_ field: Int, _ value: inout Int32) {
    if value != 0 { byteCount += tagByteCount(field) + Self.varintByteCount(UInt64(bitPattern: Int64(value))) }
  }

  @inline(__always)
  public mutating func bool(_ field: Int, _ value: inout Bool) {
    if value { byteCount += tagByteCount(field) + 1 }
  }

  @inline(__always)
  public mutating func presentFixed64(_ field: Int, _ value: inout UInt64) { byteCount += tagByteCount(field) + 8 }

  @inline(__always)
  public mutating func instant(_ field: Int, _ value: inout Instant?) {
    if value != nil { byteCount += tagByteCount(field) + 8 }
  }

  @inline(__always)
  public mutating func uint128(_ field: Int, _ value: inout UInt128) {
    if value != 0 { delimited(field, 16) }
  }

  @inline(__always)
  public mutating func digest(_ field: Int, _ value: inout Digest?) {
    if value != nil { delimited(field, Digest.byteCount) }
  }

  @inline(__always)
  public mutating func digests(_ field: Int, _ values: inout [Digest]) {
    for _ in values { delimited(field, Digest.byteCount) }
  }

  @inline(__always)
  public mutating func bytes(_ field: Int, _ value: inout [UInt8]) {
    if !value.isEmpty { delimited(field, value.count) }
  }

  @inline(__always)
  public mutating func text(_ field: Int, _ value: inout String) {
    if !value.isEmpty { delimited(field, value.utf8.count) }
  }

  @inline(__always)
  public mutating func packed(_ field: Int, _ values: inout [UInt32]) {
    if !values.isEmpty { delimited(field, Self.packedByteCount(values)) }
  }

  static func packedByteCount(_ values: [UInt32]) -> Int {
    var count = 0
    for value in values { count += varintByteCount(UInt64(value)) }
    return count
  }

  @inline(__always)
  public mutating func message<M: WireMessage>(_ field: Int, _ value: inout M?) {
    if let value { delimited(field, Self.byteCount(value)) }
  }

  @inline(__always)
  public mutating func messages<M: WireMessage>(_ field: Int, _ values: inout [M]) {
    for value in values { delimited(field, Self.byteCount(value)) }
  }

  public mutating func body(_ value: inout EventBody) { value.visit(&self) }
}

extension WireSizer: EventBodyVisitor {
  public mutating func visit<M: WireMessage>(_ field: Int, _ message: M) { delimited(field, Self.byteCount(message)) }
}
