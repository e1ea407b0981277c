internal import Glibc

/// Memory that lies in a nameless file, so that the kernel can put it away: for a work that grows with the log.
///
/// It vanishes with its process. Room is taken on the disk before it is written to, so that a full disk is an error
/// and not the end of the process. For one thread at a time while it grows.
final class WorkingFile: @unchecked Sendable {
  private let folder: String
  private let descriptor: Int32
  let base: UnsafeMutableRawPointer
  private let byteCountMax: Int
  /// Everything before it may be written.
  private(set) var byteCount = 0
  private static let stepByteCount = 4 << 20

  /// - Parameters:
  ///   - folder: where; a file system that can hold it.
  ///   - byteCountMax: more is never asked for; costs nothing by itself.
  init(in folder: String, byteCountMax: Int) throws(EngineError) {
    self.folder = folder
    self.byteCountMax = max(1, byteCountMax)
    descriptor = try Self.nameless(in: folder)
    guard let mapped = mmap(nil, self.byteCountMax, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
      mapped != MAP_FAILED
    else {
      let code = errno
      close(descriptor)
      throw .file(path: folder, action: "keep a working file in", errno: code)
    }
    base = mapped
  }

  deinit {
    munmap(base, byteCountMax)
    close(descriptor)
  }

  static func nameless(in folder: String) throws(EngineError) -> Int32 {
    var name = Array((folder + "/motcham-working-XXXXXX").utf8CString)
    let descriptor = name.withUnsafeMutableBufferPointer { buffer -> Int32 in
      guard let path = buffer.baseAddress else { return -1 }
      let descriptor = mkstemp(path)
      if descriptor >= 0 { unlink(path) }
      return descriptor
    }
    guard descriptor >= 0 else { throw .file(path: folder, action: "make a working file in", errno: errno) }
    return descriptor
  }

  /// Makes so many bytes from the beginning writable; new ones are zero.
  @inline(__always)
  func reserve(_ wanted: Int) throws(EngineError) { if wanted > byteCount { try grow(wanted) } }

  @inline(never)
  private func grow(_ wanted: Int) throws(EngineError) {
    precondition(wanted <= byteCountMax, "a working file is asked for more than it was made for")
    let end = min(byteCountMax, max(wanted, byteCount + Self.stepByteCount))
    let code = posix_fallocate(descriptor, off_t(byteCount), off_t(end - byteCount))
    guard code == 0 else { throw .file(path: folder, action: "write a working file in", errno: code) }
    byteCount = end
  }
}
