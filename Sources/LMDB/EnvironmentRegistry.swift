internal import Glibc

/// Which environments this process has open. LMDB forbids opening one twice in a process: closing either
/// would drop the file locks of both.
// @unchecked: everything that changes is guarded by `mutex`.
final class EnvironmentRegistry: @unchecked Sendable {
  static let shared = EnvironmentRegistry()

  private struct FileIdentity: Equatable {
    var device: UInt64
    var inode: UInt64
  }

  private struct Entry {
    var path: String
    /// The data file itself, which a bind mount or a symbolic link in the directory cannot disguise. It
    /// cannot be reused while open, unlike the directory's inode.
    var dataFile: FileIdentity?
  }

  private let mutex = ThreadMutex()
  private var lastSerial: UInt64 = 0
  private var entries: [UInt64: Entry] = [:]

  /// Claims the canonical directory `path` before any file is touched.
  func reserve(path: String) throws(LMDBError) -> UInt64 {
    mutex.lock()
    defer { mutex.unlock() }
    let dataFile = EnvironmentRegistry.identity(of: path + "/data.mdb")
    for entry in entries.values
    where entry.path == path || (dataFile != nil && entry.dataFile == dataFile) {
      throw LMDBError(.alreadyOpen, path: path, detail: "open as \(entry.path)")
    }
    lastSerial += 1
    entries[lastSerial] = Entry(path: path, dataFile: dataFile)
    return lastSerial
  }

  /// Notes the data file of a reserved entry once it surely exists.
  func bind(serial: UInt64, dataFile: String, path: String) throws(LMDBError) {
    mutex.lock()
    defer { mutex.unlock() }
    guard let identity = EnvironmentRegistry.identity(of: dataFile) else {
      throw LMDBError.from(errno, path: path, detail: "find data.mdb")
    }
    for (other, entry) in entries where other != serial && entry.dataFile == identity {
      throw LMDBError(.alreadyOpen, path: path, detail: "open as \(entry.path)")
    }
    entries[serial]?.dataFile = identity
  }

  /// Runs `closing` and gives the path free, as one step. Were the file closed first, its inode could
  /// come back as another environment's and be taken for this one; were the path freed first, a second
  /// open could come before the close, which drops the locks of both.
  func remove(serial: UInt64, closing: () -> Void = {}) {
    mutex.lock()
    closing()
    entries[serial] = nil
    mutex.unlock()
  }

  private static func identity(of file: String) -> FileIdentity? {
    var numbers = stat()
    guard stat(file, &numbers) == 0 else { return nil }
    return FileIdentity(device: UInt64(numbers.st_dev), inode: UInt64(numbers.st_ino))
  }
}
