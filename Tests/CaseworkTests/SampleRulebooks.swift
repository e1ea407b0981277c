import Foundation
import Testing

@testable import Casework

/// The rulebooks and facts that the repository carries, found from this file's own place.
enum Samples {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  static let rulebookNames = ["hcmc_before_2025-07-01", "hcmc_after_2025-07-01", "hue", "hanoi", "new_york_2013"]

  static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: root.appendingPathComponent(path)))
  }
  static func rulebookBytes(_ name: String) throws -> [UInt8] { try bytes("schemas/rulebooks/\(name).json") }

  /// Each is read once for all tests.
  private static let rulebooks: [String: Result<Rulebook, any Error>] = Dictionary(
    uniqueKeysWithValues: rulebookNames.map { name in (name, Result { try Rulebook(json: rulebookBytes(name)) }) })

  static func rulebook(_ name: String) throws -> Rulebook { try #require(rulebooks[name], "no sample \(name)").get() }

  struct Deadline: Sendable, CustomTestStringConvertible {
    var name: String
    var rulebook: String
    var start: String
    var ruleDays: UInt32
    var shownDays: UInt32
    var due: String
    var testDescription: String { name }
  }

  /// `Facts/deadlines.csv`; empty, and seen to be so by a test, when it cannot be read.
  static let deadlines: [Deadline] = {
    guard let bytes = try? bytes("Tests/CaseworkTests/Facts/deadlines.csv") else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst(2).compactMap { line in
      let fields = line.split(separator: ",").map(String.init)
      guard fields.count == 6, let rule = UInt32(fields[3]), let shown = UInt32(fields[4]) else { return nil }
      return Deadline(
        name: fields[0], rulebook: fields[1], start: fields[2], ruleDays: rule, shownDays: shown, due: fields[5])
    }
  }()
}

func parsedInstant(_ text: String) throws -> Instant { try #require(Instant(text), "\(text) is no instant") }
func date(_ text: String) throws -> CivilDate { try #require(CivilDate(text), "\(text) is no day") }
