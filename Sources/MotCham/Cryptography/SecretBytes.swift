internal import Casework
internal import Glibc

/// Thirty-two secret bytes that are overwritten when nobody holds them any more.
final class SecretBytes {
  @exclusivity(unchecked) private var storage: (UInt128, UInt128) = (0, 0)

  /// Takes a hash over as the secret, in place of the one before.
  func take(_ digest: Digest) { storage = (digest.high.bigEndian, digest.low.bigEndian) }

  deinit { forget() }

  /// Overwrites the secret.
  func forget() {
    withUnsafeMutableBytes(of: &storage) { if let base = $0.baseAddress { explicit_bzero(base, $0.count) } }
  }

  @inline(__always)
  func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R { Swift.withUnsafeBytes(of: storage, body) }
}
