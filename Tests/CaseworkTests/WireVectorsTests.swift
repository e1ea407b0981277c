import Casework
import Foundation
import SwiftProtobuf
import Testing

/// The golden vectors of `schemas/vectors/events.json`: bytes that every reader of the log must understand for ever.
@Suite struct WireVectorsTests {
  @Test func `the golden vectors are those of the samples, and none was ever changed`() throws {
    let written = try GoldenVector.read()
    #expect(written.map(\.name) == WireSample.all.map(\.name))
    for (vector, sample) in zip(written, WireSample.all) {
      #expect(vector.message == sample.messageName)
      #expect(vector.about == sample.about)
      #expect(
        vector.hex == Hexadecimal.string(WireEncoder.bytes(sample.message)), "the bytes of \(sample.name) changed")
    }
  }

  @Test(arguments: WireSample.events.map(\.name))
  func `a golden event decodes to its sample and encodes to the same bytes`(_ name: String) throws {
    let vector = try #require(try GoldenVector.read().first { $0.name == name })
    let sample = try #require(WireSample.all.first { $0.name == name }?.event)
    let event = try Event.decode(vector.bytes)
    #expect(event == sample)
    #expect(event.body.typeName == name)
    #expect(event.encoded() == vector.bytes)
  }

  @Test(.enabled(if: Protoc.path != nil, "protoc is not installed"))
  func `protoc prints the text of every golden vector`() throws {
    for vector in try GoldenVector.read() {
      #expect(try Protoc.decode(vector.bytes, as: vector.message) == vector.text, "\(vector.name)")
    }
  }

  @Test func `the text of a golden vector has the words of the code`() throws {
    for (vector, sample) in zip(try GoldenVector.read(), WireSample.all) where sample.name != "newer_writer" {
      #expect(vector.text == WireText.of(sample.message), "\(vector.name)")
    }
  }
}

/// One row of `schemas/vectors/events.json`.
struct GoldenVector: Codable {
  var name: String
  var message: String
  var about: String
  var hex: String
  /// What `protoc --decode` prints.
  var text: String

  var bytes: [UInt8] { Hexadecimal.bytes(hex) ?? [] }

  private static let file = SchemaFile.folder.appending(path: "vectors/events.json")

  /// The vectors, read once: the tests run side by side, and one of them may have to add some first.
  static func read() throws -> [GoldenVector] { try vectors.get() }

  private static let vectors = Result {
    try addNew()
    return try decoded()
  }

  private static func decoded() throws -> [GoldenVector] {
    try JSONDecoder().decode([GoldenVector].self, from: try Data(contentsOf: file))
  }

  /// With MOTCHAM_ADD_VECTORS=1 in the environment, adds the samples that have no vector yet. A vector that stands
  /// is never written anew: its bytes lie in somebody's log.
  private static func addNew() throws {
    guard ProcessInfo.processInfo.environment["MOTCHAM_ADD_VECTORS"] == "1" else { return }
    let standing = (try? decoded()) ?? []
    let vectors = try WireSample.all.map { sample in
      if let vector = standing.first(where: { $0.name == sample.name }) { return vector }
      let bytes = WireEncoder.bytes(sample.message)
      return GoldenVector(
        name: sample.name, message: sample.messageName, about: sample.about, hex: Hexadecimal.string(bytes),
        text: try Protoc.decode(bytes, as: sample.messageName))
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try (try encoder.encode(vectors) + Data("\n".utf8)).write(to: file)
  }
}
