internal import COpenSSL
public import Casework

/// SHA-256 by the system's libcrypto.
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
}

extension Digest {
  /// The SHA-256 of bytes: the name of an attachment, a rulebook, a piece of evidence.
  public init(hashing bytes: [UInt8]) {
    self = bytes.withUnsafeBytes { SHA256.hash($0) }
  }
}
