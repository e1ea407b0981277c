/// Keys whose byte order is their numeric order: most significant byte first.
public enum BigEndianKey {
  /// Runs `body` on the 8 bytes of `value`; the buffer lives only there.
  @inlinable
  public static func withKey<R, E: Error>(
    _ value: UInt64, _ body: (UnsafeRawBufferPointer) throws(E) -> R
  ) throws(E) -> R {
    try withUnsafeBytes(of: value.bigEndian, body)
  }

  /// Runs `body` on the 4 bytes of `value`; the buffer lives only there.
  @inlinable
  public static func withKey<R, E: Error>(
    _ value: UInt32, _ body: (UnsafeRawBufferPointer) throws(E) -> R
  ) throws(E) -> R {
    try withUnsafeBytes(of: value.bigEndian, body)
  }

  /// Runs `body` on the 16 bytes of `value`; the buffer lives only there.
  @inlinable
  public static func withKey<R, E: Error>(
    _ value: UInt128, _ body: (UnsafeRawBufferPointer) throws(E) -> R
  ) throws(E) -> R {
    try withUnsafeBytes(of: value.bigEndian, body)
  }

  /// The number at `offset` bytes; any alignment. Stops the program beyond the end of `bytes`.
  @inlinable
  public static func readUInt16(_ bytes: UnsafeRawBufferPointer, at offset: Int = 0) -> UInt16 {
    UInt16(bigEndian: load(bytes, at: offset))
  }

  /// The number at `offset` bytes; any alignment. Stops the program beyond the end of `bytes`.
  @inlinable
  public static func readUInt32(_ bytes: UnsafeRawBufferPointer, at offset: Int = 0) -> UInt32 {
    UInt32(bigEndian: load(bytes, at: offset))
  }

  /// The number at `offset` bytes; any alignment. Stops the program beyond the end of `bytes`.
  @inlinable
  public static func readUInt64(_ bytes: UnsafeRawBufferPointer, at offset: Int = 0) -> UInt64 {
    UInt64(bigEndian: load(bytes, at: offset))
  }

  /// The number at `offset` bytes; any alignment. Stops the program beyond the end of `bytes`.
  @inlinable
  public static func readUInt128(_ bytes: UnsafeRawBufferPointer, at offset: Int = 0) -> UInt128 {
    UInt128(bigEndian: load(bytes, at: offset))
  }

  /// Writes `value` at `offset` bytes; any alignment. Stops the program beyond the end of `bytes`.
  @inlinable
  public static func write<N: FixedWidthInteger & BitwiseCopyable>(
    _ value: N, to bytes: UnsafeMutableRawBufferPointer, at offset: Int = 0
  ) {
    precondition(
      offset >= 0 && offset + MemoryLayout<N>.size <= bytes.count,
      "a key is written beyond its buffer")
    bytes.storeBytes(of: value.bigEndian, toByteOffset: offset, as: N.self)
  }

  // `loadUnaligned` of a raw buffer checks its bounds in debug builds only.
  @inlinable
  static func load<N: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: UnsafeRawBufferPointer, at offset: Int
  ) -> N {
    precondition(
      offset >= 0 && offset + MemoryLayout<N>.size <= bytes.count, "a key is read beyond its end")
    return bytes.loadUnaligned(fromByteOffset: offset, as: N.self)
  }
}
