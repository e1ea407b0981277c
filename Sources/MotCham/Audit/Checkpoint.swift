public import Casework

/// What a log says of itself: so many events, under this root. The text of a C2SP tlog-checkpoint.
///
///     origin
///     size, decimal
///     root hash, base 64
public struct Checkpoint: Equatable, Sendable {
  /// Which log: the name of its key.
  public var origin: String
  /// Events in the tree: one past the last sequence.
  public var size: UInt64
  public var root: Digest
  /// Lines behind the three, which nobody has to understand; the engine writes none.
  public var extensions: [String] = []

  public init(origin: String, size: UInt64, root: Digest) {
    self.origin = origin
    self.size = size
    self.root = root
  }

  /// Reads the text of a note. It may be believed only when the note's signature is good: see `opening(_:with:)`.
  public init(noteText: [UInt8]) throws(ProofError) {
    guard noteText.last == 0x0A else { throw Self.malformed }
    let lines = noteText.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    guard lines.count >= 3, lines.allSatisfy({ !$0.isEmpty }), let size = Self.number(lines[1]),
      let hash = Base64.bytes(lines[2]), let root = Digest(bytes: hash)
    else { throw Self.malformed }
    self.init(origin: lines[0], size: size, root: root)
    extensions = Array(lines[3...])
  }

  /// Reads a signed checkpoint and believes it: signed with this key, of the log that bears its name.
  public static func opening(_ note: SignedNote, with key: VerifierKey) throws(ProofError) -> Checkpoint {
    try note.requireSignature(of: key)
    let checkpoint = try Checkpoint(noteText: note.text)
    guard checkpoint.origin.utf8.elementsEqual(key.name.utf8) else {
      throw .otherOrigin(found: checkpoint.origin, expected: key.name)
    }
    return checkpoint
  }

  public var noteText: [UInt8] {
    Array(([origin, String(size), Base64.text(root.bytes)] + extensions).map { $0 + "\n" }.joined().utf8)
  }

  /// ASCII digits without a sign and without a zero in front.
  static func number(_ text: some StringProtocol) -> UInt64? {
    guard text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }), text == "0" || text.utf8.first != 0x30
    else { return nil }
    return UInt64(text)
  }

  private static let malformed = ProofError.malformed(
    what: "checkpoint", expected: "the lines origin, size and root hash, as C2SP tlog-checkpoint has them")
}
