import Casework
import Testing

@testable import MotCham

/// The cipher of this processor beside libcrypto's, and beside what others have published.
@Suite struct CipherTests {
  /// Bytes that look like nothing, the same for a number each time.
  private static func bytes(_ count: Int, _ number: Int) -> [UInt8] {
    var state = UInt64(number) &* 0x9E37_79B9_7F4A_7C15 &+ 1
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 33)
    }
  }

  private typealias Seal = (
    UnsafeRawBufferPointer, UnsafeRawBufferPointer, UnsafeRawBufferPointer, UnsafeMutableRawBufferPointer
  ) -> Void

  private static func sealed(
    _ plaintext: [UInt8], _ key: [UInt8], _ additional: [UInt8], nonce: [UInt8], by seal: Seal
  ) -> [UInt8] {
    var target = nonce + [UInt8](repeating: 0xAA, count: plaintext.count + Cipher.tagByteCount)
    plaintext.withUnsafeBytes { plaintext in
      key.withUnsafeBytes { key in
        additional.withUnsafeBytes { additional in
          target.withUnsafeMutableBytes { seal(plaintext, key, additional, $0) }
        }
      }
    }
    return target
  }

  private static func opened(_ sealed: [UInt8], _ key: [UInt8], _ additional: [UInt8]) -> [UInt8]? {
    sealed.withUnsafeBytes { sealed in
      key.withUnsafeBytes { key in additional.withUnsafeBytes { Cipher.open(sealed, key: key, additional: $0) } }
    }
  }

  private static func openedByLibcrypto(_ sealed: [UInt8], _ key: [UInt8], _ additional: [UInt8]) -> [UInt8]? {
    sealed.withUnsafeBytes { sealed in
      key.withUnsafeBytes { key in
        additional.withUnsafeBytes { LibcryptoCipher.open(sealed, key: key, additional: $0) }
      }
    }
  }

  @Test func `what it seals is what libcrypto seals, at every length, and both open it`() throws {
    for count in Array(0...600) + [4_095, 4_096, 65_535, 1_000_003] {
      let key = Self.bytes(32, count)
      let nonce = Self.bytes(12, count + 1)
      let additional = Self.bytes(count % 67, count + 2)
      let plaintext = Self.bytes(count, count + 3)
      let one = Self.sealed(plaintext, key, additional, nonce: nonce) {
        Cipher.seal($0, key: $1, additional: $2, into: $3)
      }
      let other = Self.sealed(plaintext, key, additional, nonce: nonce) {
        LibcryptoCipher.seal($0, key: $1, additional: $2, into: $3)
      }
      try #require(one == other, "at \(count) bytes")
      try #require(Self.opened(one, key, additional) == plaintext, "at \(count) bytes")
      try #require(Self.openedByLibcrypto(one, key, additional) == plaintext, "at \(count) bytes")
    }
  }

  /// Test case 16 of "The Galois/Counter Mode of Operation" (McGrew and Viega, 2005), its appendix B.
  @Test func `a published message is sealed as published`() throws {
    let key = try #require(Hexadecimal.bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"))
    let nonce = try #require(Hexadecimal.bytes("cafebabefacedbaddecaf888"))
    let additional = try #require(Hexadecimal.bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2"))
    let plaintext = try #require(
      Hexadecimal.bytes(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
      ))
    let ciphertext = try #require(
      Hexadecimal.bytes(
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
      ))
    let tag = try #require(Hexadecimal.bytes("76fc6ece0f4e1768cddf8853bb2d551b"))
    let sealed = Self.sealed(plaintext, key, additional, nonce: nonce) {
      Cipher.seal($0, key: $1, additional: $2, into: $3)
    }
    #expect(sealed == nonce + ciphertext + tag)
  }

  @Test func `one bit elsewhere, and nothing is opened`() throws {
    let (key, nonce, additional) = (Self.bytes(32, 1), Self.bytes(12, 2), Self.bytes(36, 3))
    let plaintext = Self.bytes(77, 4)
    let sealed = Self.sealed(plaintext, key, additional, nonce: nonce) {
      Cipher.seal($0, key: $1, additional: $2, into: $3)
    }
    func changed(_ bytes: [UInt8], _ bit: Int) -> [UInt8] {
      var bytes = bytes
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      return bytes
    }
    for bit in 0..<(sealed.count * 8) { #expect(Self.opened(changed(sealed, bit), key, additional) == nil) }
    for bit in 0..<256 { #expect(Self.opened(sealed, changed(key, bit), additional) == nil) }
    for bit in 0..<(36 * 8) { #expect(Self.opened(sealed, key, changed(additional, bit)) == nil) }
    #expect(Self.opened(sealed, key, Array(additional.dropLast())) == nil)
    for count in 0..<sealed.count { #expect(Self.opened(Array(sealed[..<count]), key, additional) == nil) }
    #expect(Self.opened(sealed, key, additional) == plaintext)
  }
}
