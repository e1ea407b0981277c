import Foundation
import Testing

@testable import Casework

/// What only other programs can say of the sample rulebooks.
struct RulebookDocumentTests {
  /// The exit status, and what the program printed.
  static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  static let hasValidator =
    (try? run(["/usr/bin/python3", "-c", "import jsonschema; jsonschema.Draft202012Validator"]).status) == 0

  static let validation = """
    import json, sys, jsonschema
    schema = json.load(open(sys.argv[1]))
    jsonschema.Draft202012Validator.check_schema(schema)
    errors = [e for e in jsonschema.Draft202012Validator(schema).iter_errors(json.load(open(sys.argv[2])))]
    print("\\n".join(f"{e.json_path}: {e.message}" for e in errors))
    sys.exit(len(errors) > 0)
    """

  @Test(.enabled(if: hasValidator, "apt-get install python3-jsonschema"), arguments: Samples.rulebookNames)
  func `a sample rulebook holds to its schema`(_ name: String) throws {
    let result = try Self.run([
      "/usr/bin/python3", "-c", Self.validation,
      Samples.root.appendingPathComponent("schemas/rulebook.schema.json").path,
      Samples.root.appendingPathComponent("schemas/rulebooks/\(name).json").path,
    ])
    #expect(result.status == 0, "\(result.output)")
  }

  static let reports: [(json: String, isValid: Bool)] = [
    (#"{"kind":"phan_anh","description":"x"}"#, true), (#"{"category":"a","title":"x"}"#, true),
    (#"{"kind":"phan_anh"}"#, false), (#"{"title":"x"}"#, false),
    (#"{"kind":"phan_anh","title":"x","tilte":"y"}"#, false),
    (
      #"{"submission":"01990000-0000-7000-8000-000000000000","kind":"phan_anh","level":"khan","channel":["1022","app"],"reported_at":"2025-09-03T08:15:00+07:00","ward":"26740","lat":10.7769,"long":106.7009,"title":"a","reporter":{"subject":"s","identity":"vneid"},"attachments":[{"digest":"sha256:0000000000000000000000000000000000000000000000000000000000000000","media_type":"image/jpeg","size":123,"name":"a.jpg"}]}"#,
      true
    ),
  ]

  @Test(.enabled(if: hasValidator, "apt-get install python3-jsonschema"))
  func `the schema of a report tells a report from what is none`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("motcham-report-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("report.json")
    for row in Self.reports {
      try Data(row.json.utf8).write(to: file)
      let schema = Samples.root.appendingPathComponent("schemas/report.schema.json").path
      let result = try Self.run(["/usr/bin/python3", "-c", Self.validation, schema, file.path])
      #expect((result.status == 0) == row.isValid, "\(row.json): \(result.output)")
    }
  }

  /// The public tables are too large to be carried; a checkout that has them beside it proves its samples.
  static let tables =
    ProcessInfo.processInfo.environment["MOTCHAM_DATA"]
    ?? Samples.root.deletingLastPathComponent().appendingPathComponent("shared/data").path

  @Test(.enabled(if: FileManager.default.fileExists(atPath: tables), "no tables beside the checkout; set MOTCHAM_DATA"))
  func `the sample rulebooks are what the tables give`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("motcham-rulebooks-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let result = try Self.run([
      "/usr/bin/python3", Samples.root.appendingPathComponent("tools/make-rulebooks").path, Self.tables, folder.path,
    ])
    #expect(result.status == 0, "\(result.output)")
    for name in Samples.rulebookNames {
      let made = try Data(contentsOf: folder.appendingPathComponent("\(name).json"))
      #expect([UInt8](made) == (try Samples.rulebookBytes(name)), "\(name)")
    }
  }
}
