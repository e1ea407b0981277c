public import Casework

/// That a log only grew: the first `oldSize` events of the newer tree are those of the older one
/// (RFC 6962 section 2.1.2).
public struct ConsistencyProof: Equatable, Sendable {
  public var oldSize: UInt64
  public var newSize: UInt64
  /// The fewest hashes from which both roots follow.
  public var path: [Digest]

  public init(oldSize: UInt64, newSize: UInt64, path: [Digest]) {
    self.oldSize = oldSize
    self.newSize = newSize
    self.path = path
  }

  /// Whether both roots follow from the hashes. Never for an empty old tree, of which nothing can be said.
  public func connects(_ oldRoot: Digest, to newRoot: Digest) -> Bool {
    guard oldSize > 0, oldSize <= newSize else { return false }
    if oldSize == newSize { return path.isEmpty && oldRoot == newRoot }
    // The largest subtree that ends where the old tree ends is a node of both trees. It is the whole old tree when
    // that is perfect, and then the path leaves it out.
    let subtreeLevel = oldSize.trailingZeroBitCount
    var rest = path[...]
    guard let shared = oldSize.nonzeroBitCount == 1 ? oldRoot : rest.popFirst() else { return false }
    // From there upwards the way is that of the last old leaf, as in an inclusion proof.
    let index = (oldSize - 1) >> subtreeLevel
    let last = (newSize - 1) >> subtreeLevel
    let turnCount = UInt64.bitWidth - (index ^ last).leadingZeroBitCount
    guard rest.count == turnCount + (index >> turnCount).nonzeroBitCount else { return false }
    var (old, new) = (shared, shared)
    for (level, sibling) in rest.enumerated() {
      if level >= turnCount || index >> level & 1 == 1 {
        old = TreeHash.node(sibling, old)
        new = TreeHash.node(sibling, new)
      } else {
        // What lies to the right came later: the old tree does not know it.
        new = TreeHash.node(new, sibling)
      }
    }
    return old == oldRoot && new == newRoot
  }
}
