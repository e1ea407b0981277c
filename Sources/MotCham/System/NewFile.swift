internal import Casework
internal import Glibc

/// A file that is written from its first byte to its last and hashed on the way, in bounded memory. It gets its name
/// when it is whole and on the disk; a file that has that name already is never replaced.
///
/// For one thread at a time. What was not finished is removed.
package final class NewFile {
  package let path: String
  private let temporary: String
  private var descriptor: Int32
  private var gathered: [UInt8] = []
  private let hash = RunningHash()
  /// Bytes so far.
  package private(set) var byteCount: UInt64 = 0

  private static let gatheredMax = 1 << 18

  /// - Throws: `file` when something of this name is there, or nothing can be written there.
  package init(_ path: String) throws(EngineError) {
    self.path = path
    temporary = path + ".\(getpid()).new"
    guard !SystemCall.exists(path) else { throw .file(path: path, action: "write", errno: EEXIST) }
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .file(path: path, action: "write", errno: errno) }
  }

  deinit {
    guard descriptor >= 0 else { return }
    Glibc.close(descriptor)
    unlink(temporary)
  }

  package func write(_ bytes: some Collection<UInt8>) throws(EngineError) {
    gathered.append(contentsOf: bytes)
    if gathered.count >= Self.gatheredMax { try flush() }
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(EngineError) {
    guard bytes.count < Self.gatheredMax else {
      try flush()
      return try put(bytes)
    }
    gathered.append(contentsOf: bytes)
    if gathered.count >= Self.gatheredMax { try flush() }
  }

  /// Puts the file on the disk and gives it its name.
  ///
  /// - Returns: the SHA-256 of what it holds.
  @discardableResult
  package func finish() throws(EngineError) -> Digest {
    precondition(descriptor >= 0, "a file is finished once")
    try flush()
    var failure: Int32 = fsync(descriptor) == 0 ? 0 : errno
    if Glibc.close(descriptor) != 0, failure == 0 { failure = errno }
    descriptor = -1
    if failure == 0 { failure = Self.giveName(path, to: temporary) }
    unlink(temporary)
    guard failure == 0 else { throw .file(path: path, action: "write", errno: failure) }
    try SystemCall.flushDirectory(of: path)
    return hash.digest
  }

  /// A second name, since a rename would replace what came there meanwhile; where a file system knows no second names,
  /// a rename has to do.
  private static func giveName(_ path: String, to temporary: String) -> Int32 {
    if link(temporary, path) == 0 { return 0 }
    guard errno == EPERM || errno == EOPNOTSUPP else { return errno }
    guard !SystemCall.exists(path) else { return EEXIST }
    return rename(temporary, path) == 0 ? 0 : errno
  }

  private func flush() throws(EngineError) {
    try gathered.withUnsafeBufferPointer { bytes throws(EngineError) in try put(UnsafeRawBufferPointer(bytes)) }
    gathered.removeAll(keepingCapacity: true)
  }

  private func put(_ bytes: UnsafeRawBufferPointer) throws(EngineError) {
    var written = 0
    while written < bytes.count {
      let count = Glibc.write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
      if count < 0 {
        if errno == EINTR { continue }
        throw .file(path: path, action: "write", errno: errno)
      }
      written += count
    }
    hash.add(bytes)
    byteCount += UInt64(bytes.count)
  }
}
