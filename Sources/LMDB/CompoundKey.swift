/// A key of several big-endian fields, built on the stack: at most 64 bytes.
///
/// ```swift
/// var key = CompoundKey()
/// key.append(agency)          // UInt32
/// key.append(dueMilliseconds) // UInt64
/// key.append(caseNumber)      // UInt64
/// try key.withBytes { bytes throws(LMDBError) in try transaction.put(table, bytes, value, ordering: .anywhere) }
/// ```
public struct CompoundKey: Sendable {
  public static let byteCountMax = 64

  @usableFromInline var storage = InlineArray<64, UInt8>(repeating: 0)
  /// Bytes appended so far.
  public private(set) var byteCount = 0

  public init() {}

  /// Adds a field, most significant byte first. Stops the program above 64 bytes in all.
  public mutating func append<N: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(_ value: N) {
    withUnsafeBytes(of: value.bigEndian) { bytes in append(bytes: bytes) }
  }

  /// Adds bytes as they are. Only the last field of a key can have a varying length without disturbing
  /// the order. Stops the program above 64 bytes in all.
  public mutating func append(bytes: UnsafeRawBufferPointer) {
    precondition(
      byteCount + bytes.count <= CompoundKey.byteCountMax, "a compound key has at most 64 bytes")
    let start = byteCount
    withUnsafeMutableBytes(of: &storage) { target in
      UnsafeMutableRawBufferPointer(rebasing: target[start..<start + bytes.count])
        .copyMemory(from: bytes)
    }
    byteCount += bytes.count
  }

  /// Forgets the fields after the first `byteCount` bytes, to build the next key of the same beginning.
  public mutating func truncate(toByteCount count: Int) {
    precondition((0...byteCount).contains(count), "a key is cut to at most what it has")
    byteCount = count
  }

  /// Runs `body` on the bytes; the buffer lives only there.
  @inlinable
  public func withBytes<R, E: Error>(
    _ body: (UnsafeRawBufferPointer) throws(E) -> R
  ) throws(E) -> R {
    try withUnsafeBytes(of: storage) { all throws(E) in
      try body(UnsafeRawBufferPointer(rebasing: all[..<byteCount]))
    }
  }
}
