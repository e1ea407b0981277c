internal import Casework

/// That one signed checkpoint continues an older one, for whoever holds that one: as the text that C2SP tlog-witness
/// sends to a witness (`add-checkpoint`).
///
///     old <size of the older tree>
///     <one hash of the proof a line, base 64>
///
///     <the newer checkpoint with its signatures>
public struct ConsistencyReceipt: Equatable, Sendable {
  public var proof: ConsistencyProof
  /// The newer checkpoint.
  public var note: SignedNote

  /// More than the spec allows no proof of 64-bit sizes has.
  private static let hashCountMax = 63

  public init(proof: ConsistencyProof, note: SignedNote) {
    self.proof = proof
    self.note = note
  }

  /// Reads a receipt. Nothing in it may be believed before `check(against:with:)`.
  public init(_ bytes: [UInt8]) throws(ProofError) {
    var lines = LineCursor(bytes)
    guard let oldSize = lines.next()?.after("old ").flatMap({ Checkpoint.number($0) }) else {
      throw Self.malformed("the older size behind the word old in the first line")
    }
    var path: [Digest] = []
    while let line = lines.next(), !line.isEmpty {
      guard path.count < Self.hashCountMax, let bytes = Base64.bytes(line), let hash = Digest(bytes: bytes) else {
        throw Self.malformed("hashes of 32 bytes in base 64, at most \(Self.hashCountMax) of them, up to an empty line")
      }
      path.append(hash)
    }
    note = try SignedNote(Array(lines.rest))
    proof = ConsistencyProof(oldSize: oldSize, newSize: try Checkpoint(noteText: note.text).size, path: path)
  }

  /// Whether the bytes begin as such a receipt does, and not as an event's.
  public static func isOne(_ bytes: [UInt8]) -> Bool { bytes.starts(with: Array("old ".utf8)) }

  /// Holds both checkpoints, signed with the same key, and the proof against each other.
  ///
  /// - Parameter old: the checkpoint that somebody kept.
  /// - Returns: both, which may now be believed as far as their signer is.
  /// - Throws: why not; `forked` where one of two histories is not the other's beginning.
  @discardableResult
  public func check(
    against old: SignedNote, with key: VerifierKey
  ) throws(ProofError) -> (old: Checkpoint, new: Checkpoint) {
    let new = try Checkpoint.opening(note, with: key)
    let old = try Checkpoint.opening(old, with: key)
    guard old.size == proof.oldSize else {
      throw .malformed(
        what: "proof for this checkpoint", expected: "one from its \(old.size) events, not from \(proof.oldSize)")
    }
    guard proof.newSize == new.size, proof.connects(old.root, to: new.root) else {
      throw .forked(oldSize: old.size, newSize: new.size)
    }
    return (old, new)
  }

  /// The receipt as it is stored and sent.
  public var bytes: [UInt8] {
    let lines = ["old " + String(proof.oldSize)] + proof.path.map { Base64.text($0.bytes) } + [""]
    return Array(lines.map { $0 + "\n" }.joined().utf8) + note.bytes
  }

  private static func malformed(_ expected: String) -> ProofError {
    .malformed(what: "consistency proof", expected: expected)
  }
}
