import DamageModel
import Foundation
import LMDB
import Testing

@testable import MotCham

@Suite struct LogVerificationTests {
  static let shapes: [[Int]] = [
    [1], [2], [1, 1, 1, 1, 1, 1, 1, 1], [3, 5, 1, 40, 7, 64, 1, 1, 2, 100, 1_000],
    Array(repeating: 1, count: 1_100), Array(repeating: 3, count: 1_030),
  ]

  @Test(arguments: shapes, [0, 1, 2, 3])
  func `a whole log is whole, by any number of threads, alone or beside a writer`(
    _ counts: [Int], _ threads: Int
  ) throws {
    let log = try MadeLog.made(counts)
    for isStill in [true, false] {
      let found = try log.verify(threads: threads, isStill: isStill)
      #expect(found.damages == [])
      #expect(found.blocks == UInt64(counts.count))
      #expect(found.events == UInt64(counts.reduce(0, +)))
      #expect(found.size == found.events)
      #expect(found.eventByteCount == UInt64(log.events.reduce(0) { $0 + $1.count }))
      var frontier = MerkleFrontier()
      for event in log.events { event.withUnsafeBytes { frontier.append(leaf: TreeHash.leaf($0)) } }
      #expect(found.root == frontier.root)
    }
  }

  @Test func `a log that its engine writes meanwhile is whole each time, and grows`() throws {
    let city = try City()
    let engine = try city.open()
    var sizes: [UInt64] = []
    for round in 0..<40 {
      let base = UInt64(round) * 50
      _ = try engine.submit((0..<50).map { Sample.report(base + $0, key: Sample.key(base + $0)) })
      let audit = try CityAudit.run(.init(directory: city.path))
      #expect(audit.findings == [])
      sizes.append(audit.log.size)
    }
    #expect(sizes == (1...40).map { 2 + UInt64($0) * 50 })
    try engine.close()
    let audit = try CityAudit.run(.init(directory: city.path))
    #expect(audit.isWhole)
    #expect(audit.checkpoints.keptCount == 2, "the newest, and the first of the day")
  }

  /// Blocks of a few events, in pages of every kind.
  static func small() throws -> MadeLog { try MadeLog.made([2, 1, 9, 1, 40, 3, 1, 1, 5]) }

  @Test func `every bit of every byte of a small log is found, or says nothing`() throws {
    let log = try MadeLog.made([2, 1, 4])
    let file = try #require(DataFileBytes(log.dataFile))
    let judge = DamageJudge(try log.places(in: file.whole), good: try log.verify())
    var (located, found, idle) = (0, 0, 0)
    for byte in file.whole.indices {
      // Inside a block each bit; around the blocks, where most is free, one of each byte.
      let isBlock = judge.place(of: byte) != nil
      for bit in isBlock ? 0..<8 : (byte % 8)..<(byte % 8 + 1) {
        file.write(file.whole[byte] ^ 1 << UInt8(bit), at: byte)
        switch judge.verdict(log, changed: byte) {
        case .located: located += 1
        case .found: found += 1
        case .idle: idle += 1
        case .wrong(let sentence): Issue.record("bit \(bit) of byte \(byte): \(sentence)")
        }
      }
      file.write(file.whole[byte], at: byte)
    }
    #expect(located == 8 * (try log.places(in: file.whole).reduce(0) { $0 + $1.bytes.count }))
    #expect(found > 200)
    #expect(idle > 500, "free pages and the ends of pages hold nothing")
  }

  @Test(arguments: 0..<4) func `bits of a log of many blocks are found, whatever stands around them`(
    _ seed: Int
  ) throws {
    let log = try MadeLog.made([2, 1, 9, 1, 40, 3, 1, 1, 5, 130, 1, 64, 2])
    let file = try #require(DataFileBytes(log.dataFile))
    let judge = DamageJudge(try log.places(in: file.whole), good: try log.verify())
    var random = Seeded(UInt64(seed))
    for _ in 0..<400 {
      let byte = Int.random(in: file.whole.indices, using: &random)
      file.write(file.whole[byte] ^ 1 << UInt8.random(in: 0..<8, using: &random), at: byte)
      if case .wrong(let sentence) = judge.verdict(log, changed: byte) {
        Issue.record("seed \(seed), byte \(byte): \(sentence)")
      }
      file.write(file.whole[byte], at: byte)
    }
    #expect(try log.verify().damages == [])
  }

  @Test func `a log cut at any end of a block, and anywhere, is called cut short, and what is gone is named`() throws {
    let log = try Self.small()
    let file = try #require(DataFileBytes(log.dataFile))
    let places = try log.places(in: file.whole)
    let judge = DamageJudge(places, good: try log.verify())
    let cuts = Set(
      places.flatMap { [$0.bytes.lowerBound, $0.bytes.upperBound] } + stride(from: 0, to: file.whole.count, by: 509))
    var found = 0
    for cut in cuts.sorted() where cut < file.whole.count {
      file.cut(to: cut)
      switch judge.verdict(log, cutTo: cut) {
      case .wrong(let sentence): Issue.record("cut to \(cut): \(sentence)")
      case .found: found += 1
      // Pages behind the last one in use may be missing.
      case .idle, .located: break
      }
      file.restore(from: cut)
    }
    #expect(found > places.count)
  }

  static let forgeries: [(name: String, change: @Sendable (inout [[[UInt8]]]) -> Void)] = [
    ("two events change places", { $0[4].swapAt(10, 20) }),
    ("an event is left out", { $0[4].remove(at: 7) }),
    ("an event stands there twice", { $0[4].insert($0[4][7], at: 7) }),
    ("events of a block come in another order", { $0[2].reverse() }),
    ("a block is left out", { $0.remove(at: 3) }),
    ("two blocks change places", { $0.swapAt(1, 3) }),
    ("a word of an event is another", { $0[5][1][60] ^= 1 }),
    ("the last block is left out", { $0.removeLast() }),
    (
      "the whole log is another",
      { blocks in
        var sequence: UInt64 = 0
        blocks = blocks.map { block in
          let at = sequence
          sequence += UInt64(block.count)
          return (0..<UInt64(block.count)).map { MadeLog.event(at + $0, seed: 2, at: Int64(1_760_000_000_000 + at)) }
        }
      }
    ),
  ]

  /// The forger computes every hash anew and gives every event the place where it stands, so that the log fits
  /// itself; an old checkpoint does not fit the log.
  @Test(arguments: forgeries.indices) func `a log that was rewritten is found out by an old checkpoint alone`(
    _ index: Int
  ) throws {
    let log = try Self.small()
    let key = try #require(SigningKey(name: "log.example", seed: [UInt8](0..<32)))
    let folder = try City.emptyDirectory()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    func keep(_ name: String) throws -> String {
      let now = try log.verify()
      let file = folder + "/" + name
      try Data(key.sign(size: now.size, root: try #require(now.root)).bytes).write(to: URL(fileURLWithPath: file))
      return file
    }
    let files = [try keep("kept")]
    func check() throws -> CheckpointVerification {
      let outcome = try log.verify()
      #expect(outcome.damages == [], "the forger knows how to write a log")
      var blocks = FileBlocks(try FileRecords(directory: log.path))
      return CheckpointVerification.run(files.map { ($0, key.verifier) }, log: &blocks, size: outcome.size)
    }
    #expect(try check().keptCount == 1)
    var blocks = log.blocks
    Self.forgeries[index].change(&blocks)
    try log.write(MadeLog.restamped(blocks))
    let findings = try check().findings
    #expect(findings.count == 1, "\(Self.forgeries[index].name)")
    let finding = try #require(findings.first)
    #expect(finding.expected.contains("rewritten") || finding.expected.contains("cut short"), "\(finding)")
  }

  /// A smaller checkpoint that still fits says up to where the past is as it was.
  @Test func `two old checkpoints say between which events a log was rewritten`() throws {
    let log = try MadeLog.made([4, 4, 4, 4])
    let key = try #require(SigningKey(name: "log.example", seed: [UInt8](0..<32)))
    let folder = try City.emptyDirectory()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var reader = FileBlocks(try FileRecords(directory: log.path))
    var files: [(path: String, key: VerifierKey)] = []
    for size in [UInt64(8), 16] {
      let note = key.sign(size: size, root: try reader.root(at: size))
      try Data(note.bytes).write(to: URL(fileURLWithPath: folder + "/\(size)"))
      files.append((folder + "/\(size)", key.verifier))
    }
    var blocks = log.blocks
    blocks[2][1][60] ^= 1
    try log.write(blocks)
    var forged = FileBlocks(try FileRecords(directory: log.path))
    let outcome = CheckpointVerification.run(files, log: &forged, size: 16)
    #expect(outcome.keptCount == 1)
    let finding = try #require(outcome.findings.first)
    #expect(finding.sequence == 8 && finding.lastSequence == 15, "\(finding)")
  }

  @Test func `an event that bears another place is found even where every hash fits`() throws {
    let log = try Self.small()
    for (name, change) in Self.forgeries.prefix(6) {
      var blocks = try Self.small().blocks
      change(&blocks)
      try log.write(blocks)
      #expect(!(try log.verify().damages.isEmpty), "\(name)")
    }
  }

  /// Whoever can write into the file and cannot hash.
  @Test func `events of one size that change places in the file are found where the first of them stands`() throws {
    let log = try MadeLog.made([30, 1])
    let file = try #require(DataFileBytes(log.dataFile))
    let place = try #require(try log.places(in: file.whole).first)
    let sizes = Dictionary(grouping: place.events.indices) { place.events[$0].count }
    let pair = try #require(sizes.values.first { $0.count > 1 })
    let (one, other) = (place.events[pair[0]], place.events[pair[1]])
    for (offset, byte) in zip(one, file.whole[other]) { file.write(byte, at: offset) }
    for (offset, byte) in zip(other, file.whole[one]) { file.write(byte, at: offset) }
    let damages = try log.verify().damages
    #expect(damages.count == 1)
    #expect(damages.first?.sequence == UInt64(pair[0]), "\(damages)")
  }

  @Test func `the block behind a damaged one says whether its events or its header were changed`() throws {
    let log = try Self.small()
    let file = try #require(DataFileBytes(log.dataFile))
    let place = try log.places(in: file.whole)[4]
    // A peak in the header, and a byte of what is sealed in the last event.
    for (at, words) in [(place.bytes.lowerBound + 70, "header"), (place.bytes.upperBound - 10, "events")] {
      file.write(file.whole[at] ^ 0x10, at: at)
      defer { file.write(file.whole[at], at: at) }
      let damages = try log.verify().damages
      #expect(damages.count == 1)
      #expect(try #require(damages.first).expected.contains(words), "\(damages)")
    }
  }
}
