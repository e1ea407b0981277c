internal import Casework

/// AES-256-GCM over the personal part of one event.
///
/// Sealed bytes: 12 of nonce, the ciphertext, 16 of tag. The additional data binds them to the log, the case
/// and the type of event, so that no part can be moved to another place.
enum Seal {
  static let nonceByteCount = Cipher.nonceByteCount
  static let tagByteCount = Cipher.tagByteCount

  /// What a sealed part belongs to.
  struct Binding {
    var logID: UInt128
    var caseNonce: UInt128
    /// The number of the event's body in the schema.
    var field: UInt32

    @inline(__always)
    func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
      withUnsafeTemporaryAllocation(byteCount: 36, alignment: 16) { buffer in
        buffer.storeBytes(of: logID.bigEndian, as: UInt128.self)
        buffer.storeBytes(of: caseNonce.bigEndian, toByteOffset: 16, as: UInt128.self)
        buffer.storeBytes(of: field.bigEndian, toByteOffset: 32, as: UInt32.self)
        return body(UnsafeRawBufferPointer(buffer))
      }
    }
  }

  /// - Parameter nonce: 96 random bits; never given twice under one key.
  static func close(
    _ plaintext: UnsafeRawBufferPointer, key: CaseKey, binding: Binding, nonce: (UInt64, UInt32)
  ) -> [UInt8] {
    let byteCount = sealedByteCount(plaintext.count)
    return [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, initialized in
      close(
        plaintext, key: key, binding: binding, nonce: nonce,
        into: UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: byteCount))
      initialized = byteCount
    }
  }

  /// The same, into memory of exactly `sealedByteCount`.
  @inline(__always)
  static func close(
    _ plaintext: UnsafeRawBufferPointer, key: CaseKey, binding: Binding, nonce: (UInt64, UInt32),
    into target: UnsafeMutableRawBufferPointer
  ) {
    target.storeBytes(of: nonce.0, as: UInt64.self)
    target.storeBytes(of: nonce.1, toByteOffset: 8, as: UInt32.self)
    key.key.withUnsafeBytes { key in
      binding.withBytes { additional in
        Cipher.seal(plaintext, key: key, additional: additional, into: target)
      }
    }
  }

  /// How long a plaintext is when it is sealed.
  static func sealedByteCount(_ plaintextByteCount: Int) -> Int { nonceByteCount + plaintextByteCount + tagByteCount }

  /// The plaintext; nil when the bytes were changed or belong elsewhere.
  static func open(_ sealed: [UInt8], key: CaseKey, binding: Binding) -> [UInt8]? {
    sealed.withUnsafeBytes { sealed in
      key.key.withUnsafeBytes { key in
        binding.withBytes { Cipher.open(sealed, key: key, additional: $0) }
      }
    }
  }
}
