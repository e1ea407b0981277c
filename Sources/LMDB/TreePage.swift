/// One page of a B-tree as it lies in the file, every number in it held against the page.
///
/// What LMDB writes is stricter than what it checks when it reads: nodes are packed without a gap from the end of the
/// page, keys ascend, a value stands on pages of its own exactly when it is too large for a node. A bit that turned
/// over breaks one of these or changes a key or a value; the keys and values are for the caller to judge.
struct TreePage {
  enum Node {
    /// A branch: the page below, for keys from this one on.
    case child(UInt64)
    /// A leaf: where in the page the value is.
    case value(Range<Int>)
    /// A leaf: the value fills pages of its own from this number on.
    case pages(first: UInt64, byteCount: Int)
    /// A leaf of the table of tables: where in the page the tree's description is.
    case tree(Range<Int>)
  }

  let isBranch: Bool
  /// In the order of their keys; the first key of a branch is empty and stands for everything below the second.
  let nodes: [(key: Range<Int>, node: Node)]

  /// - Parameters:
  ///   - isAppended: the table has never lost or changed a record.
  ///   - hasIntegerKeys: as the free tree has, in host byte order.
  /// - Throws: what the page would have to be, in words that follow "expected".
  init(
    _ bytes: UnsafeRawBufferPointer, page: UInt64, lastPage: UInt64, isAppended: Bool, hasIntegerKeys: Bool
  ) throws(PageFault) {
    func short(_ offset: Int) -> Int { Int(bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self)) }
    guard bytes.loadUnaligned(as: UInt64.self) == page else { throw PageFault("a page that bears its own number") }
    let flags = UInt16(short(10))
    isBranch = flags == DataFile.branchPage
    guard isBranch || flags == DataFile.leafPage else { throw PageFault("a branch or a leaf of a B-tree") }
    let (lower, upper) = (short(12), short(14))
    let count = (lower - DataFile.pageHeadBytes) / 2
    guard lower % 2 == 0, count >= (isBranch ? 2 : 1), lower <= upper, upper <= bytes.count else {
      throw PageFault("a count of nodes that fits the page")
    }
    var nodes: [(key: Range<Int>, node: Node)] = []
    var places: [Range<Int>] = []
    nodes.reserveCapacity(count)
    places.reserveCapacity(count)
    for index in 0..<count {
      let start = short(DataFile.pageHeadBytes + 2 * index)
      guard start >= upper, start % 2 == 0, start + 8 <= bytes.count else { throw PageFault("nodes inside the page") }
      let (low, flags) = (short(start) | short(start + 2) << 16, UInt16(short(start + 4)))
      let key = (start + 8)..<(start + 8 + short(start + 6))
      var end = key.upperBound
      guard end <= bytes.count else { throw PageFault("keys inside the page") }
      let node: Node
      if isBranch {
        node = .child(UInt64(low) | UInt64(flags) << 32)
      } else {
        let isLarge = 8 + key.count + low > Self.nodeBytesMax(pageSizeBytes: bytes.count)
        switch flags {
        case 0 where !isLarge: node = .value(end..<(end + low))
        case DataFile.nodeIsTree where low == DataFile.treeBytes: node = .tree(end..<(end + low))
        // A large value that was replaced by a small one stays on its pages, where values are ever replaced.
        case DataFile.nodeOverflows where (isLarge || !isAppended) && end + 8 <= bytes.count:
          node = .pages(first: bytes.loadUnaligned(fromByteOffset: end, as: UInt64.self), byteCount: low)
        default: throw PageFault("a value that is in its page or on pages of its own, as its size demands")
        }
        end += flags == DataFile.nodeOverflows ? 8 : low
        guard end <= bytes.count else { throw PageFault("values inside the page") }
      }
      if case .child(let below) = node, below < 2 || below > lastPage { throw PageFault("children inside the file") }
      if case .pages(let first, _) = node, first < 2 || first > lastPage { throw PageFault("values inside the file") }
      places.append(start..<(end + end % 2))
      nodes.append((key, node))
    }
    // Packed: where one node ends the next begins, up to the end of the page.
    places.sort { $0.lowerBound < $1.lowerBound }
    var end = upper
    for place in places {
      guard place.lowerBound == end else { throw PageFault("nodes that fill the page from its end without a gap") }
      end = place.upperBound
    }
    guard end == bytes.count else { throw PageFault("nodes that fill the page from its end without a gap") }
    guard isBranch ? nodes[0].key.isEmpty : !nodes[0].key.isEmpty else {
      throw PageFault("keys, and none before the first child of a branch")
    }
    for index in nodes.indices.dropFirst() {
      // The first key of a branch is empty, and before every other.
      let (left, right) = (nodes[index - 1].key, nodes[index].key)
      guard Self.precedes(bytes, left, right, areIntegers: hasIntegerKeys && !left.isEmpty) else {
        throw PageFault("keys that ascend")
      }
    }
    self.nodes = nodes
  }

  /// LMDB's bound: two nodes fit on every page.
  static func nodeBytesMax(pageSizeBytes: Int) -> Int {
    ((pageSizeBytes - DataFile.pageHeadBytes) / DataFile.keysPerPageMin) & ~1 - 2
  }

  /// Pages that a value fills, with the head of the first.
  static func pageCount(byteCount: Int, pageSizeBytes: Int) -> Int {
    (DataFile.pageHeadBytes + byteCount - 1) / pageSizeBytes + 1
  }

  private static func precedes(
    _ bytes: UnsafeRawBufferPointer, _ left: Range<Int>, _ right: Range<Int>, areIntegers: Bool
  ) -> Bool {
    if areIntegers {
      guard left.count == 8, right.count == 8 else { return false }
      return bytes.loadUnaligned(fromByteOffset: left.lowerBound, as: UInt64.self)
        < bytes.loadUnaligned(fromByteOffset: right.lowerBound, as: UInt64.self)
    }
    return UnsafeRawBufferPointer(rebasing: bytes[left]).lexicographicallyPrecedes(
      UnsafeRawBufferPointer(rebasing: bytes[right]))
  }
}

/// What a page would have to be and is not.
struct PageFault: Error {
  var expected: String
  init(_ expected: String) { self.expected = expected }
}
