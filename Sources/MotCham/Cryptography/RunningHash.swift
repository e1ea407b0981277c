internal import COpenSSL
internal import Casework

/// SHA-256 over what comes piece by piece, of any length.
struct RunningHash: ~Copyable {
  private let context: OpaquePointer

  init() {
    guard let context = EVP_MD_CTX_new() else { preconditionFailure("there is no memory for a hash") }
    self.context = context
    require(EVP_DigestInit_ex2(context, EVP_sha256(), nil))
  }

  deinit { EVP_MD_CTX_free(context) }

  func add(_ bytes: UnsafeRawBufferPointer) {
    if !bytes.isEmpty { require(EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)) }
  }

  /// Takes a number as four bytes, little-endian.
  func add(_ number: UInt32) { withUnsafeBytes(of: number.littleEndian) { add($0) } }

  /// Takes a number as eight bytes, little-endian.
  func add(_ number: UInt64) { withUnsafeBytes(of: number.littleEndian) { add($0) } }

  /// The hash of everything so far; more can follow.
  var digest: Digest {
    guard let copy = EVP_MD_CTX_new() else { preconditionFailure("there is no memory for a hash") }
    defer { EVP_MD_CTX_free(copy) }
    require(EVP_MD_CTX_copy_ex(copy, context))
    return finish(copy)
  }

  /// The hash of everything so far; nothing more is taken.
  consuming func finish() -> Digest { finish(context) }

  private func finish(_ context: OpaquePointer) -> Digest {
    var digest = (UInt128(0), UInt128(0))
    withUnsafeMutableBytes(of: &digest) { buffer in
      require(EVP_DigestFinal_ex(context, buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), nil))
    }
    return Swift.withUnsafeBytes(of: digest) { Digest(loading: $0, at: 0) }
  }

  private func require(_ outcome: Int32) {
    // SHA-256 fails only when memory is corrupt or exhausted; a wrong hash must never be given out.
    precondition(outcome == 1, "libcrypto could not hash")
  }
}
