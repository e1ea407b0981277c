internal import Glibc

/// `data.mdb`, read with `pread`, from any thread.
final class DataFileReader: Sendable {
  let sizeBytes: UInt64
  private let descriptor: Int32
  let path: String

  /// nil when there is no data file.
  init?(directory: String) throws(LMDBError) {
    path = directory
    descriptor = Glibc.open(directory + "/data.mdb", O_RDONLY | O_CLOEXEC)
    if descriptor < 0 {
      sizeBytes = 0
      let number = errno
      if number == ENOENT { return nil }
      throw LMDBError.from(number, path: directory, detail: "open data.mdb")
    }
    var numbers = stat()
    guard fstat(descriptor, &numbers) == 0 else {
      sizeBytes = 0
      throw LMDBError.from(errno, path: directory, detail: "measure data.mdb")
    }
    sizeBytes = UInt64(numbers.st_size)
    guard numbers.st_mode & S_IFMT == S_IFREG else {
      throw LMDBError(.notADatabase, path: directory, detail: "data.mdb is not a plain file")
    }
  }

  deinit { if descriptor >= 0 { Glibc.close(descriptor) } }

  /// The size now: another process may be writing.
  func currentSizeBytes() throws(LMDBError) -> UInt64 {
    var numbers = stat()
    guard fstat(descriptor, &numbers) == 0 else {
      throw LMDBError.from(errno, path: path, detail: "measure data.mdb")
    }
    return UInt64(numbers.st_size)
  }

  /// Fills `buffer` from `offset`; returns how many bytes there were before the end of the file.
  func read(
    _ buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
  ) throws(LMDBError) -> Int {
    var done = 0
    while done < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
      let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset) + off_t(done))
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR { continue }
        throw LMDBError.from(errno, path: path, detail: "read data.mdb")
      }
      done += count
    }
    return done
  }

  /// Writes the whole file as `data.mdb` into a directory, which is made where it is missing.
  func copy(to directory: String) throws(LMDBError) {
    guard mkdir(directory, 0o700) == 0 || errno == EEXIST else {
      throw LMDBError.from(errno, path: directory, detail: "make the directory")
    }
    let target = Glibc.open(directory + "/data.mdb", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard target >= 0 else { throw LMDBError.from(errno, path: directory, detail: "write a copy of data.mdb") }
    defer { Glibc.close(target) }
    let buffer = FileBuffer.memory(1 << 20)
    defer { buffer.deallocate() }
    var offset: off_t = 0
    while true {
      let count = try read(buffer, at: UInt64(offset))
      if count == 0 { return }
      var done = 0
      while done < count {
        let written = pwrite(target, buffer.baseAddress.map { $0 + done }, count - done, offset + off_t(done))
        if written < 0, errno == EINTR { continue }
        guard written > 0 else { throw LMDBError.from(errno, path: path, detail: "write a copy of data.mdb") }
        done += written
      }
      offset += off_t(count)
    }
  }

  /// The bytes from `offset`, fewer at the end of the file.
  func bytes(_ count: Int, at offset: UInt64) throws(LMDBError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var failure: LMDBError?
    var found = 0
    bytes.withUnsafeMutableBytes { buffer in
      do throws(LMDBError) { found = try read(buffer, at: offset) } catch { failure = error }
    }
    if let failure { throw failure }
    bytes.removeLast(count - found)
    return bytes
  }

  /// The meta page at `offset`, nil when there is none.
  func meta(at offset: UInt64) throws(LMDBError) -> DataFile.Meta? {
    try bytes(DataFile.metaBytes, at: offset).withUnsafeBytes { DataFile.Meta($0) }
  }

  /// The number in the head of the page at `offset`.
  func pageNumber(at offset: UInt64) throws(LMDBError) -> UInt64? {
    let head = try bytes(8, at: offset)
    return head.count == 8 ? head.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) } : nil
  }

  /// Whether a file too short for a meta page begins like one, as far as it goes.
  func beginsLikeMeta() throws(LMDBError) -> Bool {
    var expected = [UInt8](repeating: 0, count: 20)
    expected[10] = UInt8(DataFile.metaPage)
    withUnsafeBytes(of: DataFile.magic) { expected.replaceSubrange(16..<20, with: $0) }
    let found = try bytes(20, at: 0)
    return expected.starts(with: found)
  }
}
