import Testing

@testable import MotCham

/// One event is read without a look at the others, and never from outside its block.
@Suite struct BlockTests {
  private static let first: UInt64 = 5
  private static let events: [[UInt8]] = [[1], [2, 2], [3, 3, 3]]

  private static func block() -> [UInt8] {
    var frontier = MerkleFrontier()
    for leaf in 0..<first { withUnsafeBytes(of: leaf) { frontier.append(leaf: TreeHash.leaf($0)) } }
    for event in events { event.withUnsafeBytes { frontier.append(leaf: TreeHash.leaf($0)) } }
    let all = events.flatMap { $0 }
    let byteCount = BlockLayout.byteCount(
      peakCount: frontier.peaks.count, eventCount: events.count, eventByteCount: all.count)
    return [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
      all.withUnsafeBytes {
        BlockLayout.write(
          into: UnsafeMutableRawBufferPointer(buffer), firstSequence: first, recordedAt: Instant(milliseconds: 0),
          offsets: [0, 1, 3], events: $0, frontier: frontier, root: frontier.root)
      }
      count = byteCount
    }
  }

  /// Where the offset of the event at an index stands: the frontier after eight leaves has one peak.
  private static func offsetAt(_ index: Int) -> Int { BlockLayout.headerByteCount + Digest.byteCount + 4 * index }

  private func event(at sequence: UInt64, in block: [UInt8]) throws -> [UInt8]? {
    try block.withUnsafeBytes { try BlockView.event(at: sequence, in: $0, key: Self.first).map { Array($0) } }
  }

  @Test func `each event is found alone, and none behind the last`() throws {
    let block = Self.block()
    for (index, event) in Self.events.enumerated() {
      #expect(try self.event(at: Self.first + UInt64(index), in: block) == event)
    }
    #expect(try event(at: Self.first + 3, in: block) == nil)
    #expect(try event(at: UInt64.max, in: block) == nil)
  }

  @Test(arguments: [0, 1, 2, 3], [UInt8(0), 1, 2, 3, 4, 5, 6, 7, 255])
  func `where an offset is wrong the events beside it are refused or stay inside, and the others are read`(
    _ index: Int, _ value: UInt8
  ) throws {
    var block = Self.block()
    block[Self.offsetAt(index)] = value
    let view = Self.offsetAt(4)
    for (place, whole) in Self.events.enumerated() {
      let sequence = Self.first + UInt64(place)
      guard place == index || place + 1 == index else {
        #expect(try event(at: sequence, in: block) == whole)
        continue
      }
      do {
        let found = try #require(try event(at: sequence, in: block))
        // What it says lies where events lie.
        #expect(!found.isEmpty)
        #expect(block[view...].contains { $0 == found[0] })
      } catch let error as EngineError {
        #expect(error == .damagedLog(sequence: sequence, expected: "event offsets that ascend"))
      }
    }
  }

  @Test(arguments: [0, 4, 6, 8, 12, 16])
  func `a head that cannot be is refused before an event is looked for`(_ offset: Int) throws {
    var block = Self.block()
    block[offset] ^= 1
    #expect(throws: EngineError.self) { try event(at: Self.first, in: block) }
    #expect(throws: EngineError.self) { try event(at: Self.first, in: Array(Self.block().dropLast())) }
  }
}
