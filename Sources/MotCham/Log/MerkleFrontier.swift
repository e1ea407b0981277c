internal import Casework

/// The right edge of the Merkle tree: the roots of its perfect subtrees, largest first.
///
/// It is all that an append needs, at most 64 hashes for any log. Every block carries the frontier after it,
/// so that the log goes on from its last block alone, and any block is checked from the one before it.
struct MerkleFrontier: Equatable, Sendable {
  /// Leaves in the tree: the next sequence.
  private(set) var leafCount: UInt64 = 0
  /// One root for each bit set in `leafCount`, largest subtree first.
  private(set) var peaks: [Digest] = []

  init() { peaks.reserveCapacity(64) }

  /// Takes up a frontier that was stored; nil when the number of peaks cannot belong to that many leaves.
  init?(leafCount: UInt64, peaks: [Digest]) {
    guard peaks.count == leafCount.nonzeroBitCount else { return nil }
    self.leafCount = leafCount
    self.peaks = peaks
    self.peaks.reserveCapacity(64)
  }

  @inline(__always)
  mutating func append(leaf: Digest) { append(subtree: leaf, level: 0) }

  /// Takes a whole perfect subtree of 2^level leaves, which has to begin at a multiple of its size.
  @inline(__always)
  mutating func append(subtree: Digest, level: Int) {
    precondition(leafCount.trailingZeroBitCount >= level, "a subtree begins at a multiple of its size")
    var node = subtree
    // Each trailing one bit is a subtree as large as what was just completed.
    var rest = leafCount >> UInt64(level)
    while rest & 1 == 1 {
      node = TreeHash.node(peaks.removeLast(), node)
      rest >>= 1
    }
    peaks.append(node)
    leafCount += 1 << UInt64(level)
    assert(peaks.count == leafCount.nonzeroBitCount)
  }

  /// Appends many leaves, level by level: nodes of one level do not wait for each other, and are hashed two at once.
  mutating func append(leaves: [Digest]) {
    guard leaves.count > 1 else {
      for leaf in leaves { append(leaf: leaf) }
      return
    }
    var rest = leafCount
    leafCount += UInt64(leaves.count)
    /// The new nodes of one level, from left to right.
    var row: [Digest] = []
    row.reserveCapacity(leaves.count + 1)
    row += leaves
    /// The last one of each level that has no sibling yet, smallest subtree first.
    var newPeaks: [Digest] = []
    while !row.isEmpty {
      // A peak of this level was waiting for a sibling.
      if rest & 1 == 1 { row.insert(peaks.removeLast(), at: 0) }
      if row.count & 1 == 1 { newPeaks.append(row.removeLast()) }
      TreeHash.rise(&row)
      rest >>= 1
    }
    peaks += newPeaks.reversed()
    assert(peaks.count == leafCount.nonzeroBitCount)
  }

  /// The root over all leaves.
  var root: Digest {
    guard var node = peaks.last else { return TreeHash.empty }
    for peak in peaks.dropLast().reversed() { node = TreeHash.node(peak, node) }
    return node
  }
}
