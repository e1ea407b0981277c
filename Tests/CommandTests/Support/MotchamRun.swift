import Foundation
import Testing

/// The built program, run as a process of its own.
struct MotchamRun {
  var status: Int32
  var output: String
  var errors: String

  /// Objects of standard output; a line that is not a whole object is a failure of the test.
  func objects() throws -> [[String: Any]] {
    try output.split(separator: "\n").map { line in
      try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "not a line of JSON: \(line)")
    }
  }
}

/// Where things lie.
enum Places {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  static let excerpt = root.appendingPathComponent("Tests/CommandTests/Facts/nyc311_excerpt.csv")
  static let newYork = root.appendingPathComponent("schemas/rulebooks/new_york_2013.json").path
  static let hoChiMinh = root.appendingPathComponent("schemas/rulebooks/hcmc_after_2025-07-01.json").path

  /// Beside the bundle of the tests, whatever the scratch path.
  static let program = built("motcham")
  static let replay = built("motcham-replay")

  private static func built(_ name: String) -> URL {
    for argument in CommandLine.arguments where argument.contains(".xctest") {
      var folder = URL(fileURLWithPath: argument)
      while folder.path != "/" {
        folder.deleteLastPathComponent()
        let found = folder.appendingPathComponent(name)
        if FileManager.default.isExecutableFile(atPath: found.path) { return found }
      }
    }
    return root.appendingPathComponent(".build/debug/" + name)
  }
}

/// A city in a folder of its own that goes with the test.
final class TestCity {
  let folder: URL
  var path: String { folder.appendingPathComponent("city").path }

  /// - Parameter rulebook: nil for a folder without a city.
  init(rulebook: String?) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("motcham-test-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    guard let rulebook else { return }
    let made = try run("init", path, "--rulebook", rulebook)
    #expect(made.status == 0, "\(made.errors)")
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func file(_ name: String) -> URL { folder.appendingPathComponent(name) }

  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: file(name))
    return file(name).path
  }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

  func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: file(name))) }

  /// Starts the program; the caller waits for it.
  func start(
    _ arguments: [String], program: URL = Places.program, input: Any? = nil, environment: [String: String] = [:]
  ) throws -> (Process, () throws -> MotchamRun) {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let name = UUID().uuidString
    for stream in ["out", "err"] { try write(name + stream, "") }
    let output = try FileHandle(forWritingTo: file(name + "out"))
    let errors = try FileHandle(forWritingTo: file(name + "err"))
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = input ?? FileHandle.nullDevice
    try process.run()
    return (
      process,
      {
        process.waitUntilExit()
        try output.close()
        try errors.close()
        return MotchamRun(
          status: process.terminationStatus, output: String(decoding: try self.bytes(name + "out"), as: UTF8.self),
          errors: String(decoding: try self.bytes(name + "err"), as: UTF8.self))
      }
    )
  }

  func run(_ arguments: String..., environment: [String: String] = [:]) throws -> MotchamRun {
    try start(arguments, environment: environment).1()
  }

  /// Runs the auditor's program.
  func replay(_ arguments: [String]) throws -> MotchamRun { try start(arguments, program: Places.replay).1() }
  func replay(_ arguments: String...) throws -> MotchamRun { try replay(arguments) }

  /// One command on a case.
  func act(_ command: String, _ code: String, by actor: String, _ settings: String...) throws -> MotchamRun {
    try start(["do", path, command, "--case", code, "--by", actor] + settings.flatMap { ["--set", $0] }).1()
  }
}

/// Reports as lines.
enum Lines {
  static func key(_ number: Int) -> String { "01990e2c-5a9e-7cc3-98c4-" + String(format: "%012x", number) }

  static func report(_ number: Int, _ more: String = "") -> String {
    #"{"submission":"\#(key(number))","kind":"phan_anh","category":"ha_tang.mat_duong","reported_at":"2025-09-03T08:15:00+07:00","title":"Ổ gà \#(number)"\#(more)}"#
  }
}
