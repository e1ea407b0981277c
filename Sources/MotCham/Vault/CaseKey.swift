internal import Casework
internal import struct Crypto.SHA256
internal import struct Crypto.SHA256Digest
internal import struct Crypto.SymmetricKey

/// The 256-bit key of one case, derived and never stored.
///
/// NIST SP 800-56C revision 2, one-step key derivation with SHA-256: counter 1, the epoch secret, and the case
/// nonce with a label as fixed information. 55 bytes: one block of the hash.
struct CaseKey {
  let key: SymmetricKey

  init(secret: EpochSecret, caseNonce: UInt128) {
    key = SymmetricKey(data: Derivation.hash(counter: 1, secret: secret.bytes, information: caseNonce, label: 0x4B_4559))
  }

  /// The first 16 bytes of a hash keyed with the case key, over a command as it was sent. It dies with the key.
  func contentDigest(_ content: UnsafeRawBufferPointer) -> UInt128 {
    var hash = SHA256()
    key.withUnsafeBytes { hash.update(bufferPointer: $0) }
    hash.update(bufferPointer: content)
    let digest = hash.finalize().withUnsafeBytes { UInt128(bigEndian: $0.loadUnaligned(as: UInt128.self)) }
    // Zero means that there is none.
    return digest == 0 ? 1 : digest
  }
}

/// A person in the clear: the first 16 bytes of a hash of the subject, keyed with the epoch secret.
///
/// It differs from epoch to epoch and dies with the secret.
enum Pseudonym {
  static func of(subject: String, secret: EpochSecret) -> UInt128 {
    var hash = SHA256()
    withUnsafeBytes(of: UInt32(2).bigEndian) { hash.update(bufferPointer: $0) }
    secret.bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
    var subject = subject
    subject.withUTF8 { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
    let digest = hash.finalize().withUnsafeBytes { UInt128(bigEndian: $0.loadUnaligned(as: UInt128.self)) }
    return digest == 0 ? 1 : digest
  }
}

private enum Derivation {
  static func hash(counter: UInt32, secret: [UInt8], information: UInt128, label: UInt32) -> SHA256Digest {
    withUnsafeTemporaryAllocation(byteCount: 56, alignment: 16) { buffer in
      buffer.storeBytes(of: counter.bigEndian, as: UInt32.self)
      UnsafeMutableRawBufferPointer(rebasing: buffer[4..<36]).copyBytes(from: secret)
      buffer.storeBytes(of: information.bigEndian, toByteOffset: 36, as: UInt128.self)
      // Three bytes of label, so that the whole is 55 bytes and takes one block of the hash.
      buffer.storeBytes(of: (label << 8).bigEndian, toByteOffset: 52, as: UInt32.self)
      var hash = SHA256()
      hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<55]))
      // The secret does not stay on the stack.
      for index in buffer.indices { buffer[index] = 0 }
      return hash.finalize()
    }
  }
}
