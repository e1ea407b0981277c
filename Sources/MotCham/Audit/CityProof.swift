package import Casework
internal import LMDB

/// Receipts of a city's events, made by somebody who reads its directory from outside. Nothing is written there.
package enum CityProof {
  /// The receipt of an event under the newest checkpoint that lies in the directory.
  ///
  /// - Throws: `checkpoints` where none covers the event, or where the log does not give the root that was signed.
  package static func receipt(of sequence: UInt64, in directory: String) throws(EngineError) -> EventProof {
    var blocks = try Self.blocks(of: directory)
    let published = PublishedCheckpoints(directory: directory)
    guard let note = try published.newest() else {
      throw .checkpoints("no checkpoint lies in \(directory) yet; a gateway or the next motcham command signs one")
    }
    guard let size = try? Checkpoint(noteText: note.text).size, sequence < size else {
      throw .checkpoints(
        "no checkpoint in \(directory) covers event \(sequence) yet; ask again when one has been signed")
    }
    let proof = try blocks.proof(of: sequence, under: note, size: size)
    // Nobody is given a receipt that nobody will believe.
    if let key = try published.verifierKey() {
      do throws(ProofError) { try proof.check(with: key) } catch {
        throw .checkpoints("\(error); run motcham-replay verify on \(directory)")
      }
    }
    return proof
  }

  /// One of two trees between which a proof is asked for.
  package enum Tree: Sendable {
    /// A checkpoint that somebody kept.
    case kept(SignedNote)
    case size(UInt64)
  }

  /// The proof that a newer checkpoint of a directory continues an older tree.
  ///
  /// - Parameters:
  ///   - old: what somebody holds; of a bare size nobody can be told whether the log still begins so.
  ///   - new: nil for the newest checkpoint in the directory; of a size, one that lies there.
  /// - Throws: `checkpoints` where there is no such checkpoint, or where the log does not begin as one of them says.
  package static func consistency(
    from old: Tree, to new: Tree?, in directory: String
  ) throws(EngineError) -> ConsistencyReceipt {
    var blocks = try Self.blocks(of: directory)
    let published = PublishedCheckpoints(directory: directory)
    let newNote: SignedNote
    switch new {
    case .kept(let note): newNote = note
    case .size(let size): newNote = try published.note(ofSize: size)
    case nil: newNote = try published.believed().note
    }
    guard let key = try published.verifierKey() else {
      throw .checkpoints("no public key lies in \(directory), so that nothing can be proven of what it signed")
    }
    let newest = try opened(newNote, key)
    var kept: Checkpoint?
    let oldSize: UInt64
    switch old {
    case .kept(let note):
      let checkpoint = try opened(note, key)
      (kept, oldSize) = (checkpoint, checkpoint.size)
    case .size(let size): oldSize = size
    }
    let end = try blocks.endSequence()
    guard oldSize > 0, oldSize <= newest.size, newest.size <= end else {
      throw .checkpoints(
        "there is no proof from \(oldSize) to \(newest.size) events: the older comes first, is not empty, and the log has \(end)"
      )
    }
    let proof = try blocks.consistencyProof(from: oldSize, to: newest.size)
    // Nobody is given a proof that nobody will believe.
    let oldRoot: Digest
    if let kept { oldRoot = kept.root } else { oldRoot = try blocks.root(at: oldSize) }
    guard proof.connects(oldRoot, to: newest.root) else {
      throw .checkpoints("\(ProofError.forked(oldSize: oldSize, newSize: newest.size))")
    }
    return ConsistencyReceipt(proof: proof, note: newNote)
  }

  private static func opened(_ note: SignedNote, _ key: VerifierKey) throws(EngineError) -> Checkpoint {
    do throws(ProofError) { return try Checkpoint.opening(note, with: key) } catch { throw .checkpoints("\(error)") }
  }

  /// The number of the case that a code names; nil for a code that is none, or another city's.
  package static func caseNumber(of code: String, in directory: String) throws(EngineError) -> CaseNumber? {
    var blocks = try Self.blocks(of: directory)
    let sequence = Founding.adoptionSequence.rawValue
    guard let block = try blocks.block(containing: sequence),
      case .rulebookAdopted(let adopted) = try block.decodedEvent(at: Int(sequence - block.firstSequence)).body,
      let digest = adopted.digest
    else { throw .damagedLog(sequence: sequence, expected: "the event that adopted the first rulebook") }
    return CaseCode.number(in: code, prefix: try RulebookFiles(directory: directory).read(digest).casePrefix)
  }

  private static func blocks(of directory: String) throws(EngineError) -> FileBlocks {
    FileBlocks(try cityRecords(directory))
  }
}

extension EventProof {
  /// The event in the clear, apart from what is sealed in it; nil for bytes that are none, or one of another place.
  package var decodedEvent: Event? {
    guard let decoded = try? Event.decode(event), decoded.sequence.rawValue == inclusion.index else { return nil }
    return decoded
  }
}
