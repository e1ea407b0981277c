/// Memory that one value after the other is read into; for one thread at a time.
public final class FileBuffer {
  private var storage = FileBuffer.memory(1 << 16)
  private var valueAt = 0
  private var valueBytes = 0

  public init() {}

  deinit { storage.deallocate() }

  /// The value that was read last; valid until the next one.
  public var value: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: storage[valueAt..<(valueAt + valueBytes)])
  }

  /// What stands before the value in the file.
  var head: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: storage[..<valueAt]) }

  func set(_ bytes: [UInt8]) {
    reserve(bytes.count)
    storage.copyBytes(from: bytes)
    (valueAt, valueBytes) = (0, bytes.count)
  }

  /// Reads so many bytes, of which the first `head` stand before the value; returns how many there were.
  func fill(
    _ byteCount: Int, head: Int, _ read: (UnsafeMutableRawBufferPointer) throws(LMDBError) -> Int
  ) throws(LMDBError) -> Int {
    reserve(byteCount)
    (valueAt, valueBytes) = (head, 0)
    let found = try read(UnsafeMutableRawBufferPointer(rebasing: storage[..<byteCount]))
    valueBytes = max(0, found - head)
    return found
  }

  private func reserve(_ byteCount: Int) {
    guard storage.count < byteCount else { return }
    storage.deallocate()
    storage = Self.memory(byteCount + byteCount / 4)
  }

  /// Memory for reading into from the beginning of a page of a file.
  ///
  /// It begins with a page as well: where memory lies 8 or 16 bytes behind the bounds of the file's pages, which is
  /// where `malloc` puts it, the copy that the kernel makes takes five times as long on some processors.
  static func memory(_ byteCount: Int) -> UnsafeMutableRawBufferPointer {
    .allocate(byteCount: byteCount, alignment: 4_096)
  }
}
