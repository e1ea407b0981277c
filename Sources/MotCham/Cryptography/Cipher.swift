/// AES-256-GCM: by Intel's multi-buffer library on x86-64, where it takes a third of libcrypto's time for one report;
/// by libcrypto elsewhere. Neither keeps anything of a key.
enum Cipher {
  static let nonceByteCount = 12
  static let tagByteCount = 16
  static let keyByteCount = 32

  /// Encrypts and authenticates.
  ///
  /// - Parameters:
  ///   - key: 32 bytes.
  ///   - target: 12 bytes of nonce in place, then room for the ciphertext and 16 bytes of tag.
  @inline(__always)
  static func seal(
    _ plaintext: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer, additional: UnsafeRawBufferPointer,
    into target: UnsafeMutableRawBufferPointer
  ) {
    precondition(key.count == keyByteCount, "AES-256 has keys of 32 bytes")
    precondition(target.count == nonceByteCount + plaintext.count + tagByteCount, "sealed bytes have another size")
    SystemCipher.seal(plaintext, key: key, additional: additional, into: target)
  }

  /// Decrypts; nil when the bytes, the key or the additional data are not those of the sealing.
  static func open(
    _ sealed: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer, additional: UnsafeRawBufferPointer
  ) -> [UInt8]? {
    precondition(key.count == keyByteCount, "AES-256 has keys of 32 bytes")
    guard sealed.count >= nonceByteCount + tagByteCount else { return nil }
    return SystemCipher.open(sealed, key: key, additional: additional)
  }

  /// The bytes that `decrypt` writes; nil when it finds that they are not genuine, and then they are not left behind.
  static func plaintext(byteCount: Int, _ decrypt: (UnsafeMutableRawBufferPointer) -> Bool) -> [UInt8]? {
    var isGenuine = false
    let plaintext = [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, initialized in
      let bytes = UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: byteCount)
      isGenuine = decrypt(bytes)
      if !isGenuine { bytes.wipe() }
      initialized = byteCount
    }
    return isGenuine ? plaintext : nil
  }
}

#if arch(x86_64)
  private typealias SystemCipher = MultiBufferCipher
#else
  private typealias SystemCipher = LibcryptoCipher
#endif
