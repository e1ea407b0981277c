import Casework
import SwiftProtobuf
import Testing

/// Our codec against SwiftProtobuf's generated code and against `protoc`.
@Suite struct WireAgreementTests {
  @Test(arguments: WireSample.all.map(\.name))
  func `a sample means the same to SwiftProtobuf, by name and byte for byte`(_ name: String) throws {
    let sample = try #require(WireSample.all.first { $0.name == name })
    switch sample.message {
    case let event as Event: try expectAgreement(event, Motcham_V1_Event.self, name)
    case let part as PersonalPart: try expectAgreement(part, Motcham_V1_PersonalPart.self, name)
    case let state as CaseState: try expectAgreement(state, Motcham_V1_CaseRecord.self, name)
    default: Issue.record("no generated type for \(name)")
    }
  }

  @Test(arguments: WireBodies.all.map(\.typeName))
  func `a body with every field filled means the same to SwiftProtobuf`(_ name: String) throws {
    let body = try #require(WireBodies.all.first { $0.typeName == name })
    for seed in UInt64(0)..<20 {
      var random = WireRandom(seed: seed)
      random.fillsAll = true
      var event = try random.event()
      event.body = try WireBodies.refilled(body, &random)
      try expectAgreement(event, Motcham_V1_Event.self, "seed \(seed)")
    }
  }

  @Test(arguments: 0..<20)
  func `a thousand random events a seed mean the same to SwiftProtobuf`(_ seed: Int) throws {
    var random = WireRandom(seed: UInt64(seed))
    for index in 0..<1_000 {
      random.fillsUnknown = index % 10 == 0
      try expectAgreement(try random.event(), Motcham_V1_Event.self, "seed \(seed), event \(index)")
    }
  }

  @Test func `random case records and personal parts mean the same to SwiftProtobuf`() throws {
    let seed: UInt64 = 7
    var random = WireRandom(seed: seed)
    for index in 0..<1_000 {
      random.fillsUnknown = index % 10 == 0
      try expectAgreement(
        try random.message() as CaseState, Motcham_V1_CaseRecord.self, "seed \(seed), record \(index)")
      try expectAgreement(
        try random.message() as PersonalPart, Motcham_V1_PersonalPart.self, "seed \(seed), part \(index)")
    }
  }

  @Test(.enabled(if: Protoc.path != nil, "protoc is not installed"))
  func `hundreds of random messages mean the same to protoc, both ways`() throws {
    let seed: UInt64 = 1_945
    var random = WireRandom(seed: seed)
    var bytes = [UInt8]()
    var text = ""
    for (number, name) in [(1, "events"), (2, "cases"), (3, "parts")] {
      for _ in 0..<(number == 1 ? 600 : 100) {
        let message: any WireMessage =
          switch number {
          case 1: try random.event()
          case 2: try random.message() as CaseState
          default: try random.message() as PersonalPart
          }
        bytes += WireBytes.delimited(number, WireEncoder.bytes(message))
        text += WireText.of(message, in: name)
      }
    }
    let read = try Protoc.decode(bytes, as: "motcham.test.Batch")
    #expect(read == text, "seed \(seed): protoc reads our bytes otherwise: \(firstDifference(read, text))")
    let written = try Protoc.encode(text, as: "motcham.test.Batch")
    #expect(written == bytes, "seed \(seed): protoc writes other bytes")
  }

  @Test func `the fixed fields of an event lie where the writer fills them in`() throws {
    for sample in WireSample.events {
      let event = try #require(sample.event)
      let bytes = event.encoded()
      func number(at offset: Int) -> UInt64 { (0..<8).reduce(0) { $0 | UInt64(bytes[offset + $1]) << UInt64(8 * $1) } }
      #expect(number(at: EventLayout.sequenceOffset) == event.sequence.rawValue)
      #expect(Int64(bitPattern: number(at: EventLayout.recordedAtOffset)) == event.recordedAt.milliseconds)
      #expect(number(at: EventLayout.caseNumberOffset) == event.caseNumber.rawValue)
    }
    #expect(Event().encoded().count == EventLayout.prefixByteCount)
  }

  /// The first line in which two texts differ, for a message that a person can read.
  private func firstDifference(_ read: String, _ expected: String) -> String {
    let lines = zip(read.split(separator: "\n"), expected.split(separator: "\n")).first { $0 != $1 }
    return lines.map { "\($0) instead of \($1)" } ?? "one is longer"
  }
}
