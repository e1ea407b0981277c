internal import CLMDB
internal import Glibc

/// The text of an errno, from the C library's table.
func systemSentence(_ number: Int32) -> String {
  // 256 bytes hold the longest text of the C library.
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
    guard let start = buffer.baseAddress, strerror_r(number, start, buffer.count) == 0 else {
      return "error \(number)"
    }
    return String(cString: start)
  }
}

extension LMDBError {
  /// Gives a non-zero return code of liblmdb its type.
  ///
  /// `detail` is evaluated on this cold path alone.
  @inline(never)
  static func from(
    _ returnCode: CInt, path: String, detail: @autoclosure () -> String = ""
  ) -> LMDBError {
    LMDBError(code(returnCode, path: path), path: path, detail: detail())
  }

  private static func code(_ returnCode: CInt, path: String) -> Code {
    switch returnCode {
    case MDB_MAP_FULL: .mapFull
    case MDB_READERS_FULL: .readersFull
    case MDB_DBS_FULL: .tablesFull
    case MDB_TXN_FULL: .transactionTooLarge
    case MDB_MAP_RESIZED: .mapResized
    case MDB_INVALID: .notADatabase
    case MDB_VERSION_MISMATCH: .versionMismatch(found: 0, supported: DataFile.formatVersion)
    case MDB_CORRUPTED, MDB_PAGE_NOTFOUND, MDB_CURSOR_FULL, MDB_PAGE_FULL: .pageCorrupted(page: nil)
    case MDB_PANIC: .environmentFailed
    case MDB_BAD_TXN: .transactionFailed
    case MDB_BAD_DBI: .tableNotInTransaction
    case MDB_INCOMPATIBLE: .incompatibleTable
    case EACCES, EPERM, EROFS: .permissionDenied
    case ENOSPC, EDQUOT, EFBIG: .diskFull
    // liblmdb 0.9.24 reports a short write as EIO, and a full disk gives a short write first.
    case EIO: isFull(path: path) ? .diskFull : .systemError(EIO)
    case 1...: .systemError(returnCode)
    default: .unexpected(returnCode)
    }
  }

  /// Whether the file system of `path` has no room left for the largest write LMDB makes at once, or
  /// data.mdb has reached the file-size limit of this process.
  ///
  /// A used-up quota does not show here when it cut a write short; that stays an EIO.
  private static func isFull(path: String) -> Bool {
    var numbers = statvfs()
    // liblmdb gathers 64 pages for a write; a disk with a mebibyte to spare did not cut one short.
    if statvfs(path, &numbers) == 0,
      UInt64(numbers.f_bavail) * UInt64(numbers.f_frsize) < 1 << 20
    {
      return true
    }
    var limit = rlimit()
    var file = stat()
    return getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0
      && stat(path + "/data.mdb", &file) == 0 && UInt64(file.st_size) >= UInt64(limit.rlim_cur)
  }
}
