internal import CLinux
internal import Glibc

/// Random bytes of the kernel, drawn in bulk: one word from the system generator costs as much as a hash.
///
/// Not shared: each sealing thread has one (`ThreadKit`), so that a single report draws nothing most times.
struct RandomPool {
  private var bytes: [UInt8] = []
  private var used = 0
  private static let byteCount = 4_096

  mutating func next<N: FixedWidthInteger & BitwiseCopyable>(_ type: N.Type = N.self) -> N {
    if bytes.count - used < MemoryLayout<N>.size { refill() }
    let value = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: used, as: N.self) }
    // What was given out is not kept: a nonce or key must not be found in memory twice.
    let (start, size) = (used, MemoryLayout<N>.size)
    bytes.withUnsafeMutableBytes { if let base = $0.baseAddress { memset(base + start, 0, size) } }
    used += MemoryLayout<N>.size
    return value
  }

  private mutating func refill() {
    if bytes.isEmpty { bytes = [UInt8](repeating: 0, count: Self.byteCount) }
    bytes.withUnsafeMutableBytes { buffer in
      // One call: the kernel gives each a key of its own, and that costs more than the bytes.
      var filled = 0
      while filled < buffer.count {
        let given = getrandom(buffer.baseAddress.map { $0 + filled }, buffer.count - filled, 0)
        // Without randomness nothing can be sealed.
        precondition(given > 0 || errno == EINTR, "the kernel gives no random bytes")
        filled += max(0, given)
      }
    }
    used = 0
  }
}
