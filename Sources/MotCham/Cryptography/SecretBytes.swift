internal import Glibc

/// Thirty-two secret bytes that are overwritten when nobody holds them any more.
final class SecretBytes {
  private var storage: (UInt128, UInt128)

  /// Takes a hash over as a secret.
  init(_ digest: (high: UInt128, low: UInt128)) { storage = (digest.high.bigEndian, digest.low.bigEndian) }

  deinit { withUnsafeMutableBytes(of: &storage) { if let base = $0.baseAddress { explicit_bzero(base, $0.count) } } }

  @inline(__always)
  func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R { Swift.withUnsafeBytes(of: storage, body) }
}
