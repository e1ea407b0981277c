internal import COpenSSL
internal import Glibc
internal import Synchronization

/// AES-256-GCM by the system's libcrypto, in contexts that are used again and again; for one thread at a time.
///
/// A context keeps the schedule of its last key, since overwriting it each time costs about as much as sealing;
/// `forgetKeysOfAllThreads` overwrites them all.
final class CipherContext {
  static let nonceByteCount = 12
  static let tagByteCount = 16

  /// Its thread uses it; else another one may overwrite its keys.
  private let isBusy = Atomic(false)
  private static let register = Monitor()
  /// Every context that there is, under the monitor.
  private nonisolated(unsafe) static var all: [Unmanaged<CipherContext>] = []

  private let sealing: OpaquePointer
  private let opening: OpaquePointer
  /// Asks for the tag, and its end: made once, since a tag asked for by number is translated to a name each time.
  private let tagQuestion: UnsafeMutablePointer<OSSL_PARAM>
  private nonisolated(unsafe) static let algorithm: OpaquePointer = {
    guard let algorithm = EVP_CIPHER_fetch(nil, "AES-256-GCM", nil) else {
      preconditionFailure("libcrypto has no AES-256-GCM; install the distribution's libssl3 as it comes")
    }
    return algorithm
  }()

  private nonisolated(unsafe) static let tagName: UnsafeMutablePointer<CChar> = strdup(OSSL_CIPHER_PARAM_AEAD_TAG)

  init() {
    guard let sealing = EVP_CIPHER_CTX_new(), let opening = EVP_CIPHER_CTX_new() else {
      preconditionFailure("there is no memory for a cipher")
    }
    self.sealing = sealing
    self.opening = opening
    tagQuestion = .allocate(capacity: 2)
    tagQuestion.initialize(to: OSSL_PARAM_construct_octet_string(Self.tagName, nil, Self.tagByteCount))
    (tagQuestion + 1).initialize(to: OSSL_PARAM_construct_end())
    require(EVP_EncryptInit_ex2(sealing, Self.algorithm, nil, nil, nil))
    require(EVP_DecryptInit_ex2(opening, Self.algorithm, nil, nil, nil))
    let this = Unmanaged.passUnretained(self)
    Self.register.locked { Self.all.append(this) }
  }

  deinit {
    let this = Unmanaged.passUnretained(self).toOpaque()
    // Whoever overwrites the keys of all contexts is done with this one by then.
    Self.register.locked { Self.all.removeAll { $0.toOpaque() == this } }
    // Frees and overwrites the key schedules.
    EVP_CIPHER_CTX_free(sealing)
    EVP_CIPHER_CTX_free(opening)
    tagQuestion.deallocate()
  }

  /// Encrypts and authenticates.
  ///
  /// - Parameters:
  ///   - key: 32 bytes.
  ///   - target: 12 bytes of nonce in place, then room for the ciphertext and 16 bytes of tag.
  func seal(
    _ plaintext: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer, additional: UnsafeRawBufferPointer,
    into target: UnsafeMutableRawBufferPointer
  ) {
    precondition(key.count == 32, "AES-256 has keys of 32 bytes")
    precondition(
      target.count == Self.nonceByteCount + plaintext.count + Self.tagByteCount, "sealed bytes have another size")
    guard let nonce = target.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
    begin()
    defer { end() }
    var count: Int32 = 0
    require(EVP_EncryptInit_ex2(sealing, nil, key.baseAddress?.assumingMemoryBound(to: UInt8.self), nonce, nil))
    require(EVP_EncryptUpdate(sealing, nil, &count, bytes(additional), Int32(additional.count)))
    let ciphertext = nonce + Self.nonceByteCount
    if !plaintext.isEmpty {
      require(EVP_EncryptUpdate(sealing, ciphertext, &count, bytes(plaintext), Int32(plaintext.count)))
    }
    let tag = ciphertext + plaintext.count
    require(EVP_EncryptFinal_ex(sealing, tag, &count))
    tagQuestion.pointee.data = UnsafeMutableRawPointer(tag)
    require(EVP_CIPHER_CTX_get_params(sealing, tagQuestion))
  }

  /// Decrypts; nil when the bytes, the key or the additional data are not those of the sealing.
  func open(
    _ sealed: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer, additional: UnsafeRawBufferPointer
  ) -> [UInt8]? {
    precondition(key.count == 32, "AES-256 has keys of 32 bytes")
    let plaintextCount = sealed.count - Self.nonceByteCount - Self.tagByteCount
    guard plaintextCount >= 0, let nonce = bytes(sealed) else { return nil }
    begin()
    defer { end() }
    var count: Int32 = 0
    require(EVP_DecryptInit_ex2(opening, nil, bytes(key), nonce, nil))
    require(EVP_DecryptUpdate(opening, nil, &count, bytes(additional), Int32(additional.count)))
    var isGenuine = false
    let plaintext = [UInt8](unsafeUninitializedCapacity: plaintextCount) { buffer, initialized in
      let ciphertext = nonce + Self.nonceByteCount
      if plaintextCount > 0 {
        require(EVP_DecryptUpdate(opening, buffer.baseAddress, &count, ciphertext, Int32(plaintextCount)))
      }
      let tag = UnsafeMutablePointer(mutating: ciphertext + plaintextCount)
      require(EVP_CIPHER_CTX_ctrl(opening, EVP_CTRL_AEAD_SET_TAG, Int32(Self.tagByteCount), tag))
      var rest: UInt8 = 0
      isGenuine = EVP_DecryptFinal_ex(opening, &rest, &count) == 1
      initialized = plaintextCount
    }
    return isGenuine ? plaintext : nil
  }

  /// Overwrites what the contexts of all threads keep of their last keys; for when one of them is destroyed.
  static func forgetKeysOfAllThreads() {
    register.locked {
      for context in all { context._withUnsafeGuaranteedRef { $0.forgetKeys() } }
    }
  }

  private func forgetKeys() {
    begin()
    defer { end() }
    withUnsafeTemporaryAllocation(byteCount: 32, alignment: 16) { zeros in
      zeros.initializeMemory(as: UInt8.self, repeating: 0)
      let key = bytes(UnsafeRawBufferPointer(zeros))
      require(EVP_EncryptInit_ex2(sealing, nil, key, nil, nil))
      require(EVP_DecryptInit_ex2(opening, nil, key, nil, nil))
    }
  }

  /// Nearly always nobody else is there.
  @inline(__always)
  private func begin() {
    while isBusy.exchange(true, ordering: .acquiring) { SystemCall.sleep(milliseconds: 1) }
  }

  @inline(__always)
  private func end() { isBusy.store(false, ordering: .releasing) }

  @inline(__always)
  private func bytes(_ buffer: UnsafeRawBufferPointer) -> UnsafePointer<UInt8>? {
    buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
  }

  @inline(__always)
  private func require(_ outcome: Int32) {
    // What can be wrong was checked before; a part that is not sealed must never be written.
    precondition(outcome == 1, "libcrypto could not seal or open")
  }
}
