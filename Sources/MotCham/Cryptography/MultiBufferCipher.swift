#if arch(x86_64)
  internal import CIPsecMB
  internal import COpenSSL

  /// AES-256-GCM by Intel's multi-buffer library, one message at a time.
  ///
  /// A report's key is used once, and libcrypto's envelope asks for more of the processor than the cipher. Here the
  /// schedule of the key lies on the stack and is overwritten before the call returns.
  enum MultiBufferCipher {
    private nonisolated(unsafe) static let functions: UnsafeMutablePointer<IMB_MGR> = {
      guard let functions = motcham_gcm_functions() else { preconditionFailure("there is no memory for a cipher") }
      return functions
    }()

    /// As `Cipher.seal`, whose sizes hold.
    @inline(__always)
    static func seal(
      _ plaintext: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer, additional: UnsafeRawBufferPointer,
      into target: UnsafeMutableRawBufferPointer
    ) {
      guard let nonce = target.baseAddress else { return }
      let ciphertext = nonce + Cipher.nonceByteCount
      var message = motcham_gcm_message(
        key: key.baseAddress, nonce: nonce, additional: address(additional), additional_count: additional.count,
        input: address(plaintext), output: ciphertext, count: plaintext.count, tag: ciphertext + plaintext.count)
      motcham_gcm(functions, &message, 0)
    }

    /// As `Cipher.open`, whose sizes hold.
    static func open(
      _ sealed: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer, additional: UnsafeRawBufferPointer
    ) -> [UInt8]? {
      guard let nonce = sealed.baseAddress else { return nil }
      let count = sealed.count - Cipher.nonceByteCount - Cipher.tagByteCount
      let ciphertext = nonce + Cipher.nonceByteCount
      return Cipher.plaintext(byteCount: count) { plaintext in
        withUnsafeTemporaryAllocation(byteCount: Cipher.tagByteCount, alignment: 16) { tag in
          var message = motcham_gcm_message(
            key: key.baseAddress, nonce: nonce, additional: address(additional), additional_count: additional.count,
            input: ciphertext, output: plaintext.baseAddress, count: count, tag: tag.baseAddress)
          motcham_gcm(functions, &message, 1)
          // Takes the same time wherever they differ.
          return CRYPTO_memcmp(tag.baseAddress, ciphertext + count, Cipher.tagByteCount) == 0
        }
      }
    }

    /// The library looks at an address of no bytes too.
    @inline(__always)
    private static func address(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawPointer? {
      bytes.baseAddress ?? UnsafeRawPointer(functions)
    }
  }
#endif
