import Casework
import SwiftProtobuf
import Testing

/// Holds one message of ours against the generated type of the same schema, in every direction.
///
/// Names and values go by the text format, which comes from the Swift properties; bytes go by both codecs.
func expectAgreement<Ours: WireMessage, Theirs: SwiftProtobuf.Message & Equatable>(
  _ ours: Ours, _ type: Theirs.Type, _ context: @autoclosure () -> String
) throws {
  let bytes = WireEncoder.bytes(ours)
  #expect(WireSizer.byteCount(ours) == bytes.count, "measured and written sizes differ: \(context())")

  // Ours to theirs: the same fields by name, the same bytes back.
  let theirs = try Theirs(serializedBytes: bytes)
  let theirBytes: [UInt8] = try theirs.serializedBytes()
  #expect(theirBytes == bytes, "bytes differ from SwiftProtobuf's: \(context())")
  if !WireUnknown.stands(in: bytes, ours) {
    let text = WireText.of(ours)
    let named = try Theirs(textFormatString: text)
    #expect(named == theirs, "fields differ by name or value: \(context())\n\(text)")
  }

  // Theirs to ours. `==` on texts takes NFC for NFD, so the bytes are compared as well.
  let again = try WireDecoder.message(Ours.self, from: theirBytes)
  #expect(again == ours, "decoding lost something: \(context())")
  #expect(WireEncoder.bytes(again) == bytes, "decoding and encoding changed the bytes: \(context())")
}

/// Whether a message carries fields that its text does not show.
enum WireUnknown {
  static func stands<M: WireMessage>(in bytes: [UInt8], _ message: M) -> Bool {
    var search = WireUnknownSearch()
    var copy = message
    // A walk that only looks has nothing to refuse.
    do { try copy.fields(&search) } catch { return true }
    return search.found || !message.unknown.bytes.isEmpty
  }
}

/// Looks for unknown fields at every depth of a message.
struct WireUnknownSearch: WireCodec, EventBodyVisitor {
  var found = false

  mutating func uint32(_ field: Int, _ value: inout UInt32) {}
  mutating func uint64(_ field: Int, _ value: inout UInt64) {}
  mutating func int32(_ field: Int, _ value: inout Int32) {}
  mutating func bool(_ field: Int, _ value: inout Bool) {}
  mutating func presentFixed64(_ field: Int, _ value: inout UInt64) {}
  mutating func instant(_ field: Int, _ value: inout Instant?) {}
  mutating func uint128(_ field: Int, _ value: inout UInt128) {}
  mutating func digest(_ field: Int, _ value: inout Digest?) {}
  mutating func digests(_ field: Int, _ values: inout [Digest]) {}
  mutating func bytes(_ field: Int, _ value: inout [UInt8]) {}
  mutating func text(_ field: Int, _ value: inout String) {}
  mutating func packed(_ field: Int, _ values: inout [UInt32]) {}
  mutating func message<M: WireMessage>(_ field: Int, _ value: inout M?) throws(WireError) {
    if let value { visit(field, value) }
  }
  mutating func messages<M: WireMessage>(_ field: Int, _ values: inout [M]) throws(WireError) {
    for value in values { visit(field, value) }
  }
  mutating func body(_ value: inout EventBody) { value.visit(&self) }

  mutating func visit<M: WireMessage>(_ field: Int, _ message: M) {
    var copy = message
    if !message.unknown.bytes.isEmpty { found = true }
    do { try copy.fields(&self) } catch { found = true }
  }
}
