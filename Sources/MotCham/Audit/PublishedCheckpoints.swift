internal import Casework

/// The public key and the checkpoints that lie beside a log for everybody to read.
struct PublishedCheckpoints: Sendable {
  let directory: String

  /// The public key; nil when nothing was ever signed here.
  func verifierKey() throws(EngineError) -> VerifierKey? {
    let path = Layout.verifierKey(directory)
    guard SystemCall.exists(path) else { return nil }
    let bytes = try SystemCall.readFile(path, byteCountMax: 4_096)
    do throws(ProofError) { return try VerifierKey(String(decoding: bytes, as: UTF8.self)) } catch {
      throw .checkpoints("\(path): \(error)")
    }
  }

  /// The newest checkpoint as it lies there, not yet believed; nil when there is none.
  func newest() throws(EngineError) -> SignedNote? {
    let path = Layout.checkpoint(directory)
    return SystemCall.exists(path) ? try note(path) : nil
  }

  /// The newest checkpoint and the public key that lies beside it, which signed it.
  ///
  /// - Throws: `checkpoints` where there is none, or none that this key signed.
  func believed() throws(EngineError) -> (note: SignedNote, key: VerifierKey, checkpoint: Checkpoint) {
    guard let note = try newest(), let key = try verifierKey() else {
      throw .checkpoints("no checkpoint lies in \(directory) yet; a gateway or the next motcham command signs one")
    }
    do throws(ProofError) { return (note, key, try Checkpoint.opening(note, with: key)) } catch {
      throw .checkpoints("\(error); run motcham-replay verify on \(directory)")
    }
  }

  /// The published checkpoint over so many events, not yet believed.
  ///
  /// - Throws: `checkpoints` where none of that size is kept.
  func note(ofSize size: UInt64) throws(EngineError) -> SignedNote {
    for path in dailyPaths() + [Layout.checkpoint(directory)] where SystemCall.exists(path) {
      let note = try note(path)
      if (try? Checkpoint(noteText: note.text).size) == size { return note }
    }
    throw .checkpoints(
      "no checkpoint in \(directory) covers exactly \(size) events; leave --to out, or bring a checkpoint that was kept"
    )
  }

  /// The paths of the kept checkpoints, one a day, the oldest first.
  func dailyPaths() -> [String] {
    let folder = Layout.dailyCheckpoints(directory)
    return (SystemCall.names(in: folder) ?? []).filter { CivilDate($0) != nil }.map { folder + "/" + $0 }
  }

  /// A checkpoint from a file, not yet believed.
  func note(_ path: String) throws(EngineError) -> SignedNote {
    let bytes = try SystemCall.readFile(path, byteCountMax: 1 << 20)
    do throws(ProofError) { return try SignedNote(bytes) } catch { throw .checkpoints("\(path): \(error)") }
  }
}
