internal import COpenSSL
internal import CSHA256
public import Casework

/// SHA-256 by the system's libcrypto; two at once by instructions of the processor, where it has them.
enum SHA256 {
  @inline(__always)
  private static var nothing: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: nil, count: 0) }

  /// The hash of up to three pieces, one behind the other.
  ///
  /// - Parameter isSecret: a piece is a key or personal: the state of the hash is overwritten afterwards.
  @inline(__always)
  static func hash(
    _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer = nothing,
    _ third: UnsafeRawBufferPointer = nothing, isSecret: Bool = false
  ) -> Digest {
    var digest = (UInt128(0), UInt128(0))
    let outcome = withUnsafeMutableBytes(of: &digest) { buffer in
      motcham_sha256(
        first.baseAddress, first.count, second.baseAddress, second.count, third.baseAddress, third.count,
        isSecret ? 1 : 0, buffer.baseAddress?.assumingMemoryBound(to: UInt8.self))
    }
    // It fails only when memory is corrupt; a wrong hash must never be written.
    precondition(outcome == 1, "libcrypto could not hash")
    return Swift.withUnsafeBytes(of: digest) { Digest(loading: $0, at: 0) }
  }

  /// The processor hashes two messages in little more time than one.
  static let hasLanes = motcham_sha256_has_lanes() == 1

  /// The hashes of two messages, each behind one byte; never of secrets. Only where there are lanes.
  @inline(__always)
  static func hashTwo(
    behind front: UInt8, _ one: UnsafeRawBufferPointer, _ other: UnsafeRawBufferPointer
  ) -> (Digest, Digest) {
    assert(hasLanes, "the processor has no instructions for two hashes at once")
    var digests = (UInt128(0), UInt128(0), UInt128(0), UInt128(0))
    return withUnsafeMutableBytes(of: &digests) { buffer in
      let target = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
      var lanes = motcham_sha256_lanes(
        bytes: (one.baseAddress, other.baseAddress), counts: (one.count, other.count),
        digests: (target, target.map { $0 + Digest.byteCount }))
      motcham_sha256_two(front, &lanes)
      let bytes = UnsafeRawBufferPointer(buffer)
      return (Digest(loading: bytes, at: 0), Digest(loading: bytes, at: Digest.byteCount))
    }
  }
}

extension Digest {
  /// The SHA-256 of bytes: the name of an attachment, a rulebook, a piece of evidence.
  public init(hashing bytes: [UInt8]) {
    self = bytes.withUnsafeBytes { SHA256.hash($0) }
  }
}
