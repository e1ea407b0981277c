internal import COpenSSL

/// AES-256-GCM by the system's libcrypto, in a context for each message: freeing it overwrites the schedule of its key.
enum LibcryptoCipher {
  private nonisolated(unsafe) static let algorithm: OpaquePointer = {
    guard let algorithm = EVP_CIPHER_fetch(nil, "AES-256-GCM", nil) else {
      preconditionFailure("libcrypto has no AES-256-GCM; install the distribution's libssl3 as it comes")
    }
    return algorithm
  }()

  /// As `Cipher.seal`, whose sizes hold.
  static func seal(
    _ plaintext: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer, additional: UnsafeRawBufferPointer,
    into target: UnsafeMutableRawBufferPointer
  ) {
    guard let nonce = target.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
    let context = makeContext()
    defer { EVP_CIPHER_CTX_free(context) }
    var count: Int32 = 0
    require(EVP_EncryptInit_ex2(context, algorithm, bytes(key), nonce, nil))
    require(EVP_EncryptUpdate(context, nil, &count, bytes(additional), Int32(additional.count)))
    let ciphertext = nonce + Cipher.nonceByteCount
    if !plaintext.isEmpty {
      require(EVP_EncryptUpdate(context, ciphertext, &count, bytes(plaintext), Int32(plaintext.count)))
    }
    let tag = ciphertext + plaintext.count
    require(EVP_EncryptFinal_ex(context, tag, &count))
    require(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(Cipher.tagByteCount), tag))
  }

  /// As `Cipher.open`, whose sizes hold.
  static func open(
    _ sealed: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer, additional: UnsafeRawBufferPointer
  ) -> [UInt8]? {
    guard let nonce = bytes(sealed) else { return nil }
    let byteCount = sealed.count - Cipher.nonceByteCount - Cipher.tagByteCount
    let context = makeContext()
    defer { EVP_CIPHER_CTX_free(context) }
    var count: Int32 = 0
    require(EVP_DecryptInit_ex2(context, algorithm, bytes(key), nonce, nil))
    require(EVP_DecryptUpdate(context, nil, &count, bytes(additional), Int32(additional.count)))
    return Cipher.plaintext(byteCount: byteCount) { plaintext in
      let ciphertext = nonce + Cipher.nonceByteCount
      if byteCount > 0 {
        let target = plaintext.baseAddress?.assumingMemoryBound(to: UInt8.self)
        require(EVP_DecryptUpdate(context, target, &count, ciphertext, Int32(byteCount)))
      }
      let tag = UnsafeMutablePointer(mutating: ciphertext + byteCount)
      require(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(Cipher.tagByteCount), tag))
      var rest: UInt8 = 0
      return EVP_DecryptFinal_ex(context, &rest, &count) == 1
    }
  }

  private static func makeContext() -> OpaquePointer {
    guard let context = EVP_CIPHER_CTX_new() else { preconditionFailure("there is no memory for a cipher") }
    return context
  }

  private static func bytes(_ buffer: UnsafeRawBufferPointer) -> UnsafePointer<UInt8>? {
    buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
  }

  private static func require(_ outcome: Int32) {
    // What can be wrong was checked before; a part that is not sealed must never be written.
    precondition(outcome == 1, "libcrypto could not seal or open")
  }
}
