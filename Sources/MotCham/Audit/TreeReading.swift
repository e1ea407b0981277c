internal import Casework

/// Hashes of the Merkle tree, found in the stored blocks.
///
/// The peaks in the headers are nodes of the tree already: a perfect left subtree is a peak of every block that ends
/// within its right sibling. So a proof costs a few look-ups and, where no block ends, the hashing of a piece of one.
extension BlockSource where Self: ~Copyable {
  /// The root over the first `size` events.
  mutating func root(at size: UInt64) throws(EngineError) -> Digest {
    size == 0 ? TreeHash.empty : try root(of: 0..<size)
  }

  /// The hash of one event as a leaf.
  mutating func leaf(at sequence: UInt64) throws(EngineError) -> Digest {
    let block = try present(sequence)
    return TreeHash.leaf(block.event(at: Int(sequence - block.firstSequence)))
  }

  /// The proof that the event of a sequence is one of the first `size`.
  mutating func inclusionProof(of sequence: UInt64, size: UInt64) throws(EngineError) -> InclusionProof {
    InclusionProof(index: sequence, size: size, path: try roots(of: TreeRanges.siblings(of: sequence, size: size)))
  }

  /// The proof that the first `newSize` events begin with the first `oldSize`.
  mutating func consistencyProof(from oldSize: UInt64, to newSize: UInt64) throws(EngineError) -> ConsistencyProof {
    ConsistencyProof(
      oldSize: oldSize, newSize: newSize, path: try roots(of: TreeRanges.connecting(oldSize, newSize)))
  }

  /// The root over a range that is one node of a tree: it begins at a multiple of the power of two that it fits in.
  mutating func root(of range: Range<UInt64>) throws(EngineError) -> Digest {
    if let peak = try storedPeak(range) { return peak }
    let block = try present(range.lowerBound)
    if range.upperBound <= block.endSequence {
      var frontier = MerkleFrontier()
      for sequence in range {
        frontier.append(leaf: TreeHash.leaf(block.event(at: Int(sequence - block.firstSequence))))
      }
      return frontier.root
    }
    let middle = TreeRanges.split(range)
    let left = try root(of: range.lowerBound..<middle)
    return TreeHash.node(left, try root(of: middle..<range.upperBound))
  }

  private mutating func roots(of ranges: [Range<UInt64>]) throws(EngineError) -> [Digest] {
    var roots: [Digest] = []
    for range in ranges { roots.append(try root(of: range)) }
    return roots
  }

  /// The root over a perfect subtree, where a block ends close enough behind it to have it among its peaks.
  private mutating func storedPeak(_ range: Range<UInt64>) throws(EngineError) -> Digest? {
    let count = range.upperBound - range.lowerBound
    guard count.nonzeroBitCount == 1, range.lowerBound / count % 2 == 0 else { return nil }
    let block = try present(range.upperBound - 1)
    guard block.endSequence < range.upperBound + count else { return nil }
    guard let frontier = block.frontier else {
      throw .damagedLog(sequence: block.firstSequence, expected: "as many peaks as the number of events needs")
    }
    return frontier.peaks[(block.endSequence / count / 2).nonzeroBitCount]
  }

  private mutating func present(_ sequence: UInt64) throws(EngineError) -> BlockView {
    guard let block = try block(containing: sequence) else {
      throw .damagedLog(sequence: sequence, expected: "an event, since the log is said to be longer")
    }
    return block
  }
}
