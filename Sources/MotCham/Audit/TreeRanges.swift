/// Which stretches of the log a proof needs the roots of, as RFC 6962 section 2.1 splits a tree.
///
/// A tree over n leaves splits at the largest power of two below n. Each range here is one node of that tree.
enum TreeRanges {
  /// Where the tree over a range splits.
  static func split(_ range: Range<UInt64>) -> UInt64 {
    let count = range.upperBound - range.lowerBound
    precondition(count > 1, "a single leaf does not split")
    return range.lowerBound + 1 << UInt64(63 - (count - 1).leadingZeroBitCount)
  }

  /// The siblings beside the way from a leaf to the root, from below.
  static func siblings(of index: UInt64, size: UInt64) -> [Range<UInt64>] {
    precondition(index < size, "a leaf outside the tree has no siblings")
    var siblings: [Range<UInt64>] = []
    var range = 0..<size
    while range.count > 1 {
      let middle = split(range)
      let (left, right) = (range.lowerBound..<middle, middle..<range.upperBound)
      siblings.append(index < middle ? right : left)
      range = index < middle ? left : right
    }
    return siblings.reversed()
  }

  /// What connects the tree of `oldSize` leaves with that of `newSize`, from below.
  static func connecting(_ oldSize: UInt64, _ newSize: UInt64) -> [Range<UInt64>] {
    precondition(oldSize > 0 && oldSize <= newSize, "a log does not shrink")
    var ranges: [Range<UInt64>] = []
    var range = 0..<newSize
    while range.upperBound != oldSize {
      let middle = split(range)
      if oldSize <= middle {
        ranges.append(middle..<range.upperBound)
        range = range.lowerBound..<middle
      } else {
        ranges.append(range.lowerBound..<middle)
        range = middle..<range.upperBound
      }
    }
    // The whole old tree is known to whoever asks; a part of it is not.
    if range.lowerBound > 0 { ranges.append(range) }
    return ranges.reversed()
  }
}
