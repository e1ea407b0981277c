internal import Casework
internal import enum Crypto.AES
internal import struct Crypto.SymmetricKey

/// AES-256-GCM over the personal part of one event.
///
/// Sealed bytes: 12 of nonce, the ciphertext, 16 of tag. The additional data binds them to the log, the case
/// and the type of event, so that no part can be moved to another place. This is the seam behind which the
/// system's libcrypto can take the place of swift-crypto.
enum Seal {
  static let nonceByteCount = 12
  static let tagByteCount = 16

  /// What a sealed part belongs to.
  struct Binding {
    var logID: UInt128
    var caseNonce: UInt128
    /// The number of the event's body in the schema.
    var field: UInt32

    func withBytes<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 36) { buffer in
        let raw = UnsafeMutableRawBufferPointer(buffer)
        raw.storeBytes(of: logID.bigEndian, as: UInt128.self)
        raw.storeBytes(of: caseNonce.bigEndian, toByteOffset: 16, as: UInt128.self)
        raw.storeBytes(of: field.bigEndian, toByteOffset: 32, as: UInt32.self)
        return body(UnsafeBufferPointer(buffer))
      }
    }
  }

  /// - Parameter nonce: 96 random bits; never given twice under one key.
  static func close(
    _ plaintext: UnsafeBufferPointer<UInt8>, key: CaseKey, binding: Binding, nonce: (UInt64, UInt32)
  ) -> [UInt8] {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: nonceByteCount) { buffer in
      let raw = UnsafeMutableRawBufferPointer(buffer)
      raw.storeBytes(of: nonce.0, as: UInt64.self)
      raw.storeBytes(of: nonce.1, toByteOffset: 8, as: UInt32.self)
      return binding.withBytes { additional in
        do {
          let box = try AES.GCM.seal(
            plaintext, using: key.key, nonce: AES.GCM.Nonce(data: UnsafeBufferPointer(buffer)),
            authenticating: additional)
          // With a nonce of twelve bytes the box is nonce, ciphertext and tag already.
          guard let combined = box.combined else { preconditionFailure("a box with a nonce of 12 bytes is not whole") }
          return combined.withUnsafeBytes { [UInt8]($0) }
        } catch {
          // A key of 32 bytes and a nonce of 12 are the only things that it asks for.
          preconditionFailure("sealing refused a good key and nonce: \(error)")
        }
      }
    }
  }

  /// The plaintext; nil when the bytes were changed or belong elsewhere.
  static func open(_ sealed: [UInt8], key: CaseKey, binding: Binding) -> [UInt8]? {
    guard sealed.count >= nonceByteCount + tagByteCount else { return nil }
    return binding.withBytes { additional in
      guard let box = try? AES.GCM.SealedBox(combined: sealed),
        let plaintext = try? AES.GCM.open(box, using: key.key, authenticating: additional)
      else { return nil }
      return plaintext.withUnsafeBytes { [UInt8]($0) }
    }
  }
}
