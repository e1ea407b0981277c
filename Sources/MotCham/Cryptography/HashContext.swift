internal import COpenSSL
public import Casework

/// SHA-256 by the system's libcrypto, in a context that is used again and again.
///
/// Making a context costs more than hashing an event; so each thread keeps its own, and none is shared.
final class HashContext {
  private let context: OpaquePointer
  /// Looked up once: libcrypto's own look-up costs as much as a hash.
  private nonisolated(unsafe) static let algorithm: OpaquePointer = {
    guard let algorithm = EVP_MD_fetch(nil, "SHA256", nil) else {
      preconditionFailure("libcrypto has no SHA-256; install the distribution's libssl3 as it comes")
    }
    return algorithm
  }()

  init() {
    guard let context = EVP_MD_CTX_new() else { preconditionFailure("there is no memory for a hash") }
    self.context = context
    require(EVP_DigestInit_ex2(context, Self.algorithm, nil))
  }

  deinit { EVP_MD_CTX_free(context) }

  /// The hash of up to three pieces, one behind the other.
  @inline(__always)
  func hash(
    _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0),
    _ third: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0)
  ) -> Digest {
    require(EVP_DigestInit_ex2(context, nil, nil))
    if !first.isEmpty { require(EVP_DigestUpdate(context, first.baseAddress, first.count)) }
    if !second.isEmpty { require(EVP_DigestUpdate(context, second.baseAddress, second.count)) }
    if !third.isEmpty { require(EVP_DigestUpdate(context, third.baseAddress, third.count)) }
    var digest = (UInt128(0), UInt128(0))
    withUnsafeMutableBytes(of: &digest) { buffer in
      require(EVP_DigestFinal_ex(context, buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), nil))
    }
    return Digest(high: UInt128(bigEndian: digest.0), low: UInt128(bigEndian: digest.1))
  }

  @inline(__always)
  private func require(_ outcome: Int32) {
    // SHA-256 fails only when memory is corrupt or exhausted; a wrong hash must never be written.
    precondition(outcome == 1, "libcrypto could not hash")
  }
}

extension Digest {
  /// The SHA-256 of bytes: the name of an attachment, a rulebook, a piece of evidence.
  public init(hashing bytes: [UInt8]) {
    self = bytes.withUnsafeBytes { HashContext().hash($0) }
  }
}
