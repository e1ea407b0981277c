internal import Glibc

/// Random bytes of the kernel, drawn in bulk: one word from the system generator costs as much as a hash.
///
/// Not shared: each sealing thread takes one from the vault for as long as it prepares a submission.
struct RandomPool {
  private var bytes: [UInt8] = []
  private var used = 0
  /// Bytes drawn at a time.
  private let byteCount: Int
  private static let byteCountMax = 4_096

  /// - Parameter expected: how many bytes will be asked for, about: a door with one report draws 64 bytes, since
  ///   the kernel's generator takes longer over 4,096 than all else that the report needs.
  init(expecting expected: Int = byteCountMax) {
    byteCount = min(Self.byteCountMax, (max(expected, 1) + 63) / 64 * 64)
  }

  mutating func next<N: FixedWidthInteger & BitwiseCopyable>(_ type: N.Type = N.self) -> N {
    if bytes.count - used < MemoryLayout<N>.size { refill() }
    let value = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: used, as: N.self) }
    // What was given out is not kept: a nonce or key must not be found in memory twice.
    for index in used..<(used + MemoryLayout<N>.size) { bytes[index] = 0 }
    used += MemoryLayout<N>.size
    return value
  }

  private mutating func refill() {
    if bytes.isEmpty { bytes = [UInt8](repeating: 0, count: byteCount) }
    bytes.withUnsafeMutableBytes { buffer in
      // The kernel gives at most 256 bytes a call.
      for start in stride(from: 0, to: buffer.count, by: 256) {
        let part = UnsafeMutableRawBufferPointer(rebasing: buffer[start..<min(start + 256, buffer.count)])
        // Without randomness nothing can be sealed.
        precondition(getentropy(part.baseAddress, part.count) == 0, "the kernel gives no random bytes")
      }
    }
    used = 0
  }
}
