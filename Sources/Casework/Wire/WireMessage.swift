/// A Protocol Buffers message whose layout is written once.
///
/// `fields` names each field with its number, in ascending order; the same walk measures, writes and reads,
/// so that the three cannot drift apart. The layout is that of `schemas/motcham/v1`, and the tests hold every
/// message against SwiftProtobuf and `protoc`.
public protocol WireMessage: Equatable, Sendable {
  init()
  /// Bytes of fields that this version does not know, kept as they came and written behind the known ones.
  var unknown: UnknownFields { get set }
  mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError)
}

extension WireMessage {
  /// Walks over the fields of a message that stays as it is, where it lies: an `inout` walk, or passing it by value,
  /// would copy it, and a copy of a report counts up nine references, and down again.
  @inline(__always)
  static func walk<Codec: WireCodec>(_ message: UnsafePointer<Self>, _ codec: inout Codec) {
    // Sound since codecs other than the reader write nothing into the fields that they are handed.
    do { try UnsafeMutablePointer(mutating: message).pointee.fields(&codec) } catch {
      preconditionFailure("a walk that reads nothing refused a message: \(error)")
    }
  }
}

/// Fields of a newer writer, byte for byte, tags included.
public struct UnknownFields: Hashable, Sendable {
  public var bytes: [UInt8] = []
  public init() {}
}

/// Why bytes are not a message.
public enum WireError: UInt8, Error, Equatable, Sendable, CaseIterable {
  /// The bytes end inside a field.
  case truncated
  /// A varint longer than ten bytes.
  case varintTooLong
  /// A field number of zero, a wire type that does not exist, or a tag longer than five bytes.
  case badTag
  /// A group, an old construct that no writer of this schema uses.
  case groupNotSupported
  /// Messages nested deeper than the schema can be.
  case nestedTooDeep
  /// A string field that is not UTF-8.
  case notUTF8
  /// A part that may stand once stands twice; readers would differ in which one counts.
  case repeatedMessage
  /// A fixed-size bytes field (key, nonce, digest) of another size.
  case badByteCount
  /// The whole is longer than `Limits.eventByteCountMax`.
  case tooLong
}

extension WireError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .truncated: "the bytes end inside a field"
    case .varintTooLong: "a number takes more than ten bytes"
    case .badTag: "a field has an impossible tag"
    case .groupNotSupported: "a field is a group, which this schema never uses"
    case .nestedTooDeep: "messages are nested deeper than the schema allows"
    case .notUTF8: "a text field is not UTF-8"
    case .repeatedMessage: "a part that may stand once stands twice"
    case .badByteCount: "a key, nonce or digest has the wrong length"
    case .tooLong: "the event is longer than 65,535 bytes"
    }
  }
}

/// One walk over the fields of a message: a measure, a writer or a reader.
///
/// Scalars and texts at their default are absent, as proto3 has it, except those named `present`.
public protocol WireCodec {
  mutating func uint32(_ field: Int, _ value: inout UInt32) throws(WireError)
  mutating func uint64(_ field: Int, _ value: inout UInt64) throws(WireError)
  /// An enumeration: a signed number to Protocol Buffers, so that a value above 2³¹ − 1 takes ten bytes.
  mutating func int32(_ field: Int, _ value: inout Int32) throws(WireError)
  mutating func bool(_ field: Int, _ value: inout Bool) throws(WireError)
  /// Eight little-endian bytes, written even when zero: its place in the event is fixed.
  mutating func presentFixed64(_ field: Int, _ value: inout UInt64) throws(WireError)
  /// A signed instant in eight bytes; absent when nil.
  mutating func instant(_ field: Int, _ value: inout Instant?) throws(WireError)
  /// Sixteen bytes in network order; absent when zero. Sixteen zero bytes are read as absent.
  mutating func uint128(_ field: Int, _ value: inout UInt128) throws(WireError)
  /// Thirty-two bytes; absent when nil.
  mutating func digest(_ field: Int, _ value: inout Digest?) throws(WireError)
  mutating func digests(_ field: Int, _ values: inout [Digest]) throws(WireError)
  mutating func bytes(_ field: Int, _ value: inout [UInt8]) throws(WireError)
  mutating func text(_ field: Int, _ value: inout String) throws(WireError)
  mutating func packed(_ field: Int, _ values: inout [UInt32]) throws(WireError)
  mutating func message<M: WireMessage>(_ field: Int, _ value: inout M?) throws(WireError)
  mutating func messages<M: WireMessage>(_ field: Int, _ values: inout [M]) throws(WireError)
  /// The members of the event's `oneof`.
  mutating func body(_ value: inout EventBody) throws(WireError)
}

extension WireCodec {
  /// An open enumeration.
  @inline(__always)
  mutating func enumeration<E: OpenEnumeration>(_ field: Int, _ value: inout E) throws(WireError) {
    var raw = Int32(bitPattern: value.rawValue)
    try int32(field, &raw)
    let read = UInt32(bitPattern: raw)
    if read != value.rawValue { value = E(rawValue: read) }
  }

  /// An identifier over UInt32.
  @inline(__always)
  mutating func number<N: RawRepresentable>(_ field: Int, _ value: inout N) throws(WireError)
  where N.RawValue == UInt32 {
    var raw = value.rawValue
    try uint32(field, &raw)
    // Identifiers take every value.
    if raw != value.rawValue, let read = N(rawValue: raw) { value = read }
  }

  @inline(__always)
  mutating func number<N: RawRepresentable>(_ field: Int, _ value: inout N) throws(WireError)
  where N.RawValue == UInt64 {
    var raw = value.rawValue
    try uint64(field, &raw)
    if raw != value.rawValue, let read = N(rawValue: raw) { value = read }
  }
}

/// The wire types of Protocol Buffers that this schema uses.
enum WireType {
  static let varint: UInt32 = 0
  static let fixed64: UInt32 = 1
  static let delimited: UInt32 = 2
  static let groupStart: UInt32 = 3
  static let groupEnd: UInt32 = 4
  static let fixed32: UInt32 = 5
}
