internal import Casework

/// Events one behind the other that are left out of a pruned tree, as the fewest perfect subtrees.
struct LeftOutRun {
  /// From left to right.
  private(set) var subtrees: [(hash: Digest, level: Int)] = []

  /// Takes the event behind the last one.
  mutating func add(_ leaf: Digest, at sequence: UInt64) {
    var node = leaf
    var level = 0
    // A right half whose left half was left out as well: the two are one subtree.
    while let last = subtrees.last, last.level == level, sequence >> UInt64(level) & 1 == 1 {
      subtrees.removeLast()
      node = TreeHash.node(last.hash, node)
      level += 1
    }
    subtrees.append((node, level))
  }

  mutating func removeAll() { subtrees.removeAll(keepingCapacity: true) }
}
