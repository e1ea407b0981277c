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
  static func small(seed: UInt64 = 1) throws -> MadeLog { try MadeLog.made([2, 1, 9, 1, 40, 3, 1, 1, 5], seed: seed) }

  @Test func `every byte of every stored block matters, and damage is named by its sequences`() throws {
    let log = try MadeLog.made([2, 1, 4])
    let whole = try Data(contentsOf: URL(fileURLWithPath: log.dataFile))
    for place in try log.places() {
      for at in place.bytes {
        var bent = whole
        bent[at] ^= 1 << UInt8(at % 8)
        try bent.write(to: URL(fileURLWithPath: log.dataFile))
        let found = try log.verify()
        let damage = try #require(found.damages.first, "byte \(at) of block \(place.first)")
        let end = place.first + UInt64(place.count)
        #expect((place.first..<end).contains(damage.sequence), "byte \(at): \(damage)")
        // Behind a head that cannot be believed, only the next block says where the damage ends.
        let isLast = end == UInt64(log.events.count)
        #expect(damage.lastSequence.map { $0 < end } ?? isLast, "byte \(at): \(damage)")
        #expect(found.damages.count == 1, "byte \(at): one change is called one damage, not \(found.damages)")
      }
    }
  }

  @Test func `whatever byte of the file changes, it is found, or nothing that the log says has changed`() throws {
    let log = try Self.small()
    let whole = try Data(contentsOf: URL(fileURLWithPath: log.dataFile))
    let good = try log.verify()
    let blocks = try log.places().map(\.bytes)
    var found = 0
    var idle = 0
    // Every ninth, so that the tests stay short.
    for at in stride(from: 0, to: whole.count, by: 9) where !blocks.contains(where: { $0.contains(at) }) {
      var bent = whole
      bent[at] ^= 1 << UInt8(at % 8)
      try bent.write(to: URL(fileURLWithPath: log.dataFile))
      guard let outcome = try? log.verify(), outcome.damages.isEmpty else {
        found += 1
        continue
      }
      #expect(outcome.root == good.root && outcome.size == good.size && outcome.blocks == good.blocks, "byte \(at)")
      idle += 1
    }
    #expect(found > 20)
    #expect(idle > 20, "free pages and the ends of pages hold nothing")
  }

  @Test func `a log cut anywhere is called cut, or damaged where it ends`() throws {
    let log = try Self.small()
    let whole = try Data(contentsOf: URL(fileURLWithPath: log.dataFile))
    let places = try log.places()
    let cuts = Set(
      places.flatMap { [$0.bytes.lowerBound, $0.bytes.upperBound] } + Array(stride(from: 0, to: whole.count, by: 509)))
    for cut in cuts.sorted() where cut < whole.count {
      try whole.prefix(cut).write(to: URL(fileURLWithPath: log.dataFile))
      do {
        let outcome = try log.verify()
        // Pages behind the last one in use may be missing.
        if outcome.damages.isEmpty { #expect(outcome.size == UInt64(log.events.count), "cut at \(cut)") }
        for damage in outcome.damages {
          #expect(damage.expected.contains("cut short") || damage.page != nil, "\(damage)")
        }
      } catch let error as EngineError {
        #expect("\(error)".contains("cut short") || "\(error)".contains("meta page"), "cut at \(cut): \(error)")
      }
    }
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

  /// The forger computes every hash anew, so that the log fits itself; an old checkpoint does not fit the log.
  @Test(arguments: forgeries.indices) func `a log that was rewritten is found out by an old checkpoint`(_ index: Int)
    throws
  {
    let log = try Self.small()
    let honest = try log.verify()
    let key = try #require(SigningKey(name: "log.example", seed: [UInt8](0..<32)))
    let note = key.sign(size: honest.size, root: try #require(honest.root))
    let file = log.path + "/kept"
    try Data(note.bytes).write(to: URL(fileURLWithPath: file))
    func check() throws -> CheckpointVerification {
      let outcome = try log.verify()
      var blocks = FileBlocks(try FileRecords(directory: log.path))
      return CheckpointVerification.run([(file, key.verifier)], log: &blocks, size: outcome.size)
    }
    #expect(try check().keptCount == 1)
    var blocks = log.blocks
    Self.forgeries[index].change(&blocks)
    try log.write(blocks)
    let failures = try check().findings.map(\.expected)
    #expect(failures.count == 1, "\(Self.forgeries[index].name)")
    #expect(try #require(failures.first).contains("rewritten") || failures[0].contains("cut short"), "\(failures)")
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

  @Test func `the block behind a damaged one says whether its events or its header were changed`() throws {
    let log = try Self.small()
    let whole = try Data(contentsOf: URL(fileURLWithPath: log.dataFile))
    let place = try log.places()[4]
    // A peak in the header, and a byte of what is sealed in the last event.
    for (at, words) in [(place.bytes.lowerBound + 70, "header"), (place.bytes.upperBound - 10, "events")] {
      var bent = whole
      bent[at] ^= 0x10
      try bent.write(to: URL(fileURLWithPath: log.dataFile))
      let damages = try log.verify().damages
      #expect(damages.count == 1)
      #expect(try #require(damages.first).expected.contains(words), "\(damages)")
    }
  }
}
