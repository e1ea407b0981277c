internal import Casework

/// The 256-bit key of one case, derived and never stored.
///
/// NIST SP 800-56C revision 2, one-step key derivation with SHA-256: counter 1, the epoch secret, and the case
/// nonce with a label as fixed information. 55 bytes: one block of the hash.
struct CaseKey {
  let key: SecretBytes

  init(secret: EpochSecret, caseNonce: UInt128) {
    key = SecretBytes()
    derive(secret: secret, caseNonce: caseNonce)
  }

  /// A place for one key after another, for a thread that seals many reports; holds no key yet.
  init() { key = SecretBytes() }

  /// Puts the key of a case in place of the one before.
  @inline(__always)
  func derive(secret: EpochSecret, caseNonce: UInt128) {
    withUnsafeTemporaryAllocation(byteCount: 56, alignment: 16) { buffer in
      buffer.storeBytes(of: UInt32(1).bigEndian, as: UInt32.self)
      secret.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[4..<36]).copyMemory(from: $0) }
      buffer.storeBytes(of: caseNonce.bigEndian, toByteOffset: 36, as: UInt128.self)
      // Three bytes of label ("KEY"), so that the whole is 55 bytes and takes one block of the hash.
      buffer.storeBytes(of: UInt32(0x4B45_5900).bigEndian, toByteOffset: 52, as: UInt32.self)
      key.take(SHA256.hash(UnsafeRawBufferPointer(rebasing: buffer[..<55]), isSecret: true))
      buffer.wipe()
    }
  }

  /// Overwrites the key, so that its place may be kept for the next.
  @inline(__always)
  func forget() { key.forget() }

  /// The first 16 bytes of a hash keyed with the case key, over a command as it was sent. It dies with the key.
  @inline(__always)
  func contentDigest(_ content: UnsafeRawBufferPointer) -> UInt128 {
    let digest = key.withUnsafeBytes { SHA256.hash($0, content, isSecret: true) }
    // Zero means that there is none.
    return digest.high == 0 ? 1 : digest.high
  }
}

extension CaseKey {
  /// A person in the clear: the first 16 bytes of a hash of the subject, keyed with the case key.
  ///
  /// It differs from case to case, so that no two cases are seen to be one person's, and dies with the key.
  func pseudonym(of subject: String) -> UInt128 {
    var subject = subject
    let digest = withUnsafeBytes(of: UInt32(2).bigEndian) { counter in
      key.withUnsafeBytes { key in
        subject.withUTF8 { SHA256.hash(counter, key, UnsafeRawBufferPointer($0), isSecret: true) }
      }
    }
    // Zero means that nobody is named.
    return digest.high == 0 ? 1 : digest.high
  }
}
