/// A text with signatures under it, as C2SP signed-note has it.
///
///     text of one or more lines
///
///     — name base64(key id, 4 bytes big-endian || signature)
public struct SignedNote: Equatable, Sendable {
  /// What is signed: every line with its newline, without the empty line behind them.
  public var text: [UInt8]
  public var signatures: [Signature]

  public struct Signature: Equatable, Sendable {
    public var name: String
    public var keyID: UInt32
    public var bytes: [UInt8]
  }

  /// More than any log and all its witnesses need; every one costs a look.
  static let signatureCountMax = 64

  init(text: [UInt8], signatures: [Signature]) {
    self.text = text
    self.signatures = signatures
  }

  /// Reads a note. Nothing in it may be believed before `requireSignature`.
  public init(_ bytes: [UInt8]) throws(ProofError) {
    guard String(validating: bytes, as: UTF8.self) != nil, !bytes.contains(where: { $0 < 0x20 && $0 != 0x0A }) else {
      throw Self.malformed("UTF-8 without control characters")
    }
    // The last empty line parts the text from the signatures.
    guard bytes.last == 0x0A,
      let gap = bytes.indices.dropFirst().last(where: { bytes[$0] == 0x0A && bytes[$0 - 1] == 0x0A }),
      gap > 1
    else { throw Self.malformed("a text, an empty line and lines of signatures") }
    text = Array(bytes[..<gap])
    signatures = []
    for line in bytes[(gap + 1)...].dropLast().split(separator: 0x0A, omittingEmptySubsequences: false) {
      guard signatures.count < Self.signatureCountMax else {
        throw Self.malformed("at most \(Self.signatureCountMax) signatures")
      }
      signatures.append(try Self.signature(line))
    }
  }

  private static func signature(_ line: ArraySlice<UInt8>) throws(ProofError) -> Signature {
    let words = line.split(separator: 0x20, omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
    guard words.count == 3, words[0] == "—", VerifierKey.isName(words[1]), let bytes = Base64.bytes(words[2]),
      bytes.count > 4
    else { throw malformed("a signature line: a dash, a name, and a key id with a signature in base 64") }
    return Signature(
      name: words[1], keyID: bytes[..<4].reduce(0) { $0 << 8 | UInt32($1) }, bytes: Array(bytes[4...]))
  }

  private static func malformed(_ expected: String) -> ProofError {
    .malformed(what: "signed note", expected: expected)
  }

  /// Returns when the text bears a good signature of this key and no broken one; others are ignored.
  public func requireSignature(of key: VerifierKey) throws(ProofError) {
    var isSigned = false
    for signature in signatures where signature.keyID == key.id && signature.name.utf8.elementsEqual(key.name.utf8) {
      guard Ed25519.verify(signature.bytes, of: text, by: key.publicKey) else {
        throw .signatureBroken(of: key.name)
      }
      isSigned = true
    }
    guard isSigned else { throw .notSigned(by: key.name) }
  }

  /// The note as it is stored and sent.
  public var bytes: [UInt8] {
    var bytes = text + [0x0A]
    for signature in signatures {
      let id = withUnsafeBytes(of: signature.keyID.bigEndian) { Array($0) }
      bytes += Array(("— " + signature.name + " " + Base64.text(id + signature.bytes) + "\n").utf8)
    }
    return bytes
  }
}
