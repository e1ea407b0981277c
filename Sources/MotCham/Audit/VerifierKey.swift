internal import Casework

/// The public key by which a log's checkpoints are known, as C2SP signed-note writes it:
/// `name+hex(key id)+base64(0x01 || public key)`.
///
/// Whoever keeps it, and one old checkpoint, needs to trust nobody.
public struct VerifierKey: Hashable, Sendable {
  /// The name of the key, and the origin of the log.
  public let name: String
  /// Of 32 bytes.
  public let publicKey: [UInt8]
  /// The first four bytes of SHA-256 over name, newline, type and key.
  public let id: UInt32

  /// The type byte of a plain Ed25519 signature.
  private static let type: UInt8 = 0x01

  /// Nil when the name or the key cannot be one.
  public init?(name: String, publicKey: [UInt8]) {
    guard Self.isName(name), publicKey.count == Ed25519.keyByteCount else { return nil }
    self.name = name
    self.publicKey = publicKey
    let named = Array(name.utf8) + [0x0A, Self.type] + publicKey
    id = UInt32(truncatingIfNeeded: Digest(hashing: named).high >> 96)
  }

  /// Reads the text of a key; white space around it does not matter.
  ///
  /// - Throws: `malformed` when it is not one, is of another type, or its id is not that of its name and key.
  public init(_ text: some StringProtocol) throws(ProofError) {
    let trimmed = text.utf8.drop { $0 <= 0x20 }.reversed().drop { $0 <= 0x20 }.reversed()
    let parts = trimmed.split(separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    guard parts.count == 3, parts[1].utf8.count == 8, let id = UInt32(parts[1], radix: 16),
      let key = Base64.bytes(parts[2]), key.first == Self.type,
      let found = VerifierKey(name: parts[0], publicKey: Array(key.dropFirst())), found.id == id
    else {
      throw .malformed(
        what: "verifier key", expected: "name+id+key as C2SP signed-note has it, with an Ed25519 key of this id")
    }
    self = found
  }

  /// Neither empty nor with a space or a plus, which would break the lines it stands in.
  static func isName(_ name: String) -> Bool {
    !name.isEmpty
      && name.unicodeScalars.allSatisfy {
        $0 != "+" && !$0.properties.isWhitespace && $0.value >= 0x20 && $0 != "\u{7F}"
      }
  }
}

extension VerifierKey: CustomStringConvertible {
  /// One line, without the newline.
  public var description: String {
    let id = withUnsafeBytes(of: id.bigEndian) { Hexadecimal.string(Array($0)) }
    return name + "+" + id + "+" + Base64.text([Self.type] + publicKey)
  }
}
