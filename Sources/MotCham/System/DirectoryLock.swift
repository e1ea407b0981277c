internal import Glibc

/// One process writes into a directory; this says which.
///
/// The kernel holds the lock and gives it back when the process dies, however it dies. It is unchecked because
/// the descriptor is closed by the engine that owns the lock, once.
final class DirectoryLock: @unchecked Sendable {
  private var descriptor: Int32

  init(directory: String) throws(EngineError) {
    let path = directory + "/lock"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .file(path: path, action: "open", errno: errno) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      Glibc.close(descriptor)
      descriptor = -1
      guard code == EWOULDBLOCK else { throw .file(path: path, action: "lock", errno: code) }
      throw .inUse(path: directory, by: Self.holder(path))
    }
    let line = "process \(getpid()) (\(Self.processName(getpid())))\n"
    guard ftruncate(descriptor, 0) == 0, line.withCString({ pwrite(descriptor, $0, strlen($0), 0) }) > 0 else {
      let code = errno
      release()
      throw .file(path: path, action: "write", errno: code)
    }
  }

  func release() {
    guard descriptor >= 0 else { return }
    Glibc.close(descriptor)
    descriptor = -1
  }

  deinit { release() }

  /// Whether some process writes into the directory now; nil when none does.
  static func holder(ofDirectory directory: String) -> String? {
    let path = directory + "/lock"
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { Glibc.close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) == 0 ? nil : holder(path)
  }

  private static func holder(_ path: String) -> String {
    guard let bytes = try? SystemCall.readFile(path, byteCountMax: 1_024), !bytes.isEmpty else {
      return "another process"
    }
    return String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self)
  }

  private static func processName(_ id: pid_t) -> String {
    guard let bytes = try? SystemCall.readFile("/proc/\(id)/comm", byteCountMax: 256) else { return "unknown" }
    return String(decoding: bytes.filter { $0 > 32 }, as: UTF8.self)
  }
}
