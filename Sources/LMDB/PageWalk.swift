/// Walks the B-trees of a data file that is shorter than its last page, to tell a good file from one that
/// was cut.
struct PageWalk {
  private let file: DataFileReader
  private let meta: DataFile.Meta
  private let pagesInFile: UInt64

  init(file: DataFileReader, meta: DataFile.Meta, pagesInFile: UInt64) {
    self.file = file
    self.meta = meta
    self.pagesInFile = pagesInFile
  }

  /// What ends a walk early: a page beyond the end of the file, or bytes that make no sense.
  private enum Stop: Error {
    case reachedBeyondFile
    case failed(LMDBError)
  }

  /// Whether the free tree lists every page that the file lacks.
  mutating func missingPagesAreFree() throws(LMDBError) -> Bool {
    let missing = meta.lastPage + 1 - pagesInFile
    // A terabyte of missing pages is answered by the walk over the trees, not by a list in memory.
    guard missing <= 1 << 28 else { return false }
    var isFree = [Bool](repeating: false, count: Int(missing))
    var freeCount: UInt64 = 0
    let first = pagesInFile
    let last = meta.lastPage
    let complete = try walk(from: meta.freeRoot) { value in
      // A record: how many, then the page numbers.
      for offset in stride(from: 8, to: value.count - 7, by: 8) {
        let page = value.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        if (first...last).contains(page), !isFree[Int(page - first)] {
          isFree[Int(page - first)] = true
          freeCount += 1
        }
      }
    }
    return complete && freeCount == missing
  }

  /// Whether no tree reaches a page that the file lacks.
  mutating func reachesOnlyPagesInFile() throws(LMDBError) -> Bool {
    guard try walk(from: meta.freeRoot, freeRecord: nil) else { return false }
    return try walk(from: meta.mainRoot, freeRecord: nil)
  }

  /// Visits every page below `root`; false when one lies beyond the file.
  private func walk(
    from root: UInt64, freeRecord: ((UnsafeRawBufferPointer) -> Void)?
  ) throws(LMDBError) -> Bool {
    do throws(Stop) {
      try visit(root, depth: 0, freeRecord: freeRecord)
      return true
    } catch {
      switch error {
      case .reachedBeyondFile: return false
      case .failed(let failure): throw failure
      }
    }
  }

  private func visit(
    _ page: UInt64, depth: Int, freeRecord: ((UnsafeRawBufferPointer) -> Void)?
  ) throws(Stop) {
    if page == DataFile.noRoot { return }
    // LMDB's own cursors hold 32 levels; a named table begins a second tree below the first.
    guard depth < 96, page >= 2, page <= meta.lastPage else { throw damaged(page) }
    guard page < pagesInFile else { throw .reachedBeyondFile }
    let bytes = try read(pages: 1, from: page)
    guard let nodes = PageNodes(bytes, page: page) else { throw damaged(page) }

    for node in nodes.nodes {
      if nodes.isBranch {
        try visit(node.childPage, depth: depth + 1, freeRecord: freeRecord)
        continue
      }
      var value = bytes[node.data]
      if node.overflows {
        guard value.count >= 8 else { throw damaged(page) }
        let first = value.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
        let count =
          (DataFile.pageHeadBytes + node.dataBytes + meta.pageSizeBytes - 1) / meta.pageSizeBytes
        guard first >= 2, first <= meta.lastPage else { throw damaged(page) }
        guard first + UInt64(count) <= pagesInFile else { throw .reachedBeyondFile }
        if freeRecord == nil { continue }
        value = try read(pages: count, from: first)[
          DataFile.pageHeadBytes..<DataFile.pageHeadBytes + node.dataBytes]
      } else if node.isTree {
        guard value.count == DataFile.treeBytes else { throw damaged(page) }
        let root = value.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 40, as: UInt64.self) }
        try visit(root, depth: depth + 1, freeRecord: freeRecord)
      }
      value.withUnsafeBytes { freeRecord?($0) }
    }
  }

  private func read(pages: Int, from page: UInt64) throws(Stop) -> [UInt8] {
    let count = pages * meta.pageSizeBytes
    do throws(LMDBError) {
      let bytes = try file.bytes(count, at: page * UInt64(meta.pageSizeBytes))
      if bytes.count == count { return bytes }
    } catch {
      throw .failed(error)
    }
    throw .reachedBeyondFile
  }

  private func damaged(_ page: UInt64) -> Stop {
    .failed(
      LMDBError(
        .pageCorrupted(page: page), path: file.path, detail: "found while measuring data.mdb"))
  }
}

/// The nodes of one branch or leaf page, with every offset checked against the page.
struct PageNodes {
  struct Node {
    /// Branch pages: the page below.
    var childPage: UInt64
    /// Leaf pages: where in the page the data are, or the number of the overflow page.
    var data: Range<Int>
    /// Leaf pages: the value's length, also when it lies on overflow pages.
    var dataBytes: Int
    var overflows: Bool
    var isTree: Bool
  }

  let isBranch: Bool
  private(set) var nodes: [Node] = []

  /// nil when the bytes are not page number `page` of a tree.
  init?(_ bytes: [UInt8], page: UInt64) {
    func short(_ offset: Int) -> Int { Int(bytes[offset]) | Int(bytes[offset + 1]) << 8 }
    let head = bytes.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
    let flags = UInt16(short(10))
    isBranch = flags & DataFile.branchPage != 0
    guard head == page, isBranch || flags & DataFile.leafPage != 0 else { return nil }
    // Pages of fixed-size duplicates hold bare keys.
    if flags & DataFile.fixedSizePage != 0 { return }

    let lower = short(12)
    guard lower >= DataFile.pageHeadBytes, lower <= bytes.count else { return nil }
    for slot in stride(from: DataFile.pageHeadBytes, to: lower - 1, by: 2) {
      let start = short(slot)
      guard start >= lower, start + 8 <= bytes.count else { return nil }
      let low = short(start)
      let high = short(start + 2)
      let flags = UInt16(short(start + 4))
      let dataStart = start + 8 + short(start + 6)
      let dataBytes = low | high << 16
      let overflows = !isBranch && flags & DataFile.nodeOverflows != 0
      let inPage = isBranch ? 0 : overflows ? 8 : dataBytes
      guard dataStart + inPage <= bytes.count else { return nil }
      nodes.append(
        Node(
          childPage: UInt64(low | high << 16) | UInt64(flags) << 32,
          data: dataStart..<dataStart + inPage, dataBytes: dataBytes, overflows: overflows,
          isTree: !isBranch && flags & DataFile.nodeIsTree != 0))
    }
  }
}
