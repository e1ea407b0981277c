internal import COpenSSL
internal import Glibc

/// Random bytes of libcrypto's generator for what is private, drawn in bulk: it is seeded by the kernel, of its own for each
/// thread and process, and gives 4 KiB in a sixth of the time in which the kernel does.
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
      // One call: each changes the generator's key, and that costs more than the bytes.
      let outcome = RAND_priv_bytes(buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32(buffer.count))
      // Without randomness nothing can be sealed.
      precondition(outcome == 1, "libcrypto gives no random bytes")
    }
    used = 0
  }
}
