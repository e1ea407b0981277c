import Foundation
import LMDB
import Testing

@testable import MotCham

/// Cases folded by several threads, with most of them put away, against cases folded one by one.
@Suite struct CaseFoldTests {
  /// The log of many lives in a directory, gone when the test is over.
  final class LifeLog {
    let lives: Lives
    let directory: String
    let log: FileLog

    init(seed: UInt64) throws {
      lives = try ViewFoldTests.lives(seed)
      directory = try City.emptyDirectory()
      try lives.writeLog(to: directory + "/log")
      log = FileLog(records: try FileRecords(directory: directory + "/log"))
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    /// Every case as it stood before a sequence.
    func states(before end: Int) -> [CaseState] {
      Dictionary(grouping: lives.events[..<end], by: \.caseNumber).values.compactMap { CaseState.fold($0) }
        .sorted { $0.number < $1.number }
    }
  }

  struct Collection: CaseTally {
    var histories: [[Event]] = []
    mutating func add(_ events: [Event]) { histories.append(events) }
    mutating func merge(_ other: Self) { histories += other.histories }
  }

  @Test(arguments: [1, 2, 3]) func `every case comes once, in order, with all of its events`(threads: Int) throws {
    let made = try LifeLog(seed: 1)
    for end in [made.lives.events.count, made.lives.events.count / 2, 2] {
      var fold = CaseFold<Collection>(log: made.log, end: UInt64(end), folder: made.directory)
      fold.threadCount = threads
      let (found, speed) = try fold.run(into: Collection())
      #expect(found.histories.map { CaseState.fold($0) } == made.states(before: end))
      let all = found.histories.joined().sorted { $0.sequence < $1.sequence }
      let expected = made.lives.events[..<end].filter { event in
        !EventLayout.isOfTheCity(event.encoded())
      }
      #expect(
        all
          == expected.map { event in
            var event = event
            event.sealed = []
            return event
          })
      #expect(speed.events == UInt64(end))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: made.directory) == ["log"], "working files vanish")
  }

  @Test func `only chosen cases are gathered`() throws {
    let made = try LifeLog(seed: 2)
    var fold = CaseFold<Collection>(log: made.log, end: UInt64(made.lives.events.count), folder: made.directory)
    fold.isChosen = { $0 % 3 == 0 }
    let found = try fold.run(into: Collection()).0.histories.compactMap(\.first?.caseNumber)
    #expect(found == made.states(before: made.lives.events.count).map(\.number).filter { $0.rawValue % 3 == 0 })
  }

  @Test func `a sealed part is cut out of a stored event, and nothing else`() throws {
    for event in try LifeLog(seed: 3).lives.events.prefix(500) {
      var sealed = event
      sealed.sealed = [UInt8](repeating: 7, count: 200)
      let bytes = sealed.encoded()
      let range = bytes.withUnsafeBytes { EventLayout.sealedRange(of: $0) }
      var rest = bytes
      rest.removeSubrange(range)
      var bare = event
      bare.sealed = []
      #expect(rest == bare.encoded())
    }
  }

  @Test func `working memory goes on in a file, and what has no room is an error that names the folder`() throws {
    let directory = try City.emptyDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let byteCount = 80 << 20
    let memory = try WorkingFile(in: directory, byteCountMax: byteCount)
    for end in stride(from: 1 << 20, through: byteCount, by: 1 << 20) {
      try memory.reserve(end)
      memory.base.storeBytes(of: UInt64(end), toByteOffset: end - 8, as: UInt64.self)
    }
    for end in stride(from: 1 << 20, through: byteCount, by: 1 << 20) {
      #expect(memory.base.load(fromByteOffset: end - 8, as: UInt64.self) == UInt64(end))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory).isEmpty)
    let nowhere = try WorkingFile(in: directory + "/nowhere", byteCountMax: byteCount)
    let error = #expect(throws: EngineError.self) { try nowhere.reserve(byteCount) }
    #expect(error?.description.contains("/nowhere") == true)
  }
}

extension EventLayout {
  fileprivate static func isOfTheCity(_ event: [UInt8]) -> Bool { event.withUnsafeBytes { isOfTheCity($0) } }
}
