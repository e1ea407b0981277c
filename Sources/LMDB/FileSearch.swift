extension FileRecords {
  /// The last record of an appended table whose key is not above `key`; nil when every key is above it.
  ///
  /// - Throws: `pageCorrupted` for a page on the way that is not what it has to be.
  public func find(atOrBefore key: [UInt8]) throws(LMDBError) -> Record? {
    try leaf(atOrBefore: key).last { !key.lexicographicallyPrecedes($0.key) }
  }

  /// All records of the leaf where a key of an appended table lies or would lie; none in an empty table.
  ///
  /// - Throws: `pageCorrupted` for a page on the way that is not what it has to be.
  public func leaf(atOrBefore key: [UInt8]) throws(LMDBError) -> [Record] {
    while true {
      let meta = try newestMeta()
      guard meta.main.root != DataFile.noRoot else { return [] }
      var number = meta.main.root
      do throws(PageFault) {
        for _ in 0..<max(1, meta.main.depth) {
          let (bytes, page) = try self.page(number, meta, isAppended: true)
          guard page.isBranch else {
            let records = try records(of: page, bytes, number)
            // Written anew meanwhile, it would be of another commit.
            if try isOver(meta) { throw PageFault("a page of this commit") }
            return records
          }
          // The first key of a branch is empty: there always is one.
          let place = page.nodes.lastIndex { !key.lexicographicallyPrecedes(bytes[$0.key]) } ?? 0
          guard case .child(let child) = page.nodes[place].node else { throw PageFault("a branch") }
          number = child
        }
        throw PageFault("a tree of \(meta.main.depth) levels")
      } catch {
        guard try hasMovedOn(from: meta) else {
          throw LMDBError(.pageCorrupted(page: number), path: path, detail: "expected " + error.expected)
        }
      }
    }
  }

  private func isOver(_ meta: FileMeta) throws(PageFault) -> Bool {
    do throws(LMDBError) { return try hasMovedOn(from: meta) } catch { throw PageFault("meta pages that can be read") }
  }

  private func records(of page: TreePage, _ bytes: [UInt8], _ number: UInt64) throws(PageFault) -> [Record] {
    var records: [Record] = []
    records.reserveCapacity(page.nodes.count)
    for (key, node) in page.nodes {
      let key = Array(bytes[key])
      switch node {
      case .value(let range):
        records.append(
          Record(key: key, page: number, byteCount: range.count, pageCount: 0, small: Array(bytes[range])))
      case .pages(let first, let byteCount):
        let count = TreePage.pageCount(byteCount: byteCount, pageSizeBytes: pageSizeBytes)
        records.append(Record(key: key, page: first, byteCount: byteCount, pageCount: count, small: nil))
      case .child, .tree: throw PageFault("a record of the main table")
      }
    }
    return records
  }
}
