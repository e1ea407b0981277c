internal import COpenSSL

/// Ed25519 (RFC 8032) by the system's libcrypto.
enum Ed25519 {
  static let keyByteCount = 32
  static let signatureByteCount = 64

  /// Whether a signature over a message is that of a public key.
  static func verify(_ signature: [UInt8], of message: [UInt8], by publicKey: [UInt8]) -> Bool {
    guard signature.count == signatureByteCount, publicKey.count == keyByteCount else { return false }
    // Nil for 32 bytes that are no point of the curve.
    guard let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, publicKey, publicKey.count) else { return false }
    defer { EVP_PKEY_free(key) }
    return withContext { context in
      guard EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1 else { return false }
      return EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }
  }

  /// The public key of a secret seed.
  static func publicKey(of seed: [UInt8]) -> [UInt8] {
    withKey(of: seed) { key in
      var count = keyByteCount
      return [UInt8](unsafeUninitializedCapacity: keyByteCount) { buffer, initialized in
        // What can be wrong was checked before; a wrong public key must never be given out.
        precondition(
          EVP_PKEY_get_raw_public_key(key, buffer.baseAddress, &count) == 1 && count == keyByteCount,
          "libcrypto could not derive a public key")
        initialized = count
      }
    }
  }

  /// The signature of a secret seed over a message; the same each time.
  static func sign(_ message: [UInt8], with seed: [UInt8]) -> [UInt8] {
    withKey(of: seed) { key in
      withContext { context in
        var count = signatureByteCount
        return [UInt8](unsafeUninitializedCapacity: signatureByteCount) { buffer, initialized in
          precondition(
            EVP_DigestSignInit(context, nil, nil, nil, key) == 1
              && EVP_DigestSign(context, buffer.baseAddress, &count, message, message.count) == 1
              && count == signatureByteCount, "libcrypto could not sign")
          initialized = count
        }
      }
    }
  }

  private static func withKey<R>(of seed: [UInt8], _ body: (OpaquePointer) -> R) -> R {
    precondition(seed.count == keyByteCount, "an Ed25519 seed has 32 bytes")
    guard let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count) else {
      preconditionFailure("libcrypto has no Ed25519; install the distribution's libssl3 as it comes")
    }
    // Frees and overwrites the secret.
    defer { EVP_PKEY_free(key) }
    return body(key)
  }

  private static func withContext<R>(_ body: (OpaquePointer) -> R) -> R {
    guard let context = EVP_MD_CTX_new() else { preconditionFailure("there is no memory for a signature") }
    defer { EVP_MD_CTX_free(context) }
    return body(context)
  }
}
