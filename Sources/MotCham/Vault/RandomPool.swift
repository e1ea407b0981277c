internal import Glibc

/// Random bytes of the kernel, drawn in bulk: one word from the system generator costs as much as a hash.
///
/// Not shared: each sealing thread has one (`ThreadCryptography`), so that a single report draws nothing most times.
struct RandomPool {
  private var bytes: [UInt8] = []
  private var used = 0
  private static let byteCount = 4_096

  mutating func next<N: FixedWidthInteger & BitwiseCopyable>(_ type: N.Type = N.self) -> N {
    if bytes.count - used < MemoryLayout<N>.size { refill() }
    let value = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: used, as: N.self) }
    // What was given out is not kept: a nonce or key must not be found in memory twice.
    for index in used..<(used + MemoryLayout<N>.size) { bytes[index] = 0 }
    used += MemoryLayout<N>.size
    return value
  }

  private mutating func refill() {
    if bytes.isEmpty { bytes = [UInt8](repeating: 0, count: Self.byteCount) }
    bytes.withUnsafeMutableBytes { buffer in
      // The kernel gives at most 256 bytes a call.
      for start in stride(from: 0, to: buffer.count, by: 256) {
        let part = UnsafeMutableRawBufferPointer(rebasing: buffer[start..<(start + 256)])
        // Without randomness nothing can be sealed.
        precondition(getentropy(part.baseAddress, part.count) == 0, "the kernel gives no random bytes")
      }
    }
    used = 0
  }
}
