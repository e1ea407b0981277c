import Casework
import SwiftProtobuf
import LawModel
import Testing

/// What a newer writer says, and this version does not understand, goes through it unharmed.
@Suite struct WireNewerWriterTests {
  /// One field of every wire type.
  private static let news =
    WireBytes.number(1_000, 300) + WireBytes.tag(1_001, 1) + [1, 2, 3, 4, 5, 6, 7, 8]
    + WireBytes.delimited(1_002, [9, 9])
    + WireBytes.tag(1_003, 5) + [1, 2, 3, 4]

  private func expectKept(_ bytes: [UInt8], _ context: String) throws -> Event {
    let event = try Event.decode(bytes)
    #expect(event.encoded() == bytes, "\(context)")
    let theirs = try Motcham_V1_Event(serializedBytes: bytes)
    #expect(try theirs.serializedBytes() == bytes, "\(context)")
    #expect(try Motcham_V1_Event(serializedBytes: event.encoded()) == theirs, "\(context)")
    return event
  }

  @Test func `unknown fields of an event are kept`() throws {
    let bytes = try #require(WireSample.events[0].event).encoded() + Self.news
    let event = try expectKept(bytes, "event")
    #expect(event.unknown.bytes == Self.news)
  }

  @Test func `unknown fields of an actor are kept`() throws {
    var event = Event()
    event.actor = WireSample.officer
    event.actor?.unknown.bytes = Self.news
    #expect(try expectKept(event.encoded(), "actor").actor?.unknown.bytes == Self.news)
  }

  @Test(arguments: SchemaFile.bodies.map(\.name))
  func `unknown fields of a body are kept`(_ name: String) throws {
    let number = try #require(SchemaFile.bodies.first { $0.name == name }?.number)
    let sample = try #require(WireSample.events.first { $0.name == name }?.event)
    var payload = Payload()
    sample.body.visit(&payload)
    let bytes = Event().encoded() + WireBytes.delimited(number, payload.bytes + Self.news)
    let event = try expectKept(bytes, name)
    #expect(event.body != sample.body)
    #expect(event.body.typeName == name)
    #expect(event.unknown.bytes.isEmpty)
  }

  @Test func `unknown fields of a commitment, a moved commitment and an attachment are kept`() throws {
    var commitment = WireSample.commitment(.resolve, 7, .workingDays)
    commitment.unknown.bytes = Self.news
    var moved = WireSample.moved
    moved.unknown.bytes = Self.news
    var attachment = WireSample.attachment
    attachment.unknown.bytes = Self.news
    let bodies: [EventBody] = [
      .accepted(WireSample.made { $0.commitments = [commitment, WireSample.commitment(.answer, 1, .hours)] }),
      .informationProvided(
        WireSample.made {
          $0.moved = [moved]
          $0.attachments = [attachment]
        }),
    ]
    for body in bodies {
      var event = Event()
      event.body = body
      #expect(try expectKept(event.encoded(), body.typeName).body == body)
    }
  }

  @Test(arguments: [800, 900, 536_870_911])
  func `a body of a newer writer is no body here, and its bytes are kept`(_ number: Int) throws {
    let body = WireBytes.delimited(number, WireBytes.number(1, 42))
    let event = try expectKept(Event().encoded() + body, "body \(number)")
    #expect(event.body == .none)
    #expect(event.body.typeName == "unknown")
    #expect(event.unknown.bytes == body)
  }

  @Test(arguments: [9, 200, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF] as [UInt32])
  func `an enumeration value of a newer writer is kept`(_ value: UInt32) throws {
    var event = Event()
    event.actor = Actor(Role(rawValue: value))
    event.body = .reportReceived(
      WireSample.made {
        $0.kind = ReportKind(rawValue: value)
        $0.level = Level(rawValue: value)
        $0.identity = IdentityStrength(rawValue: value)
      })
    let read = try expectKept(event.encoded(), "value \(value)")
    #expect(read == event)
    let theirs = try Motcham_V1_Event(serializedBytes: event.encoded())
    #expect(theirs.actor.role == .UNRECOGNIZED(Int(Int32(bitPattern: value))))
  }

  @Test func `a known field with another wire type is kept as unknown, as SwiftProtobuf does`() throws {
    for wrong in [
      WireBytes.number(4, 7), WireBytes.number(8, 7), WireBytes.number(19, 7), WireBytes.tag(6, 5) + [0, 0, 0, 0],
      WireBytes.tag(16, 1) + [0, 0, 0, 0, 0, 0, 0, 0],
    ] {
      let event = try expectKept(Event().encoded() + wrong, Hexadecimal.string(wrong))
      #expect(event.unknown.bytes == wrong)
    }
  }

  @Test func `fields in any order decode to the same event, and unknown ones move behind`() throws {
    let sample = try #require(WireSample.events.first { $0.name == "published" }?.event)
    let fields = try splitFields(sample.encoded())
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<200 {
      let shuffled = (fields + [Self.news]).shuffled(using: &generator).flatMap { $0 }
      let event = try Event.decode(shuffled)
      #expect(event.encoded() == sample.encoded() + Self.news)
      #expect(try Motcham_V1_Event(serializedBytes: shuffled).serializedBytes() == event.encoded())
    }
  }

  /// The fields of an event whose outermost fields are fixed64 or length-delimited with one byte of length.
  private func splitFields(_ bytes: [UInt8]) throws -> [[UInt8]] {
    var fields = [[UInt8]]()
    var start = 0
    while start < bytes.count {
      let tagCount = bytes[start] < 0x80 ? 1 : 2
      let size = bytes[start] & 7 == 1 ? 8 : 1 + Int(bytes[start + tagCount])
      let end = start + tagCount + size
      try #require(end <= bytes.count)
      fields.append(Array(bytes[start..<end]))
      start = end
    }
    return fields
  }

  /// The encoding of a body's message alone.
  private struct Payload: EventBodyVisitor {
    var bytes: [UInt8] = []
    mutating func visit<M: WireMessage>(_ field: Int, _ message: M) { bytes = WireEncoder.bytes(message) }
  }
}
