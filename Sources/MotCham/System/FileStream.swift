internal import Casework
internal import Glibc

/// A file that is read from its first byte to its last, and hashed on the way where that is wanted, in bounded memory.
///
/// For one thread at a time.
final class FileStream {
  let path: String
  /// When it was opened.
  let byteCount: UInt64
  private let descriptor: Int32
  private var storage = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
  private var filled = 0..<0
  private let hash = RunningHash()
  private let isHashed: Bool
  /// Bytes that were handed out.
  private(set) var offset: UInt64 = 0

  /// - Parameter isHashed: false for whoever asks for no digest.
  init(_ path: String, isHashed: Bool = true) throws(EngineError) {
    self.path = path
    self.isHashed = isHashed
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .file(path: path, action: "read", errno: errno) }
    var status = stat()
    byteCount = fstat(descriptor, &status) == 0 ? UInt64(max(0, status.st_size)) : 0
  }

  deinit {
    Glibc.close(descriptor)
    storage.deallocate()
  }

  /// The next bytes, valid until the next call; nil when the file ends before, and then nothing was taken.
  func take(_ count: Int) throws(EngineError) -> UnsafeRawBufferPointer? {
    if filled.count < count {
      // A length that was changed must not ask for memory that the file could never fill.
      guard UInt64(count) <= byteCount - min(byteCount, offset) else { return nil }
      try fill(count)
      guard filled.count >= count else { return nil }
    }
    let taken = filled.lowerBound..<(filled.lowerBound + count)
    filled = taken.upperBound..<filled.upperBound
    offset += UInt64(count)
    return UnsafeRawBufferPointer(rebasing: storage[taken])
  }

  /// Nothing follows.
  func isAtEnd() throws(EngineError) -> Bool {
    if filled.isEmpty { try fill(1) }
    return filled.isEmpty
  }

  /// The hash of the whole file, of what was not taken too.
  func digestOfAll() throws(EngineError) -> Digest {
    precondition(isHashed, "a file that is not hashed has no digest")
    repeat {
      filled = 0..<0
      try fill(1)
    } while !filled.isEmpty
    return hash.digest
  }

  /// Reads on until so many bytes are at hand, or the file ends.
  private func fill(_ count: Int) throws(EngineError) {
    let rest = filled.count
    if storage.count < count {
      let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: count + count / 4, alignment: 16)
      larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: storage[filled]))
      storage.deallocate()
      storage = larger
    } else if filled.lowerBound > 0, rest > 0 {
      storage.copyMemory(from: UnsafeRawBufferPointer(rebasing: storage[filled]))
    }
    filled = 0..<rest
    while filled.count < count {
      let target = UnsafeMutableRawBufferPointer(rebasing: storage[filled.upperBound...])
      let got = Glibc.read(descriptor, target.baseAddress, target.count)
      if got < 0 {
        if errno == EINTR { continue }
        throw .file(path: path, action: "read", errno: errno)
      }
      if got == 0 { return }
      if isHashed { hash.add(UnsafeRawBufferPointer(rebasing: target[..<got])) }
      filled = 0..<(filled.upperBound + got)
    }
  }
}
