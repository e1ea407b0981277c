import Testing

@testable import MotCham

@Suite struct MerkleTests {
  /// RFC 6962 section 2.1, as it is written: split at the largest power of two below n.
  static func root(_ leaves: ArraySlice<[UInt8]>) -> Digest {
    guard let first = leaves.first else { return TreeHash.empty }
    guard leaves.count > 1 else { return first.withUnsafeBytes { TreeHash.leaf($0) } }
    var split = 1
    while split * 2 < leaves.count { split *= 2 }
    let middle = leaves.startIndex + split
    return TreeHash.node(root(leaves[..<middle]), root(leaves[middle...]))
  }

  @Test func `hashes are those that RFC 6962 implementations publish`() {
    #expect(TreeHash.empty.description == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      TreeHash.leaf(UnsafeRawBufferPointer(start: nil, count: 0)).description
        == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")
    // SHA-256 of 0x01 "N123" "N456" has no fixed-size children; two real leaves instead.
    let l = Array("L123456".utf8).withUnsafeBytes { TreeHash.leaf($0) }
    #expect(l.description == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56")
  }

  @Test func `the frontier gives the root of the definition at every size`() {
    var random = Seeded(6962)
    var frontier = MerkleFrontier()
    var leaves: [[UInt8]] = []
    #expect(frontier.root == Self.root([]))
    for size in 1...260 {
      let leaf = (0..<Int.random(in: 1...40, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
      leaves.append(leaf)
      leaf.withUnsafeBytes { frontier.append(leaf: TreeHash.leaf($0)) }
      #expect(frontier.leafCount == UInt64(size))
      #expect(frontier.root == Self.root(leaves[...]))
      let restored = MerkleFrontier(leafCount: frontier.leafCount, peaks: frontier.peaks)
      #expect(restored == frontier)
      #expect(MerkleFrontier(leafCount: frontier.leafCount, peaks: frontier.peaks + [TreeHash.empty]) == nil)
    }
  }

  @Test func `two leaves hashed at once have the hashes that each has alone, whatever their lengths`() {
    var random = Seeded(256)
    let bytes = (0..<1_200).map { _ in UInt8.random(in: 0...255, using: &random) }
    bytes.withUnsafeBytes { bytes in
      for (one, other) in (0..<270).flatMap({ one in (0..<270).map { (one, $0) } }) + [
        (432, 433), (999, 0), (54, 1_000),
      ] {
        // At places of every alignment, and to the end of what may be read.
        let left = UnsafeRawBufferPointer(rebasing: bytes[(other % 16)..<(other % 16 + one)])
        let right = UnsafeRawBufferPointer(rebasing: bytes[(1_200 - other)...])
        var leaves: [Digest] = []
        TreeHash.append(left, right, to: &leaves)
        guard leaves != [TreeHash.leaf(left), TreeHash.leaf(right)] else { continue }
        Issue.record("leaves of \(one) and \(other) bytes")
      }
    }
  }

  @Test func `many leaves at once give the frontier that they give one by one`() {
    let leaves = (0..<110).map { Digest(high: UInt128($0), low: UInt128($0) << 77) }
    var before = MerkleFrontier()
    for start in 0..<35 {
      var oneByOne = before
      for end in start..<(start + 70) {
        var atOnce = before
        atOnce.append(leaves: Array(leaves[start..<end]))
        #expect(atOnce == oneByOne, "from \(start) to \(end)")
        oneByOne.append(leaf: leaves[end])
      }
      before.append(leaf: leaves[start])
    }
  }
}
