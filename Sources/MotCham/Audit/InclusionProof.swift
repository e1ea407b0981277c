public import Casework

/// That one event stands in the log: the hashes beside its way from leaf to root (RFC 6962 section 2.1.1).
///
/// Whoever holds the event, this and a root needs nothing else, and asks nobody.
public struct InclusionProof: Equatable, Sendable {
  /// The sequence of the event.
  public var index: UInt64
  /// Events in the tree whose root is proven against.
  public var size: UInt64
  /// From the leaf's sibling up to the root's child.
  public var path: [Digest]

  public init(index: UInt64, size: UInt64, path: [Digest]) {
    self.index = index
    self.size = size
    self.path = path
  }

  /// The root that follows from a leaf; nil when no tree of this size has such a path.
  public func root(over leaf: Digest) -> Digest? {
    guard index < size else { return nil }
    // Below, the way turns left and right as the bits of the index say; above, where the tree of this size has no
    // right half any more, every sibling lies on the left.
    let turnCount = UInt64.bitWidth - (index ^ (size - 1)).leadingZeroBitCount
    guard path.count == turnCount + (index >> turnCount).nonzeroBitCount else { return nil }
    var node = leaf
    for (level, sibling) in path.enumerated() {
      let isRightChild = level >= turnCount || index >> level & 1 == 1
      node = isRightChild ? TreeHash.node(sibling, node) : TreeHash.node(node, sibling)
    }
    return node
  }

  /// Whether this leads from the leaf to the root.
  public func proves(_ leaf: Digest, in root: Digest) -> Bool { self.root(over: leaf) == root }
}
