/// The named tables of a data file as one commit left them, read from the file itself.
///
/// As `FileRecords` does, it asks nothing of liblmdb and writes nothing, not even a reader slot, and no damage ends the
/// process. Here records may have been changed and removed, so that what another process writes meanwhile overwrites
/// what is being read: whoever reads a living file asks `isOver` afterwards, and believes what was read when it is not.
public struct FileTables: Sendable {
  private let records: FileRecords
  private let meta: FileMeta
  private var trees: [String: FileMeta.Tree] = [:]

  /// Finds the tables of the newest commit.
  ///
  /// - Throws: `pageCorrupted` naming the page that is not what it has to be.
  public init(_ records: FileRecords) throws(LMDBError) {
    self.records = records
    meta = try records.newestMeta()
    guard meta.main.root != DataFile.noRoot else { return }
    var found: [String: FileMeta.Tree] = [:]
    try visit(meta.main.root, depth: 1, of: meta.main) { bytes, key, node throws(PageFault) in
      guard case .tree(let place) = node else { throw PageFault("the description of a table") }
      let name = String(decoding: bytes[key], as: UTF8.self)
      found[name] = try Array(bytes[place]).withBytes { (bytes) throws(PageFault) in FileMeta.Tree(bytes, at: 0) }
    }
    trees = found
  }

  /// The number of the commit.
  public var transaction: UInt64 { meta.transaction }

  public var names: Set<String> { Set(trees.keys) }

  /// Another process wrote so much since that pages of this commit may have been written anew.
  public func isOver() throws(LMDBError) -> Bool { try records.hasMovedOn(from: meta) }

  /// Visits every record of a table in the order of the keys; none where there is no such table.
  ///
  /// - Parameter visit: takes key and value, valid only inside.
  /// - Throws: `pageCorrupted`, after some records may have been visited.
  public func walk(
    _ table: String, _ visit: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void
  ) throws(LMDBError) {
    guard let tree = trees[table], tree.root != DataFile.noRoot else { return }
    let buffer = FileBuffer()
    var count: UInt64 = 0
    try self.visit(tree.root, depth: 1, of: tree) { bytes, key, node throws(PageFault) in
      count += 1
      switch node {
      case .value(let place):
        bytes.withUnsafeBytes { bytes in
          visit(UnsafeRawBufferPointer(rebasing: bytes[key]), UnsafeRawBufferPointer(rebasing: bytes[place]))
        }
      case .pages(let first, let byteCount):
        try read(first, byteCount, into: buffer)
        bytes.withUnsafeBytes { visit(UnsafeRawBufferPointer(rebasing: $0[key]), buffer.value) }
      case .child, .tree: throw PageFault("a record")
      }
    }
    guard count == tree.entries else {
      throw LMDBError(
        .pageCorrupted(page: tree.root), path: records.path,
        detail: "expected \(tree.entries) records in table \(table), found \(count)")
    }
  }

  /// The value of a key in a small table; nil when there is none.
  public func value(of key: [UInt8], in table: String) throws(LMDBError) -> [UInt8]? {
    var found: [UInt8]?
    try walk(table) { if $0.elementsEqual(key) { found = Array($1) } }
    return found
  }

  private func read(_ page: UInt64, _ byteCount: Int, into buffer: FileBuffer) throws(PageFault) {
    do throws(LMDBError) {
      let head = try records.file.bytes(DataFile.pageHeadBytes, at: page * UInt64(records.pageSizeBytes))
      // A value that was replaced by a smaller one keeps its pages.
      guard let count = head.withUnsafeBytes({ FileRecords.pageCount($0, of: page) }),
        count >= TreePage.pageCount(byteCount: byteCount, pageSizeBytes: records.pageSizeBytes)
      else { throw LMDBError(.pageCorrupted(page: page), path: records.path) }
      try records.read(
        .init(key: [], page: page, byteCount: byteCount, pageCount: count, small: nil), into: buffer)
    } catch { throw PageFault("a value of \(byteCount) bytes from page \(page) on") }
  }

  private func visit(
    _ number: UInt64, depth: Int, of tree: FileMeta.Tree,
    _ body: ([UInt8], Range<Int>, TreePage.Node) throws(PageFault) -> Void
  ) throws(LMDBError) {
    var children: [UInt64] = []
    do throws(PageFault) {
      guard depth <= tree.depth else { throw PageFault("a tree of \(tree.depth) levels") }
      let (bytes, page) = try records.page(number, meta, isAppended: false)
      guard page.isBranch == (depth < tree.depth) else { throw PageFault("a tree of \(tree.depth) levels") }
      for (key, node) in page.nodes {
        if case .child(let child) = node { children.append(child) } else { try body(bytes, key, node) }
      }
    } catch {
      throw LMDBError(.pageCorrupted(page: number), path: records.path, detail: "expected " + error.expected)
    }
    for child in children { try visit(child, depth: depth + 1, of: tree, body) }
  }
}
