import Foundation

/// `protoc`, the compiler of Protocol Buffers, as a reader and writer that shares no line with ours.
enum Protoc {
  static let path: String? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.map { "\($0)/protoc" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// Many messages in one, so that one process reads hundreds.
  private static let batchSchema = """
    syntax = "proto3";
    package motcham.test;
    import "motcham/v1/event.proto";
    import "motcham/v1/views.proto";
    message Batch {
      repeated motcham.v1.Event events = 1;
      repeated motcham.v1.CaseRecord cases = 2;
      repeated motcham.v1.PersonalPart parts = 3;
    }
    """

  /// `motcham.v1.Event` to its text.
  static func decode(_ bytes: [UInt8], as message: String) throws -> String {
    String(decoding: try run(["--decode=\(message)"], on: bytes), as: UTF8.self)
  }

  /// The text of a message to its bytes.
  static func encode(_ text: String, as message: String) throws -> [UInt8] {
    try run(["--encode=\(message)"], on: Array(text.utf8))
  }

  private static func run(_ arguments: [String], on input: [UInt8]) throws -> [UInt8] {
    guard let path else { throw Failure(sentence: "protoc is not installed") }
    let folder = FileManager.default.temporaryDirectory.appending(path: "motcham-protoc-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(batchSchema.utf8).write(to: folder.appending(path: "batch.proto"))
    // Files, not pipes: a pipe that nobody empties would stop the process.
    let files = ["input", "output", "errors"].map { folder.appending(path: $0) }
    for file in files { try Data(file == files[0] ? input : []).write(to: file) }
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments =
      ["--proto_path=\(SchemaFile.folder.path)", "--proto_path=\(folder.path)"] + arguments + ["batch.proto"]
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(sentence: "protoc \(arguments): \(try String(contentsOf: files[2], encoding: .utf8))")
    }
    return Array(try Data(contentsOf: files[1]))
  }

  struct Failure: Error, CustomStringConvertible {
    var sentence: String
    var description: String { sentence }
  }
}
