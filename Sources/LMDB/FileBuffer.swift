/// Memory that one value after the other is read into; for one thread at a time.
public final class FileBuffer {
  private var storage = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
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
    storage = .allocate(byteCount: byteCount + byteCount / 4, alignment: 16)
  }
}
