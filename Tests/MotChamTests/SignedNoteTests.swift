import Foundation
import Testing

@testable import MotCham

@Suite struct SignedNoteTests {
  /// The example of C2SP signed-note (c2sp.org/signed-note, CC BY 4.0).
  static let key = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
  static let note = """
    This is an example message.

    — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=

    """

  @Test func `the published example of a signed note is good, and is written again to the letter`() throws {
    let key = try VerifierKey(Self.key)
    #expect(key.name == "example.com/foo")
    #expect(key.id == 0x530d_903a)
    #expect(key.description == Self.key)
    let note = try SignedNote(Array(Self.note.utf8))
    #expect(String(decoding: note.text, as: UTF8.self) == "This is an example message.\n")
    try note.requireSignature(of: key)
    #expect(note.bytes == Array(Self.note.utf8))
  }

  @Test func `no bit of a signed note can be changed`() throws {
    let key = try VerifierKey(Self.key)
    let bytes = Array(Self.note.utf8)
    for at in bytes.indices {
      for bit in 0..<8 {
        var bent = bytes
        bent[at] ^= 1 << bit
        #expect(throws: ProofError.self, "byte \(at), bit \(bit)") { try SignedNote(bent).requireSignature(of: key) }
      }
    }
  }

  @Test func `no bit of a verifier key can be changed`() throws {
    let bytes = Array(Self.key.utf8)
    for at in bytes.indices {
      for bit in 0..<8 {
        var bent = bytes
        bent[at] ^= 1 << bit
        guard let text = String(validating: bent, as: UTF8.self), text.lowercased() != Self.key.lowercased() else {
          continue
        }
        #expect(throws: ProofError.self, "byte \(at), bit \(bit): \(text)") { try VerifierKey(text) }
      }
    }
  }

  static let seed = [UInt8](0..<32)

  static func signed(_ size: UInt64, name: String = "motcham.example/city", seed: [UInt8] = seed) throws -> SignedNote {
    try #require(SigningKey(name: name, seed: seed)).sign(size: size, root: TreeHash.empty)
  }

  @Test func `signatures of others stand under a checkpoint and are passed over`() throws {
    let key = try #require(SigningKey(name: "motcham.example/city", seed: Self.seed)).verifier
    var note = try Self.signed(12)
    let stranger = try Self.signed(12, name: "witness.example", seed: [UInt8](32..<64)).signatures[0]
    var sameName = stranger
    sameName.name = key.name
    var sameID = stranger
    sameID.keyID = key.id
    note.signatures = [stranger, sameName, sameID] + note.signatures
    let read = try SignedNote(note.bytes)
    #expect(read == note)
    #expect(try Checkpoint.opening(read, with: key).size == 12)
    // A signature that claims to be this key's own and is not spoils the note.
    var forged = stranger
    forged.name = key.name
    forged.keyID = key.id
    note.signatures.append(forged)
    #expect(throws: ProofError.signatureBroken(of: key.name)) { try Checkpoint.opening(note, with: key) }
    note.signatures = [stranger]
    #expect(throws: ProofError.notSigned(by: key.name)) { try Checkpoint.opening(note, with: key) }
  }

  @Test func `a checkpoint of another log is not taken for this one's`() throws {
    let key = try #require(SigningKey(name: "motcham.example/city", seed: Self.seed))
    let text = Checkpoint(origin: "motcham.example/other", size: 3, root: TreeHash.empty).noteText
    let note = SignedNote(
      text: text,
      signatures: [.init(name: key.verifier.name, keyID: key.verifier.id, bytes: Ed25519.sign(text, with: Self.seed))])
    #expect(throws: ProofError.otherOrigin(found: "motcham.example/other", expected: key.verifier.name)) {
      try Checkpoint.opening(note, with: key.verifier)
    }
  }

  @Test(arguments: [
    "", "\n", "\n\n", "a\n", "a\n\n", "a\n\n\n", "a\n\n— b\n", "a\n\n— b AAAA\n", "a\n\n— b AAAAAA=\n",
    "a\n\n— b AAAAAAE=",
    "a\n\n- b AAAAAAE=\n", "a\n\n—  AAAAAAE=\n", "a\n\n— b AAAAAAE=\n\n", "a\n\n— b AAAAAAE= \n",
    "a\n\n— b+c AAAAAAE=\n",
    "a\r\n\n— b AAAAAAE=\n", "a\t\n\n— b AAAAAAE=\n", "\n\n— b AAAAAAE=\n", "a\n\n— b\u{A0}c AAAAAAE=\n",
    "a\n\n— b AAAAAAF=\n",
  ]) func `what is no signed note is refused`(_ text: String) {
    #expect(throws: ProofError.self) { try SignedNote(Array(text.utf8)) }
  }

  @Test func `a text may have empty lines: the last one parts it from the signatures`() throws {
    let note = try SignedNote(Array("a\n\nb\n\n— c AAAAAAE=\n".utf8))
    #expect(String(decoding: note.text, as: UTF8.self) == "a\n\nb\n")
    #expect(throws: ProofError.self) { try SignedNote(Array("a\n\n— b AAAAAAE=\n".utf8) + [0xFF, 0x0A]) }
  }

  static let root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="

  @Test func `a checkpoint is read line by line`() throws {
    // The example of c2sp.org/tlog-checkpoint (CC BY 4.0).
    let text = "example.com/behind-the-sofa\n20852163\n\(Self.root)\n"
    let checkpoint = try Checkpoint(noteText: Array(text.utf8))
    #expect(checkpoint.origin == "example.com/behind-the-sofa")
    #expect(checkpoint.size == 20_852_163)
    #expect(checkpoint.noteText == Array(text.utf8))
    let more = try Checkpoint(noteText: Array((text + "more\n").utf8))
    #expect(more.extensions == ["more"])
    #expect(more.noteText == Array((text + "more\n").utf8))
    for bad in [
      "a\n1\n", "a\n01\n\(Self.root)\n", "a\n+1\n\(Self.root)\n", "a\n1 \n\(Self.root)\n", "\n1\n\(Self.root)\n",
      "a\n1\nAAAA\n", "a\n1\n\(Self.root)", "a\n18446744073709551616\n\(Self.root)\n", "a\n\n1\n\(Self.root)\n",
      "a\n1\n\(Self.root)\n\n",
    ] { #expect(throws: ProofError.self, "\(bad)") { try Checkpoint(noteText: Array(bad.utf8)) } }
    #expect(try Checkpoint(noteText: Array("a\n0\n\(Self.root)\n".utf8)).size == 0)
  }

  @Test func `base 64 is the one of Foundation, and only its canonical text is read`() {
    var random = Seeded(64)
    for count in 0..<70 {
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      let text = Data(bytes).base64EncodedString()
      #expect(Base64.text(bytes) == text)
      #expect(Base64.bytes(text) == bytes)
    }
    for bad in ["A", "AA", "AAA", "AA=", "AB==", "AAB=", "====", "A===", "AA==AAAA", "AA-_", "AAAA\n", " AAAA", "AA=A"]
    {
      #expect(Base64.bytes(bad) == nil, "\(bad)")
    }
  }
}
