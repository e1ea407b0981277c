import Casework
import Glibc
import SwiftProtobuf
import Testing

/// Bytes that no honest writer made: refused or read, never a crash, never a byte past the end.
@Suite struct WireHostileTests {
  private static let golden: [[UInt8]] = WireSample.all.compactMap { $0.event?.encoded() }

  @Test func `every truncation of a golden vector is read or refused as SwiftProtobuf does`() throws {
    var accepted = 0
    var refused = 0
    for bytes in Self.golden {
      for count in 0..<bytes.count {
        let verdict = try WireVerdict.of(Array(bytes[..<count]))
        #expect(verdict.agrees, "\(verdict)")
        #expect(verdict.strictRule == nil, "\(verdict)")
        if verdict.isAccepted { accepted += 1 } else { refused += 1 }
      }
    }
    // A cut between two fields leaves a shorter event; a cut inside of one leaves nothing.
    #expect(accepted >= Self.golden.count * 4)
    #expect(refused > accepted)
  }

  @Test func `every flipped bit of a golden vector is read or refused as SwiftProtobuf does`() throws {
    for bytes in Self.golden {
      for bit in 0..<(bytes.count * 8) {
        var flipped = bytes
        flipped[bit / 8] ^= 1 << UInt8(bit % 8)
        let verdict = try WireVerdict.of(flipped)
        #expect(verdict.agrees, "bit \(bit): \(verdict)")
      }
    }
  }

  @Test(arguments: 0..<10)
  func `ten thousand byte strings a seed are read or refused as SwiftProtobuf does`(_ seed: Int) throws {
    var strings = HostileStrings(seed: UInt64(seed), golden: Self.golden)
    var accepted = 0
    for index in 0..<10_000 {
      let verdict = try WireVerdict.of(strings.next())
      #expect(verdict.agrees, "seed \(seed), string \(index): \(verdict)")
      if verdict.isAccepted { accepted += 1 }
    }
    // Strings that are all refused, or all accepted, would prove little.
    #expect((1_000...9_000).contains(accepted), "accepted \(accepted)")
  }

  /// What is refused, and why. Nil is read.
  private static let table: [(name: String, bytes: [UInt8], error: WireError?)] = [
    ("nothing", [], nil),
    ("a lone tag byte with more to come", [0x80], .truncated),
    ("a tag without its value", [0x09], .truncated),
    ("field number zero", [0x00, 0x01], .badTag),
    ("field number zero, length-delimited", [0x02, 0x00], .badTag),
    ("wire type six", [0x0E], .badTag),
    ("wire type seven", [0x0F], .badTag),
    ("a tag of six bytes", [0xA0, 0x80, 0x80, 0x80, 0x80, 0x00, 0x00], .badTag),
    ("a tag of five bytes where one is enough", [0xA0, 0x80, 0x80, 0x80, 0x00, 0x00], nil),
    ("a field number above 2^29 - 1", [0xF8, 0xFF, 0xFF, 0xFF, 0x1F, 0x00], .badTag),
    ("a varint of ten bytes", [0xF8, 0x01] + [UInt8](repeating: 0xFF, count: 9) + [0x01], nil),
    (
      "a varint of ten bytes with bits above the 64th", [0xF8, 0x01] + [UInt8](repeating: 0xFF, count: 9) + [0x7F], nil
    ),
    ("a varint of eleven bytes", [0xF8, 0x01] + [UInt8](repeating: 0xFF, count: 10) + [0x01], .varintTooLong),
    ("a varint that never ends", [0xF8, 0x01] + [UInt8](repeating: 0x80, count: 100), .varintTooLong),
    ("a length of two gigabytes", WireBytes.tag(8, 2) + WireBytes.varint(0x7FFF_FFFF), .truncated),
    ("a length of 2^63", WireBytes.tag(8, 2) + WireBytes.varint(1 << 63), .truncated),
    ("a length of 2^64 - 1", WireBytes.tag(8, 2) + WireBytes.varint(.max), .truncated),
    ("a length one too long", WireBytes.tag(8, 2) + [3, 1, 2], .truncated),
    ("an unknown length one too long", WireBytes.tag(90, 2) + [3, 1, 2], .truncated),
    (
      "a nested length that leaves its message", WireBytes.delimited(6, WireBytes.tag(2, 2) + [2, 65]) + [65, 65],
      .truncated
    ),
    ("a nested varint that leaves its message", WireBytes.delimited(6, [0x08, 0x80]) + [0x01, 0x01], .truncated),
    ("a packed varint that leaves its field", WireBytes.delimited(16, [0x3A, 0x01, 0x80]) + [0x01, 0x01], .truncated),
    ("packed numbers one by one", WireBytes.delimited(16, [0x38, 0x05, 0x38, 0x06]), nil),
    ("no packed number", WireBytes.delimited(16, [0x3A, 0x00]), nil),
    ("seven bytes of a fixed64", [0x09, 1, 2, 3, 4, 5, 6, 7], .truncated),
    ("three bytes of an unknown fixed32", WireBytes.tag(90, 5) + [1, 2, 3], .truncated),
    ("a group", WireBytes.tag(90, 3) + WireBytes.tag(90, 4), .groupNotSupported),
    ("an end of no group", WireBytes.tag(90, 4), .groupNotSupported),
    ("a group in the place of a message", WireBytes.tag(6, 3) + WireBytes.tag(6, 4), .groupNotSupported),
    ("a submission key of fifteen bytes", WireBytes.delimited(4, [UInt8](repeating: 1, count: 15)), .badByteCount),
    ("a submission key of no byte", WireBytes.delimited(4, []), .badByteCount),
    (
      "a digest of thirty-three bytes",
      WireBytes.delimited(23, WireBytes.delimited(2, [UInt8](repeating: 1, count: 33))), .badByteCount
    ),
    (
      "evidence of thirty-one bytes", WireBytes.delimited(30, WireBytes.delimited(1, [UInt8](repeating: 1, count: 31))),
      .badByteCount
    ),
    ("two actors", WireBytes.delimited(6, []) + WireBytes.delimited(6, []), .repeatedMessage),
    ("two bodies", WireBytes.delimited(32, []) + WireBytes.delimited(40, []), .repeatedMessage),
    ("one body twice", WireBytes.delimited(32, []) + WireBytes.delimited(32, []), .repeatedMessage),
    (
      "two bodies with another field between",
      WireBytes.delimited(32, []) + WireBytes.number(90, 1) + WireBytes.delimited(32, []), .repeatedMessage
    ),
    ("a name that is half a letter", WireBytes.delimited(6, WireBytes.delimited(2, [0xC4])), .notUTF8),
    ("an overlong letter", WireBytes.delimited(6, WireBytes.delimited(2, [0xC0, 0xAF])), .notUTF8),
    ("half of a surrogate pair", WireBytes.delimited(6, WireBytes.delimited(2, [0xED, 0xA0, 0x80])), .notUTF8),
    ("a letter above U+10FFFF", WireBytes.delimited(6, WireBytes.delimited(2, [0xF4, 0x90, 0x80, 0x80])), .notUTF8),
    ("a name with a zero in it", WireBytes.delimited(6, WireBytes.delimited(2, [65, 0, 66])), nil),
    (
      "a sequence twice: the last one counts",
      [0x09] + [UInt8](repeating: 1, count: 8) + [0x09] + [UInt8](repeating: 2, count: 8), nil
    ),
    ("65,535 bytes", WireBytes.delimited(8, [UInt8](repeating: 1, count: 65_531)), nil),
    ("65,536 bytes", WireBytes.delimited(8, [UInt8](repeating: 1, count: 65_532)), .tooLong),
  ]

  @Test(arguments: Self.table.indices)
  func `hostile bytes are refused for what is wrong with them`(_ index: Int) throws {
    let row = Self.table[index]
    let verdict = try WireVerdict.of(row.bytes)
    #expect(verdict.ours == row.error, "\(row.name)")
    #expect(verdict.agrees, "\(row.name): \(verdict)")
  }

  @Test func `65,535 bytes that cost the most walks are read in time`() throws {
    // Each field stands before the last one in the order of the schema, and each is unknown or seen already.
    let pair = WireBytes.number(90, 1) + WireBytes.delimited(8, [])
    let bytes = Array(repeatElement(pair, count: 65_535 / pair.count).joined())
    // Processor time of this thread: what a busy machine makes it wait for is not counted.
    let start = Self.threadSeconds()
    _ = try Event.decode(bytes)
    #expect(Self.threadSeconds() - start < 2)
  }

  private static func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  @Test func `messages nested deeper than sixteen are refused`() throws {
    for (depth, error) in [(15, nil), (16, nil), (17, .nestedTooDeep), (10_000, .nestedTooDeep)] as [(Int, WireError?)]
    {
      var bytes = [UInt8]()
      for _ in 0..<depth { bytes = WireBytes.delimited(1, bytes) }
      var found: WireError?
      do throws(WireError) { _ = try WireDecoder.message(Nest.self, from: bytes) } catch { found = error }
      #expect(found == error, "depth \(depth)")
    }
  }
}

/// A message that contains itself; no message of the schema does.
private struct Nest: WireMessage {
  var inner: [Nest] = []
  var unknown = UnknownFields()
  mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) { try codec.messages(1, &inner) }
}
