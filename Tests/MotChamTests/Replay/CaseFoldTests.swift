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
    var states: [CaseState] = []
    mutating func add(_ memory: borrowing CaseState) { states.append(copy memory) }
    mutating func merge(_ other: Self) { states += other.states }
  }

  @Test(arguments: [1, 2, 3], [2, 64, 1 << 16]) func `every case is as its events make it`(
    threads: Int, casesInMemory: Int
  ) throws {
    let made = try LifeLog(seed: 1)
    for end in [made.lives.events.count, made.lives.events.count / 2, 2] {
      var fold = CaseFold<Collection>(log: made.log, end: UInt64(end), folder: made.directory)
      fold.threadCount = threads
      fold.casesInMemoryMax = casesInMemory
      let (found, speed) = try fold.run(into: Collection())
      #expect(found.states.sorted { $0.number < $1.number } == made.states(before: end))
      #expect(speed.events == UInt64(end))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: made.directory) == ["log"], "working files vanish")
  }

  @Test func `what has no room anywhere is an error that names the folder`() throws {
    let made = try LifeLog(seed: 2)
    var fold = CaseFold<Collection>(
      log: made.log, end: UInt64(made.lives.events.count), folder: made.directory + "/nowhere")
    fold.casesInMemoryMax = 2
    let error = #expect(throws: EngineError.self) { _ = try fold.run(into: Collection()) }
    #expect(error?.description.contains("/nowhere") == true)
  }

  @Test func `records of every length come back, also when they grow`() throws {
    let directory = try City.emptyDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let file = try SpillFile(in: directory, numberEnd: 10_000)
    var random = Seeded(7)
    var kept: [Int: [UInt8]] = [:]
    for _ in 0..<20_000 {
      let number = Int.random(in: 0..<10_000, using: &random)
      let count = Int.random(in: 0..<20, using: &random) == 0 ? 3_000 : Int.random(in: 0..<300, using: &random)
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &+ number) }
      try file.put(number, byteCount: count) { $0.copyBytes(from: bytes) }
      kept[number] = bytes
      let other = Int.random(in: 0..<10_000, using: &random)
      #expect(try file.get(other).map { Array($0) } == kept[other])
    }
    var visited: [Int] = []
    try file.eachNumber { visited.append($0) }
    #expect(visited == kept.keys.sorted())
    for (number, bytes) in kept { #expect(try file.get(number).map { Array($0) } == bytes) }
  }
}
