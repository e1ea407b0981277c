internal import CLMDB
internal import Glibc

/// Room for `lock.mdb`, taken before LMDB maps it.
enum LockFile {
  /// One reader slot takes a cache line; the head takes three.
  private static let slotBytes = 64
  private static let headBytes = 192

  /// Allocates the blocks of `lock.mdb`, without changing its size.
  ///
  /// LMDB makes the lock file sparse and writes it through a map, so on a full disk the first reader in a
  /// new block would end the process with SIGBUS. Here it is `.diskFull` instead.
  ///
  /// Opening and closing the lock file would drop LMDB's locks on it if this process had the environment
  /// open; the registry was asked first.
  static func preallocate(directory: String, readersMax: Int) throws(LMDBError) {
    let file = Glibc.open(directory + "/lock.mdb", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    // What cannot be opened is left to LMDB, which knows when it can do without.
    guard file >= 0 else { return }
    defer { Glibc.close(file) }
    let bytes = readersMax * slotBytes + headBytes
    guard clmdb_reserve_blocks(file, bytes) != 0 else { return }
    let number = errno
    // Some file systems cannot reserve; there the old behaviour stays.
    if number == EOPNOTSUPP || number == ENOSYS || number == EINTR { return }
    throw LMDBError.from(number, path: directory, detail: "reserve \(bytes) bytes for lock.mdb")
  }
}
