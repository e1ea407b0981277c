internal import Glibc

/// Looks at `data.mdb` before LMDB maps it. Everything here is read with `pread`, so no damage can end
/// the process with SIGBUS; liblmdb itself checks no length.
///
/// Order of refusal: missing or empty, foreign, damaged meta pages, other format, cut short. It finds what
/// keeps LMDB from opening or mapping the file; it does not read the records.
///
/// Closing the file here is harmless: LMDB's locks are on `lock.mdb`.
struct FileCheck {
  private let file: DataFileReader
  private let path: String

  static func run(directory: String, access: Environment.Access) throws(LMDBError) {
    guard let file = try DataFileReader(directory: directory) else {
      if access == .create { return }
      throw LMDBError(.missing, path: directory)
    }
    if file.sizeBytes == 0 {
      // liblmdb would silently make a new environment of it.
      if access == .create { return }
      throw LMDBError(
        .truncatedFile(expectedBytes: smallestBytes, foundBytes: 0), path: directory,
        detail: "the file is empty")
    }
    let check = FileCheck(file: file, path: directory)
    // Another process may commit between reading the meta page and the pages below it. Pages that a meta
    // page reaches are not reused before the commit after the next, so a verdict is good when the
    // transaction is still the same afterwards.
    var meta = try check.newestMeta()
    while try !check.isLongEnough(meta) {
      let now = try check.newestMeta()
      if now.transaction == meta.transaction {
        throw LMDBError(
          .truncatedFile(expectedBytes: meta.neededBytes, foundBytes: try file.currentSizeBytes()),
          path: directory, detail: "as of transaction \(meta.transaction)")
      }
      meta = now
    }
  }

  /// What a data file has at least: two meta pages of 4,096 bytes.
  private static let smallestBytes: UInt64 = 8_192

  // MARK: meta pages

  private func newestMeta() throws(LMDBError) -> DataFile.Meta {
    let first = try file.meta(at: 0)
    // Only the first meta page says where the second one is; 4,096 when it is damaged.
    let secondOffset = UInt64(first.flatMap { $0.isPlausible ? $0.pageSizeBytes : nil } ?? 4_096)
    let second = try file.meta(at: secondOffset)

    switch (first, second) {
    case (let first?, let second?):
      for meta in [first, second] where meta.version != DataFile.formatVersion {
        throw LMDBError(
          .versionMismatch(found: meta.version, supported: DataFile.formatVersion), path: path)
      }
      for (page, meta) in [first, second].enumerated() where !meta.isPlausible {
        throw LMDBError(.pageCorrupted(page: UInt64(page)), path: path, detail: "a meta page")
      }
      return second.transaction > first.transaction ? second : first

    case (let first?, nil):
      if first.version != DataFile.formatVersion {
        throw LMDBError(
          .versionMismatch(found: first.version, supported: DataFile.formatVersion), path: path)
      }
      if file.sizeBytes < secondOffset + UInt64(DataFile.metaBytes) {
        throw LMDBError(
          .truncatedFile(
            expectedBytes: max(first.neededBytes, 2 * secondOffset), foundBytes: file.sizeBytes),
          path: path)
      }
      throw oneMetaDamaged(page: 1, whole: first)

    case (nil, let second?):
      throw oneMetaDamaged(page: 0, whole: second)

    case (nil, nil):
      throw try noMeta()
    }
  }

  private func oneMetaDamaged(page: UInt64, whole: DataFile.Meta) -> LMDBError {
    LMDBError(
      .pageCorrupted(page: page), path: path,
      detail: "a meta page; the other one is whole, at transaction \(whole.transaction)")
  }

  /// Neither meta page is one: foreign, cut short within the first, or damaged?
  private func noMeta() throws(LMDBError) -> LMDBError {
    if file.sizeBytes < UInt64(DataFile.metaBytes), try file.beginsLikeMeta() {
      return LMDBError(
        .truncatedFile(expectedBytes: FileCheck.smallestBytes, foundBytes: file.sizeBytes),
        path: path)
    }
    // Every page of LMDB begins with its own number: that betrays a data file without its meta pages.
    let pages = min(file.sizeBytes / 4_096, 64)
    if pages > 2 {
      for page in 2..<pages where try file.pageNumber(at: page * 4_096) == page {
        return LMDBError(.pageCorrupted(page: 0), path: path, detail: "both meta pages are damaged")
      }
    }
    return LMDBError(.notADatabase, path: path)
  }

  // MARK: length

  /// Whether every page that `meta` reaches lies within the file.
  ///
  /// A good file may be shorter than its last page: pages taken at the end and freed in the same
  /// transaction are never written. They are then in the free tree, which answers most cases quickly;
  /// should LMDB have lost track of one, the whole tree is walked before anything is refused.
  private func isLongEnough(_ meta: DataFile.Meta) throws(LMDBError) -> Bool {
    let sizeBytes = try file.currentSizeBytes()
    if sizeBytes >= meta.neededBytes { return true }
    let pages = sizeBytes / UInt64(meta.pageSizeBytes)
    var walk = PageWalk(file: file, meta: meta, pagesInFile: pages)
    if try walk.missingPagesAreFree() { return true }
    return try walk.reachesOnlyPagesInFile()
  }
}
