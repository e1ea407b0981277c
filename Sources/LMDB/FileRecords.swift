/// The records of an environment's main table, read from the data file itself: by `pread`, without a map, a lock file
/// or a reader slot, and with liblmdb not asked.
///
/// For whoever examines files that may be damaged, or may not be written to. Damage ends neither the process nor the
/// walk: what lies below a broken page is skipped, and named by its keys. A file that another process writes can be
/// read too, where records are only ever appended: LMDB does not touch a page before the commit after the one that
/// replaced it, so whoever looks at the meta pages again after reading knows whether what was read still stood.
public final class FileRecords: Sendable {
  let file: DataFileReader
  public let path: String
  public let pageSizeBytes: Int

  /// One record: its key, and where its value is.
  public struct Record: Sendable {
    public var key: [UInt8]
    /// The page that holds the value, or the first of those that do.
    public var page: UInt64
    public var byteCount: Int
    /// Pages of its own that the value fills; none when it is small.
    var pageCount: Int
    /// The value when it is small: a leaf may be written anew while a living file is read. Else it fills pages of its
    /// own, which are never written again.
    var small: [UInt8]?
  }

  /// A part of the file that is not what it has to be.
  public struct Damage: Equatable, Sendable {
    public var page: UInt64
    /// The least key that may lie there, nil for the beginning of the table; and the first one behind, nil for its end.
    public var from: [UInt8]?
    public var before: [UInt8]?
    /// In words that follow "expected".
    public var expected: String
    /// Records lie below that cannot be read, those from `from` and before `before`; else all can be, and something
    /// about them is wrong.
    public var losesRecords = false
  }

  /// - Throws: `missing`, `notADatabase`, `pageCorrupted` when neither meta page can be read.
  public init(directory: String) throws(LMDBError) {
    guard let file = try DataFileReader(directory: directory) else { throw LMDBError(.missing, path: directory) }
    self.file = file
    path = directory
    // The second meta page lies one page behind the first, which alone says how large a page is.
    var size = 4_096
    let first = try file.bytes(DataFile.metaBytes, at: 0)
    if let meta = first.withUnsafeBytes({ DataFile.Meta($0) }), meta.isPlausible { size = meta.pageSizeBytes }
    pageSizeBytes = size
    if try metas().allSatisfy({ $0 == nil }) {
      throw LMDBError(
        file.sizeBytes == 0 ? .truncatedFile(expectedBytes: 8_192, foundBytes: 0) : .pageCorrupted(page: 0),
        path: directory, detail: "neither meta page can be read")
    }
  }

  /// The two meta pages; nil for one that cannot be read, after `fault` was told what it would have to be.
  func metas(_ fault: (UInt64, String) -> Void = { _, _ in }) throws(LMDBError) -> [FileMeta?] {
    var metas: [FileMeta?] = []
    for number in 0..<2 {
      let bytes = try file.bytes(DataFile.metaBytes, at: UInt64(number * pageSizeBytes))
      guard bytes.count == DataFile.metaBytes else {
        fault(UInt64(number), "a meta page, and the file is cut short before it")
        metas.append(nil)
        continue
      }
      do throws(PageFault) {
        let meta = try bytes.withBytes { (bytes) throws(PageFault) in try FileMeta(bytes, number: UInt64(number))
        }
        guard meta.pageSizeBytes == pageSizeBytes else { throw PageFault("pages of \(pageSizeBytes) bytes") }
        metas.append(meta)
      } catch {
        fault(UInt64(number), error.expected)
        metas.append(nil)
      }
    }
    return metas
  }

  /// What the newest commit says.
  func newestMeta() throws(LMDBError) -> FileMeta {
    let metas = try metas()
    switch (metas[0], metas[1]) {
    case (let first?, let second?): return second.transaction > first.transaction ? second : first
    case (let meta?, nil), (nil, let meta?): return meta
    case (nil, nil): throw LMDBError(.pageCorrupted(page: 0), path: path, detail: "neither meta page can be read")
    }
  }

  /// How long the file is now; zero when that cannot be asked.
  public var byteCount: Int { Int(clamping: (try? file.currentSizeBytes()) ?? 0) }

  /// The number of the newest commit.
  public func newestTransaction() throws(LMDBError) -> UInt64 { try newestMeta().transaction }

  /// Copies the data file as it lies into a directory that is made where it is missing. What another process commits
  /// meanwhile may be in the copy in part: compare `newestTransaction` of both afterwards.
  public func copyFile(to directory: String) throws(LMDBError) { try file.copy(to: directory) }

  /// Whether pages of a commit may have been written anew since: two commits after it they may.
  func hasMovedOn(from meta: FileMeta) throws(LMDBError) -> Bool {
    try newestMeta().transaction > meta.transaction + 1
  }

  /// One page of a tree.
  func page(
    _ number: UInt64, _ meta: FileMeta, isAppended: Bool, hasIntegerKeys: Bool = false
  ) throws(PageFault) -> ([UInt8], TreePage) {
    guard number >= 2, number <= meta.lastPage else { throw PageFault("a page of the file, not page \(number)") }
    let bytes: [UInt8]
    do throws(LMDBError) { bytes = try file.bytes(pageSizeBytes, at: number * UInt64(pageSizeBytes)) } catch {
      throw PageFault("a page that can be read (\(error))")
    }
    guard bytes.count == pageSizeBytes else { throw PageFault("a page, and the file is cut short before it") }
    let page = try bytes.withBytes { (bytes) throws(PageFault) in
      try TreePage(bytes, page: number, lastPage: meta.lastPage, isAppended: isAppended, hasIntegerKeys: hasIntegerKeys)
    }
    return (bytes, page)
  }

  /// How many pages a large value has, by the head of its first; nil when there is no such head.
  static func pageCount(_ head: UnsafeRawBufferPointer, of page: UInt64) -> Int? {
    guard head.count >= DataFile.pageHeadBytes, head.loadUnaligned(as: UInt64.self) == page,
      head.loadUnaligned(fromByteOffset: 10, as: UInt16.self) == DataFile.overflowPage
    else { return nil }
    return Int(head.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
  }

  /// Reads the value of a record into a buffer.
  ///
  /// - Parameter byteCountMax: of a larger value only the beginning is read.
  /// - Throws: `pageCorrupted` when the pages are not those of one value, `truncatedFile` when the file ends before.
  public func read(
    _ record: Record, into buffer: FileBuffer, byteCountMax: Int = .max
  ) throws(LMDBError) {
    if let small = record.small { return buffer.set(small) }
    let wanted = DataFile.pageHeadBytes + min(record.byteCount, byteCountMax)
    let at = record.page * UInt64(pageSizeBytes)
    let found = try buffer.fill(wanted, head: DataFile.pageHeadBytes) { target throws(LMDBError) in
      try file.read(target, at: at)
    }
    guard found == wanted else {
      throw LMDBError(
        .truncatedFile(expectedBytes: at + UInt64(wanted), foundBytes: try file.currentSizeBytes()), path: path)
    }
    guard Self.pageCount(buffer.head, of: record.page) == record.pageCount else {
      throw LMDBError(
        .pageCorrupted(page: record.page), path: path,
        detail: "expected the head of a value on \(record.pageCount) pages")
    }
  }
}
