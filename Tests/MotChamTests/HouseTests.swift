import Foundation
import Testing

/// The rules of the house, held against the files themselves.
@Suite struct HouseTests {
  static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  struct SourceFile {
    var name: String
    var lines: [String]
  }

  static func sources(_ folder: String) throws -> [SourceFile] {
    let files = try FileManager.default.subpathsOfDirectory(atPath: repository + "/" + folder)
      .filter { $0.hasSuffix(".swift") }.sorted()
    #expect(!files.isEmpty, "\(folder) holds no source")
    return try files.map { name in
      SourceFile(
        name: folder + "/" + name,
        lines: try String(contentsOfFile: repository + "/" + folder + "/" + name, encoding: .utf8)
          .components(separatedBy: "\n"))
    }
  }

  /// What each room may import; an import runs down, never sideways or up.
  static let rooms: [(room: String, modules: Set<String>)] = [
    ("Sources/LMDB", ["CLMDB", "Glibc"]),
    ("Sources/Casework", []),
    ("Sources/MotCham", ["Casework", "LMDB", "CIPsecMB", "CLinux", "COpenSSL", "CSHA256", "Glibc", "Synchronization"]),
    ("Sources/Show", ["MotCham", "Glibc"]),
    ("Sources/Command", ["MotCham", "Show", "ArgumentParser", "Dispatch", "Glibc", "Synchronization"]),
    ("tools/replay", ["MotCham", "Show", "ArgumentParser", "Glibc"]),
  ]

  @Test func `imports run down only, and none links ICU`() throws {
    for (room, allowed) in Self.rooms {
      for file in try Self.sources(room) {
        for line in file.lines {
          let words = line.split(separator: " ").map { String($0) }
          // Those behind `#if` are indented; prose that has the word is not Swift.
          guard let at = words.firstIndex(of: "import"), at <= 2,
            words[..<at].allSatisfy({ $0.hasPrefix("@") || ["internal", "public", "package"].contains($0) })
          else { continue }
          let isScoped =
            words.count > at + 2 && ["struct", "enum", "class", "func", "protocol"].contains(words[at + 1])
          let path = words[at + (isScoped ? 2 : 1)]
          let module = path.split(separator: ".").first.map { String($0) } ?? path
          #expect(allowed.contains(module), "\(file.name) imports \(module)")
        }
      }
    }
  }

  @Test func `nothing crashes without a sentence`() throws {
    for (room, _) in Self.rooms {
      for file in try Self.sources(room) {
        for (number, line) in file.lines.enumerated() where !line.trimmingCharacters(in: .whitespaces).hasPrefix("//") {
          for word in ["try!", " as! ", "fatalError()", "preconditionFailure()"] {
            #expect(!line.contains(word), "\(file.name):\(number + 1) has \(word)")
          }
        }
      }
    }
  }

  @Test func `every unchecked Sendable says why on the line above`() throws {
    for (room, _) in Self.rooms {
      for file in try Self.sources(room) {
        for (number, line) in file.lines.enumerated() where line.contains("@unchecked Sendable") && !line.contains("//")
        {
          #expect(number > 0 && file.lines[number - 1].contains("//"), "\(file.name):\(number + 1) gives no reason")
        }
      }
    }
  }

  @Test func `each step of the life of a complaint names a function that is there`() throws {
    let guide = try String(
      contentsOfFile: Self.repository + "/Sources/MotCham/MotCham.docc/TheLifeOfAComplaint.md", encoding: .utf8)
    let code = try Self.rooms.flatMap { try Self.sources($0.room) }.map { $0.lines.joined(separator: "\n") }
      .joined(separator: "\n")
    let pieces = guide.components(separatedBy: "`").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
    let names = pieces.filter { $0.allSatisfy { $0.isLetter || $0 == "." } && $0.contains(".") }
    #expect(names.count > 20)
    for name in names {
      let parts = name.split(separator: ".").map { String($0) }
      guard let type = parts.first, let member = parts.last else { continue }
      #expect(
        ["struct ", "class ", "enum ", "extension "].contains { code.contains($0 + type) }, "there is no type \(type)")
      #expect(code.contains("func \(member)") || code.contains("case \(member)"), "there is no function \(name)")
    }
  }

  @Test func `the top level holds the rooms and the usual papers`() throws {
    let allowed: Set = [
      "Package.swift", "Sources", "Tests", "schemas", "tools", "benchmarks", "README.md", "LICENSE", "NOTICE",
      "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "CODE_OF_CONDUCT.md",
      // Written by the package manager, and ignored by git.
      "Package.resolved",
    ]
    for name in try FileManager.default.contentsOfDirectory(atPath: Self.repository) where !name.hasPrefix(".") {
      #expect(allowed.contains(name), "\(name) stands at the top level")
    }
  }
}
