internal import CLinux
internal import Glibc
internal import Synchronization

/// The few system calls that the engine makes itself, with typed errors.
enum SystemCall {
  private static let temporaryNumber = Atomic<UInt64>(0)

  static func message(_ code: Int32) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      guard let base = buffer.baseAddress, strerror_r(code, base, buffer.count) == 0 else { return "error \(code)" }
      return String(cString: base)
    }
  }

  /// Why the last call of this thread failed.
  static var lastError: Int32 { errno }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The names in a directory without `.` and `..`, sorted; nil when it cannot be read.
  static func names(in path: String) -> [String]? {
    guard let directory = opendir(path) else { return nil }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Makes a directory, for the owner alone unless said otherwise; one that is there is fine.
  static func makeDirectory(_ path: String, mode: mode_t = 0o700) throws(EngineError) {
    guard mkdir(path, mode) == 0 || errno == EEXIST else {
      throw .file(path: path, action: "make the directory", errno: errno)
    }
  }

  static func readFile(_ path: String, byteCountMax: Int = 64 << 20) throws(EngineError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .file(path: path, action: "read", errno: errno) }
    defer { Glibc.close(descriptor) }
    var bytes: [UInt8] = []
    var failure: Int32 = 0
    while bytes.count <= byteCountMax {
      let part = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
        let got = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        if got < 0 { failure = errno }
        count = max(0, got)
      }
      guard failure == 0 else { throw .file(path: path, action: "read", errno: failure) }
      if part.isEmpty { return bytes }
      bytes += part
    }
    throw .file(path: path, action: "read", errno: EFBIG)
  }

  /// Reads a small file of secrets into memory that is overwritten when `body` is done.
  ///
  /// - Parameter byteCount: how long the file has to be.
  static func withSecretFile<R>(
    _ path: String, byteCount: Int, _ body: (UnsafeRawBufferPointer) throws(EngineError) -> R
  ) throws(EngineError) -> R {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .file(path: path, action: "read", errno: errno) }
    defer { Glibc.close(descriptor) }
    // One byte more, so that a file that is too long is found out.
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount + 1, alignment: 16)
    defer {
      memory.wipe()
      memory.deallocate()
    }
    var filled = 0
    while filled < memory.count {
      let got = Glibc.read(descriptor, memory.baseAddress.map { $0 + filled }, memory.count - filled)
      guard got >= 0 else { throw .file(path: path, action: "read", errno: errno) }
      if got == 0 { break }
      filled += got
    }
    guard filled == byteCount else { throw .damagedFile(path: path, expected: "a file of \(byteCount) bytes") }
    return try body(UnsafeRawBufferPointer(rebasing: memory[..<byteCount]))
  }

  /// Overwrites what a file holds with zeros, in place, and returns when that is on the disk; one that is not there is
  /// fine.
  ///
  /// What the file system or the disk keeps of older versions of a block is beyond it.
  static func overwrite(_ path: String) throws(EngineError) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return }
      throw .file(path: path, action: "overwrite", errno: errno)
    }
    defer { Glibc.close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .file(path: path, action: "overwrite", errno: errno) }
    let zeros = [UInt8](repeating: 0, count: 1 << 16)
    var left = Int(status.st_size)
    while left > 0 {
      let count = zeros.withUnsafeBytes { write(descriptor, $0.baseAddress, min(left, $0.count)) }
      if count < 0 {
        if errno == EINTR { continue }
        throw .file(path: path, action: "overwrite", errno: errno)
      }
      left -= count
    }
    guard fsync(descriptor) == 0 else { throw .file(path: path, action: "overwrite", errno: errno) }
  }

  /// Writes a file so that after a crash it is there whole or not at all: a new name, flushed, then renamed,
  /// then the directory flushed. For the owner alone unless said otherwise.
  static func writeFileDurably(
    _ path: String, _ bytes: some Collection<UInt8>, mode: mode_t = 0o600
  ) throws(EngineError) {
    try replaceFile(path, bytes, mode: mode, isFlushed: true)
    try flushDirectory(of: path)
  }

  /// Writes a file so that whoever reads it meanwhile finds it whole or not at all; after a crash it may be anything
  /// unless it was flushed.
  static func replaceFile(
    _ path: String, _ bytes: some Collection<UInt8>, mode: mode_t, isFlushed: Bool = false
  ) throws(EngineError) {
    let whole = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
    whole.copyBytes(from: bytes)
    defer {
      // It may be a secret.
      whole.wipe()
      whole.deallocate()
    }
    // Two threads may keep the same file at once; each writes under a name of its own.
    let temporary = path + ".\(getpid()).\(temporaryNumber.wrappingAdd(1, ordering: .relaxed).newValue).new"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw .file(path: temporary, action: "write", errno: errno) }
    var written = 0
    var failure: Int32 = 0
    while written < whole.count, failure == 0 {
      let count = Glibc.write(descriptor, whole.baseAddress.map { $0 + written }, whole.count - written)
      if count < 0 { failure = errno } else { written += count }
    }
    if failure == 0, isFlushed, fdatasync(descriptor) != 0 { failure = errno }
    if Glibc.close(descriptor) != 0, failure == 0 { failure = errno }
    if failure == 0, Glibc.rename(temporary, path) != 0 { failure = errno }
    guard failure == 0 else {
      unlink(temporary)
      throw .file(path: path, action: "write", errno: failure)
    }
  }

  /// Returns when everything that was written to the file system of a directory is on the disk.
  static func flushFileSystem(of directory: String) throws(EngineError) {
    let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .file(path: directory, action: "open", errno: errno) }
    defer { Glibc.close(descriptor) }
    guard syncfs(descriptor) == 0 else { throw .file(path: directory, action: "flush", errno: errno) }
  }

  /// Makes the names in the directory of a file durable.
  static func flushDirectory(of path: String) throws(EngineError) {
    let directory = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    let descriptor = open(directory.isEmpty ? "/" : directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .file(path: directory, action: "open", errno: errno) }
    defer { Glibc.close(descriptor) }
    guard fsync(descriptor) == 0 else { throw .file(path: directory, action: "flush", errno: errno) }
  }

  /// Gives a file or directory another name beside it, durably.
  static func rename(_ path: String, to name: String) throws(EngineError) {
    guard Glibc.rename(path, name) == 0 else { throw .file(path: path, action: "rename", errno: errno) }
    try flushDirectory(of: name)
  }

  /// Removes a file; one that is not there is fine.
  static func remove(_ path: String) throws(EngineError) {
    guard unlink(path) == 0 || errno == ENOENT else { throw .file(path: path, action: "remove", errno: errno) }
  }

  /// Removes a directory; one that is not there, or holds something, is fine.
  static func removeDirectoryIfEmpty(_ path: String) throws(EngineError) {
    guard rmdir(path) == 0 || errno == ENOENT || errno == ENOTEMPTY || errno == EEXIST else {
      throw .file(path: path, action: "remove the directory", errno: errno)
    }
  }

  /// Removes a file, or a folder with what is in it; what cannot be removed stays.
  static func removeTree(_ path: String) {
    // A link to a folder is removed, and what it leads to stays.
    if unlink(path) == 0 { return }
    for name in names(in: path) ?? [] { removeTree(path + "/" + name) }
    rmdir(path)
  }

  static var processID: Int32 { getpid() }

  static func sleep(milliseconds: Int) {
    var time = timespec(tv_sec: milliseconds / 1_000, tv_nsec: (milliseconds % 1_000) * 1_000_000)
    nanosleep(&time, nil)
  }

  /// What tells one file from every other of the machine; empty when it is not there.
  static func fileNumber(_ path: String) -> String {
    var status = stat()
    guard stat(path, &status) == 0 else { return "" }
    return "\(status.st_dev):\(status.st_ino)"
  }

  /// What tells one boot of the machine from the next.
  static func bootID() -> String {
    guard let bytes = try? readFile("/proc/sys/kernel/random/boot_id") else { return "" }
    return String(decoding: bytes.filter { $0 > 32 }, as: UTF8.self)
  }
}
