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
