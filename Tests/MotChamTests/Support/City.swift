import Foundation
import Testing

@testable import MotCham

/// A city in a directory of its own, gone when the test is over.
final class City {
  let path: String
  private let folder: String

  /// - Parameter clock: the city is as old as this says.
  init(rulebook: [UInt8]? = nil, clock: some TimeSource = WallClock()) throws {
    folder = try Self.emptyDirectory()
    path = folder + "/city"
    try Founding.create(at: path, rulebook: rulebook ?? Self.rulebook(), clock: clock)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  static func emptyDirectory() throws -> String {
    let path = FileManager.default.temporaryDirectory.path + "/motcham-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  static func rulebook(_ name: String = "hcmc_after_2025-07-01") throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: repository + "/schemas/rulebooks/" + name + ".json")))
  }

  func open(_ change: (inout Engine.Options) -> Void = { _ in }) throws -> Engine {
    try open(clock: nil, change)
  }

  /// - Parameter clock: what the engine takes for the time.
  func open(
    clock: (@Sendable () -> Instant)?, _ change: (inout Engine.Options) -> Void = { _ in }
  ) throws -> Engine {
    var options = Engine.Options()
    options.logMapByteCount = 1 << 30
    options.viewsMapByteCount = 1 << 30
    options.ringsTimers = false
    if let clock { options.clock = clock }
    change(&options)
    return try Opening(directory: path, options: options).open()
  }

  /// Every file below the directory with its bytes.
  func files() throws -> [String: Data] {
    var found: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
      var isDirectory: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: path + "/" + name, isDirectory: &isDirectory)
      if isDirectory.boolValue { continue }
      let file = URL(fileURLWithPath: path + "/" + name)
      // An engine at work writes a file under another name first; by now it may bear its own.
      do { found[name] = try Data(contentsOf: file) } catch CocoaError.fileReadNoSuchFile { continue }
    }
    return found
  }
}

/// Deterministic random numbers: a failing test prints its seed.
struct Seeded: RandomNumberGenerator {
  var state: UInt64
  init(_ seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

enum Sample {
  static func key(_ number: UInt64, at time: Instant = Instant(milliseconds: 1_760_000_000_000)) -> SubmissionKey {
    SubmissionKey(time: time, random: UInt128(number) + 1)
  }

  /// A report of a pothole, told apart by its number.
  static func report(_ number: UInt64, key: SubmissionKey? = nil, category: UInt32 = 1) -> Command {
    var report = Report()
    report.kind = .reflection
    report.category = CategoryID(category)
    var personal = PersonalPart()
    personal.title = "Ổ gà số \(number)"
    personal.text = "Mặt đường trước nhà bị hư hỏng nặng, xe máy dễ ngã. BÍMẬT\(number)"
    personal.name = "Nguyễn Thị \(number)"
    personal.phone = "0900000\(number)"
    return Command(.submit(report), on: .new, by: .citizen, key: key, personal: personal, subject: "vneid-\(number)")
  }
}

extension Result where Success == Receipt, Failure == Refusal {
  var receipt: Receipt? { try? get() }
  var code: Refusal.Code? {
    guard case .failure(let refusal) = self else { return nil }
    return refusal.code
  }
}
