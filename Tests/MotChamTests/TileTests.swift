import Foundation
import Testing

@testable import MotCham

/// Tiles as a client reads them who knows RFC 6962 and C2SP tlog-tiles alone.
private struct TileClient {
  let place: String
  let size: UInt64

  /// The root over a range that is a node of the tree (RFC 6962 section 2.1).
  func root(_ from: UInt64, _ to: UInt64) throws -> Digest {
    let count = to - from
    if count.nonzeroBitCount == 1, from % count == 0 { return try hash(count.trailingZeroBitCount, from / count) }
    let split = from + largestPower(below: count)
    return TreeHash.node(try root(from, split), try root(split, to))
  }

  /// PATH(m, D[n]) of section 2.1.1.
  func path(_ index: UInt64, _ from: UInt64, _ to: UInt64) throws -> [Digest] {
    guard to - from > 1 else { return [] }
    let split = from + largestPower(below: to - from)
    return index < split
      ? try path(index, from, split) + [root(split, to)] : try path(index, split, to) + [root(from, split)]
  }

  /// SUBPROOF(m, D[n], b) of section 2.1.2.
  func subproof(_ old: UInt64, _ from: UInt64, _ to: UInt64, _ isComplete: Bool) throws -> [Digest] {
    if old == to { return isComplete ? [] : [try root(from, to)] }
    let split = from + largestPower(below: to - from)
    return old <= split
      ? try subproof(old, from, split, isComplete) + [root(split, to)]
      : try subproof(old, split, to, false) + [root(from, split)]
  }

  private func largestPower(below count: UInt64) -> UInt64 {
    var power: UInt64 = 1
    while power * 2 < count { power *= 2 }
    return power
  }

  /// A node of the tree: of tiles only every eighth level is stored.
  private func hash(_ level: Int, _ index: UInt64) throws -> Digest {
    let (tileLevel, above) = (level / 8, level % 8)
    let first = index << UInt64(above)
    let hashes = try tile(tileLevel, first / 256)
    var row = (0..<(1 << above)).map { hashes[Int(first % 256) + $0] }
    while row.count > 1 { row = stride(from: 0, to: row.count, by: 2).map { TreeHash.node(row[$0], row[$0 + 1]) } }
    return row[0]
  }

  private func tile(_ level: Int, _ number: UInt64) throws -> [Digest] {
    let hashes = size >> UInt64(8 * level)
    let width = min(256, hashes - number * 256)
    // `x001/x234/067`
    let digits = String(format: "%03llu", number % 1_000)
    var path = digits
    var rest = number / 1_000
    while rest > 0 {
      path = "x" + String(format: "%03llu", rest % 1_000) + "/" + path
      rest /= 1_000
    }
    let file = place + "/tile/\(level)/" + path + (width < 256 ? ".p/\(width)" : "")
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
    try #require(bytes.count == 32 * Int(width), "\(file)")
    return try (0..<Int(width)).map { try #require(Digest(bytes: bytes[($0 * 32)..<($0 * 32 + 32)])) }
  }
}

@Suite struct TileTests {
  @Test func `the number of a tile stands in groups of three digits`() {
    #expect(TilePath.hashes(level: 0, number: 0) == "tile/0/000")
    #expect(TilePath.hashes(level: 1, number: 1_234_067) == "tile/1/x001/x234/067")
    #expect(TilePath.hashes(level: 3, number: 1_000, width: 8) == "tile/3/x001/000.p/8")
    #expect(TilePath.entries(number: 999, width: 255) == "tile/entries/999.p/255")
  }

  @Test(arguments: [1, 255, 256, 257, 511, 65_535, 65_536, 66_305])
  func `tiles of any size give root, inclusion and consistency`(_ count: Int) throws {
    let city = try City()
    let folder = try City.emptyDirectory()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var writer = try TileWriter(folder, try cityRecords(city.path), from: 0, withEntries: false)
    var frontier = MerkleFrontier()
    var leaves: [Digest] = []
    for number in 0..<count {
      try withUnsafeBytes(of: UInt64(number)) { bytes in
        try writer.add(bytes)
        leaves.append(TreeHash.leaf(bytes))
      }
      frontier.append(leaf: leaves[number])
    }
    try writer.finish()
    #expect(writer.root == frontier.root)
    let size = UInt64(count)
    let client = TileClient(place: folder, size: size)
    #expect(try client.root(0, size) == frontier.root)
    for index in Set([0, size / 3, size - 1]) {
      let proof = InclusionProof(index: index, size: size, path: try client.path(index, 0, size))
      #expect(proof.proves(leaves[Int(index)], in: frontier.root))
    }
    for old in Set([1, size / 2 + 1, size]) where old <= size {
      let proof = ConsistencyProof(oldSize: old, newSize: size, path: try client.subproof(old, 0, size, true))
      #expect(proof.connects(try client.root(0, old), to: frontier.root))
    }
  }

  @Test func `tiles of a city grow with it, and prove what its engine proves`() throws {
    let city = try City()
    let place = try City.emptyDirectory()
    defer { try? FileManager.default.removeItem(atPath: place) }
    var before: UInt64 = 0
    for (round, count) in [3, 300, 0, 500].enumerated() {
      let engine = try city.open()
      if count > 0 {
        let base = UInt64(1_000 * round)
        _ = try engine.submit((0..<UInt64(count)).map { Sample.report(base + $0, key: Sample.key(base + $0)) })
      }
      try engine.close()
      let made = try TileExport.run(city.path, to: place, withEntries: round > 0)
      #expect(made.sizeBefore == (round == 1 ? 0 : before), "what was begun without events begins anew with them")
      before = made.size
      let client = TileClient(place: place, size: made.size)
      #expect(try client.root(0, made.size) == made.root)
      let reader = try city.open { $0.access = .read }
      defer { try? reader.close() }
      for sequence in stride(from: UInt64(0), to: made.size, by: 97) {
        let proof = try reader.proof(of: SequenceNumber(sequence))
        #expect(try client.path(sequence, 0, made.size) == proof.inclusion.path)
      }
      for old in stride(from: UInt64(1), through: made.size, by: 89) {
        let proof = try reader.consistencyProof(from: old, to: made.size)
        #expect(try client.subproof(old, 0, made.size, true) == proof.path)
      }
    }
    // The events themselves, each behind its length.
    var sequence: UInt64 = 0
    for name in ["000", "001", "002", "003.p/37"] where sequence < before {
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: place + "/tile/entries/" + name)))
      var at = 0
      while at < bytes.count {
        let count = Int(bytes[at]) << 8 | Int(bytes[at + 1])
        let event = try Event.decode(Array(bytes[(at + 2)..<(at + 2 + count)]))
        #expect(event.sequence.rawValue == sequence)
        sequence += 1
        at += 2 + count
      }
    }
    #expect(sequence == before)
  }

  @Test func `tiles are not continued by another log, nor by an older one`() throws {
    let (city, other) = (try City(), try City())
    for city in [city, other] {
      let engine = try city.open()
      _ = try engine.submit((0..<5).map { Sample.report($0, key: Sample.key($0)) })
      try engine.close()
    }
    let place = try City.emptyDirectory()
    defer { try? FileManager.default.removeItem(atPath: place) }
    _ = try TileExport.run(city.path, to: place, withEntries: false)
    let whole = try FileManager.default.contentsOfDirectory(atPath: place)
    #expect(throws: EngineError.self) { try TileExport.run(other.path, to: place, withEntries: false) }
    // A later checkpoint lies there than the log has.
    let key = try #require(try SigningKey.read(city.path + "/signing/log.key"))
    try Data(key.sign(size: 900, root: Digest(hashing: [])).bytes).write(
      to: URL(fileURLWithPath: place + "/checkpoint"))
    #expect(throws: EngineError.self) { try TileExport.run(city.path, to: place, withEntries: false) }
    // One of the same size and another root: a forked log.
    try Data(key.sign(size: 6, root: Digest(hashing: [])).bytes).write(to: URL(fileURLWithPath: place + "/checkpoint"))
    #expect(throws: EngineError.self) { try TileExport.run(city.path, to: place, withEntries: false) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: place) == whole)
  }
}
