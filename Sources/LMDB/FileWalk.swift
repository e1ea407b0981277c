/// One walk over every page that the newest commit of a file reaches.
///
/// Nothing is taken on trust: besides each page, the sums that the meta pages state are held against what was found,
/// and the free pages against those in use, so that a bit that would make LMDB overwrite a page later is found today.
struct FileWalk {
  private let records: FileRecords
  private let meta: FileMeta
  private let isAppended: Bool
  private let isStill: Bool
  private let visit: ([FileRecords.Record]) -> Bool
  private let report: (FileRecords.Damage) -> Void
  /// Keys up to here were visited by a walk before this one.
  private let after: [UInt8]?
  private(set) var lastKey: [UInt8]?
  private var branchPages: UInt64 = 0
  private var leafPages: UInt64 = 0
  private var overflowPages: UInt64 = 0
  private var entries: UInt64 = 0
  private var isWhole = true
  /// The pages that the free tree lists, ascending.
  private var freePages: [UInt64] = []
  private var freeTreePages: UInt64 = 0

  /// What ends a walk before its end.
  enum Interruption: Error {
    /// Another process wrote so much that pages of this commit may be gone.
    case movedOn
    /// The visitor has seen enough.
    case stopped
    case failed(LMDBError)
  }

  /// - Parameter isStill: no other process writes, so that sums and free pages can be held against each other.
  init(
    _ records: FileRecords, meta: FileMeta, after: [UInt8]?, isAppended: Bool, isStill: Bool,
    visit: @escaping ([FileRecords.Record]) -> Bool, report: @escaping (FileRecords.Damage) -> Void
  ) {
    self.records = records
    self.meta = meta
    self.after = after
    self.isAppended = isAppended
    self.isStill = isStill
    self.visit = visit
    self.report = report
    lastKey = after
  }

  mutating func run() throws(Interruption) {
    if isStill, meta.free.root != DataFile.noRoot {
      try visitFree(meta.free.root, depth: 1)
      freePages.sort()
    }
    if meta.main.root != DataFile.noRoot { try visitMain(meta.main.root, depth: 1, from: nil, before: nil) }
    guard isStill, isWhole else { return }
    let newest = UInt64(meta.transaction % 2)
    let main = meta.main
    if (main.branchPages, main.leafPages, main.overflowPages, main.entries)
      != (branchPages, leafPages, overflowPages, entries)
    {
      damaged(
        newest,
        "a meta page that counts \(branchPages) branches, \(leafPages) leaves, \(overflowPages) pages of large values and \(entries) records"
      )
    }
    let used = 2 + branchPages + leafPages + overflowPages + freeTreePages + UInt64(freePages.count)
    if used != meta.lastPage + 1 {
      damaged(newest, "\(meta.lastPage + 1) pages in use or free, found \(used)")
    }
  }

  private mutating func visitMain(
    _ number: UInt64, depth: Int, from: [UInt8]?, before: [UInt8]?
  ) throws(Interruption) {
    let bytes: [UInt8]
    let page: TreePage
    do throws(PageFault) {
      (bytes, page) = try records.page(number, meta, isAppended: isAppended)
      if depth > meta.main.depth || (!page.isBranch && depth < meta.main.depth) {
        throw PageFault("a tree of \(meta.main.depth) levels")
      }
      try checkKeys(page, bytes, from: from, before: before)
    } catch {
      // What is broken because it was written anew meanwhile is read again, from the newest commit.
      if try movedOn() { throw .movedOn }
      return lost(number, from, before, error.expected)
    }
    if try movedOn() { throw .movedOn }
    if isFree(number...number) { damaged(number, "a page in use that the free pages do not list", from) }
    guard page.isBranch else { return try visitLeaf(number, page, bytes, from: from, before: before) }
    branchPages += 1
    for (index, (key, node)) in page.nodes.enumerated() {
      guard case .child(let child) = node else { continue }
      let next = index + 1 < page.nodes.count ? Array(bytes[page.nodes[index + 1].key]) : before
      // Below lies nothing that was not visited before.
      if let after, let next, !after.lexicographicallyPrecedes(next), next != after { continue }
      try visitMain(child, depth: depth + 1, from: index == 0 ? from : Array(bytes[key]), before: next)
    }
  }

  private func checkKeys(
    _ page: TreePage, _ bytes: [UInt8], from: [UInt8]?, before: [UInt8]?
  ) throws(PageFault) {
    let first = bytes[page.nodes[page.isBranch ? 1 : 0].key]
    let last = bytes[page.nodes[page.nodes.count - 1].key]
    if let from {
      // Appended keys are never taken away: a separator is the first key that was ever below it.
      let fits = isAppended && !page.isBranch ? first.elementsEqual(from) : !first.lexicographicallyPrecedes(from)
      guard fits else { throw PageFault("keys that begin where the branch above says") }
    }
    if let before, !last.lexicographicallyPrecedes(before) {
      throw PageFault("keys that end where the branch above says")
    }
  }

  private mutating func visitLeaf(
    _ number: UInt64, _ page: TreePage, _ bytes: [UInt8], from: [UInt8]?, before: [UInt8]?
  ) throws(Interruption) {
    leafPages += 1
    var found: [FileRecords.Record] = []
    for (index, (key, node)) in page.nodes.enumerated() {
      entries += 1
      let key = Array(bytes[key])
      let isNew = after.map { $0.lexicographicallyPrecedes(key) } ?? true
      var fault: PageFault?
      switch node {
      case .value(let place):
        if isNew {
          found.append(.init(key: key, page: number, byteCount: place.count, pageCount: 0, small: Array(bytes[place])))
        }
      case .pages(let first, let byteCount):
        do throws(PageFault) {
          let count = try largeCount(first, byteCount, key)
          if isNew { found.append(.init(key: key, page: first, byteCount: byteCount, pageCount: count, small: nil)) }
        } catch { fault = error }
      case .child, .tree: fault = PageFault("a record of the main table")
      }
      guard let fault else { continue }
      // What was found before it comes before it.
      try deliver(&found)
      lost(number, key, index + 1 < page.nodes.count ? Array(bytes[page.nodes[index + 1].key]) : before, fault.expected)
    }
    try deliver(&found)
  }

  private mutating func deliver(_ found: inout [FileRecords.Record]) throws(Interruption) {
    guard let last = found.last else { return }
    lastKey = last.key
    if !visit(found) { throw .stopped }
    found.removeAll()
  }

  /// Pages that a large value fills: as many as it needs, or, where values are replaced in place, as many as its head
  /// says.
  private mutating func largeCount(_ first: UInt64, _ byteCount: Int, _ key: [UInt8]) throws(PageFault) -> Int {
    let needed = TreePage.pageCount(byteCount: byteCount, pageSizeBytes: records.pageSizeBytes)
    guard let count = isAppended ? needed : headCount(first), count >= needed else {
      throw PageFault("the head of a value of \(byteCount) bytes on page \(first)")
    }
    let end = first + UInt64(count)
    guard end <= meta.lastPage + 1 else { throw PageFault("a value inside the file, not from page \(first) on") }
    if isFree(first...(end - 1)) { damaged(first, "pages of a value in use that the free pages do not list", key) }
    overflowPages += UInt64(count)
    return count
  }

  private func headCount(_ first: UInt64) -> Int? {
    guard let head = try? records.file.bytes(DataFile.pageHeadBytes, at: first * UInt64(records.pageSizeBytes)) else {
      return nil
    }
    return head.withUnsafeBytes { FileRecords.pageCount($0, of: first) }
  }

  private mutating func visitFree(_ number: UInt64, depth: Int) throws(Interruption) {
    var children: [UInt64] = []
    do throws(PageFault) {
      guard depth <= meta.free.depth else { throw PageFault("a free tree of \(meta.free.depth) levels") }
      let (bytes, page) = try records.page(number, meta, isAppended: false, hasIntegerKeys: true)
      freeTreePages += 1
      for (_, node) in page.nodes {
        switch node {
        case .child(let child): children.append(child)
        case .value(let place): try takeFree(Array(bytes[place]))
        case .pages(let first, let byteCount):
          guard let count = headCount(first) else { throw PageFault("a list of free pages that can be read") }
          let buffer = FileBuffer()
          do throws(LMDBError) {
            try records.read(
              .init(key: [], page: first, byteCount: byteCount, pageCount: count, small: nil), into: buffer)
          } catch { throw PageFault("a list of free pages that can be read (\(error))") }
          freeTreePages += UInt64(count)
          try takeFree(Array(buffer.value))
        case .tree: throw PageFault("a list of free pages")
        }
      }
    } catch {
      damaged(number, error.expected)
    }
    for child in children { try visitFree(child, depth: depth + 1) }
  }

  /// A list of free pages: how many, then their numbers, the greatest first.
  private mutating func takeFree(_ bytes: [UInt8]) throws(PageFault) {
    let words = bytes.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count - 7, by: 8).map { bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self) }
    }
    guard let count = words.first, count < words.count else {
      throw PageFault("a list of free pages as long as it says")
    }
    let pages = words[1..<(1 + Int(count))]
    for (page, next) in zip(pages, pages.dropFirst()) where next >= page {
      throw PageFault("free pages in their order")
    }
    guard pages.allSatisfy({ $0 >= 2 && $0 <= meta.lastPage }) else { throw PageFault("free pages of the file") }
    freePages += pages
  }

  /// Whether the free tree lists a page of the range.
  private func isFree(_ pages: ClosedRange<UInt64>) -> Bool {
    var (low, high) = (0, freePages.count)
    while low < high {
      let middle = (low + high) / 2
      if freePages[middle] < pages.lowerBound { low = middle + 1 } else { high = middle }
    }
    return low < freePages.count && freePages[low] <= pages.upperBound
  }

  private mutating func damaged(_ page: UInt64, _ expected: String, _ from: [UInt8]? = nil) {
    isWhole = false
    report(.init(page: page, from: from, expected: expected))
  }

  private mutating func lost(_ page: UInt64, _ from: [UInt8]?, _ before: [UInt8]?, _ expected: String) {
    isWhole = false
    report(.init(page: page, from: from, before: before, expected: expected, losesRecords: true))
  }

  private func movedOn() throws(Interruption) -> Bool {
    guard !isStill else { return false }
    do throws(LMDBError) { return try records.hasMovedOn(from: meta) } catch { throw .failed(error) }
  }
}

extension FileRecords {
  /// Visits every record in the order of the keys, leaf by leaf, and names what is damaged.
  ///
  /// - Parameters:
  ///   - isAppended: the table has never lost a record, so that its pages can be held against stricter rules.
  ///   - isStill: no other process writes.
  ///   - visit: returns false to stop.
  public func walk(
    isAppended: Bool, isStill: Bool, visit: @escaping ([Record]) -> Bool, report: @escaping (Damage) -> Void
  ) throws(LMDBError) {
    if isStill { try checkMetas(report) }
    var after: [UInt8]?
    while true {
      var walk = FileWalk(
        self, meta: try newestMeta(), after: after, isAppended: isAppended, isStill: isStill, visit: visit,
        report: report)
      do throws(FileWalk.Interruption) { return try walk.run() } catch {
        switch error {
        case .stopped: return
        case .failed(let error): throw error
        // The records so far stand as they stood: they were only appended to.
        case .movedOn: after = walk.lastKey
        }
      }
    }
  }

  /// The two meta pages against each other: of neighbouring commits, the newer one on the larger file.
  private func checkMetas(_ report: (Damage) -> Void) throws(LMDBError) {
    let metas = try metas { page, expected in report(Damage(page: page, expected: expected)) }
    guard let first = metas[0], let second = metas[1] else { return }
    let (older, newer) = first.transaction < second.transaction ? (first, second) : (second, first)
    if newer.transaction > 0, newer.transaction - older.transaction != 1 {
      report(Damage(page: newer.transaction % 2, expected: "two meta pages of neighbouring commits"))
    }
    if older.lastPage > newer.lastPage {
      report(Damage(page: newer.transaction % 2, expected: "a file that did not shrink between two commits"))
    }
  }
}
