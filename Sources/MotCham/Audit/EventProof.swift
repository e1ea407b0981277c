internal import Casework

/// A receipt that needs no engine: one event, its way to the root, and the signed checkpoint over that root, as the
/// text of a C2SP tlog-proof.
///
///     c2sp.org/tlog-proof@v1
///     extra <the event as stored, base 64>
///     index <sequence>
///     <one hash of the path a line, base 64>
///
///     <the checkpoint with its signatures>
public struct EventProof: Equatable, Sendable {
  /// The event as stored: what the leaf is the hash of. Its personal part is sealed.
  public var event: [UInt8]
  public var inclusion: InclusionProof
  public var note: SignedNote

  private static let head = "c2sp.org/tlog-proof@v1"

  public init(event: [UInt8], inclusion: InclusionProof, note: SignedNote) {
    self.event = event
    self.inclusion = inclusion
    self.note = note
  }

  /// Reads a receipt. Nothing in it may be believed before `check(with:)`.
  public init(_ bytes: [UInt8]) throws(ProofError) {
    var lines = LineCursor(bytes)
    guard lines.next() == Self.head else { throw Self.malformed("\(Self.head) in the first line") }
    guard let extra = lines.next()?.after("extra "), let event = Base64.bytes(extra) else {
      throw Self.malformed("the event behind the word extra in the second line")
    }
    guard let index = lines.next()?.after("index ").flatMap({ Checkpoint.number($0) }) else {
      throw Self.malformed("the sequence behind the word index in the third line")
    }
    var path: [Digest] = []
    while let line = lines.next(), !line.isEmpty {
      // No tree of 64-bit numbers has a longer path.
      guard path.count < 64, let bytes = Base64.bytes(line), let hash = Digest(bytes: bytes) else {
        throw Self.malformed("hashes of 32 bytes in base 64, at most 64 of them, up to an empty line")
      }
      path.append(hash)
    }
    note = try SignedNote(Array(lines.rest))
    self.event = event
    inclusion = InclusionProof(index: index, size: try Checkpoint(noteText: note.text).size, path: path)
  }

  /// Holds the event against the signed root.
  ///
  /// - Returns: the checkpoint, which may now be believed as far as its signer is; and the event with it.
  /// - Throws: why not.
  @discardableResult
  public func check(with key: VerifierKey) throws(ProofError) -> Checkpoint {
    let checkpoint = try Checkpoint.opening(note, with: key)
    let leaf = event.withUnsafeBytes { TreeHash.leaf($0) }
    guard inclusion.size == checkpoint.size, inclusion.proves(leaf, in: checkpoint.root) else {
      throw .notIncluded(sequence: inclusion.index, size: checkpoint.size)
    }
    return checkpoint
  }

  /// The receipt as it is stored and sent.
  public var bytes: [UInt8] {
    let lines =
      [Self.head, "extra " + Base64.text(event), "index " + String(inclusion.index)]
      + inclusion.path.map { Base64.text($0.bytes) } + [""]
    return Array(lines.map { $0 + "\n" }.joined().utf8) + note.bytes
  }

  private static func malformed(_ expected: String) -> ProofError { .malformed(what: "receipt", expected: expected) }
}
