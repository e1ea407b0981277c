internal import Casework

/// Where a log's key and checkpoints lie, and what has to hold before another one is signed.
///
///     signing/log.key                  the secret key, mode 0600
///     transparency/log.vkey            the public key, one line
///     transparency/checkpoint          the newest checkpoint
///     transparency/checkpoints/<day>   the first one of each day (UTC), never replaced
///
/// `transparency` is made to be served as it lies, under the paths of C2SP tlog-tiles.
struct CheckpointOffice: Sendable {
  let directory: String
  /// The origin of a log that has no key yet; nil to name it after its id.
  let origin: String?
  let logID: UInt128
  let clock: any TimeSource & Sendable

  /// The key of this log, made with its first use, and the size of the newest checkpoint, after it was held against
  /// the log: zero when there is none.
  ///
  /// - Throws: `checkpoints` when nothing may be signed any more: the key is gone, or the log does not continue what
  ///   was signed.
  func open(_ log: EventLog, durable: UInt64) throws(EngineError) -> UInt64 {
    for folder in [Layout.transparency(directory), Layout.dailyCheckpoints(directory)] {
      try SystemCall.makeDirectory(folder, mode: 0o755)
    }
    let key = try key()
    guard let note = try PublishedCheckpoints(directory: directory).newest() else { return 0 }
    let checkpoint = try believed(note, key.verifier)
    guard checkpoint.size <= durable else {
      throw .checkpoints(
        "\(Layout.checkpoint(directory)) covers \(checkpoint.size) events and the log has \(durable): events that were acknowledged are gone, and no checkpoint is signed; restore the log, or move that file away when they cannot be had again"
      )
    }
    let root = try log.read { log throws(EngineError) in try log.root(at: checkpoint.size) }
    guard root == checkpoint.root else {
      throw .checkpoints(
        "the log does not begin with the \(checkpoint.size) events that \(Layout.checkpoint(directory)) covers: it was changed, and no checkpoint is signed; run motcham-replay verify \(directory)"
      )
    }
    return checkpoint.size
  }

  /// Signs and publishes the first `size` events, which are durable and end with a block.
  func publish(_ log: EventLog, size: UInt64) throws(EngineError) {
    let root = try log.read { log throws(EngineError) in
      guard let last = try log.block(containing: size - 1), last.endSequence == size else {
        throw EngineError.damagedLog(sequence: size - 1, expected: "a block that ends here")
      }
      return last.root
    }
    let note = try key().sign(size: size, root: root).bytes
    try SystemCall.writeFileDurably(Layout.checkpoint(directory), note, mode: 0o644)
    let day = CivilDate(dayNumber: Int32(clamping: clock.now().milliseconds / 86_400_000))
    let daily = Layout.dailyCheckpoints(directory) + "/" + day.description
    if !SystemCall.exists(daily) { try SystemCall.writeFileDurably(daily, note, mode: 0o644) }
  }

  private func believed(_ note: SignedNote, _ key: VerifierKey) throws(EngineError) -> Checkpoint {
    do throws(ProofError) { return try Checkpoint.opening(note, with: key) } catch {
      throw .checkpoints("\(Layout.checkpoint(directory)): \(error)")
    }
  }

  private func key() throws(EngineError) -> SigningKey {
    let published = Layout.verifierKey(directory)
    if let key = try SigningKey.read(Layout.signingKey(directory)) {
      let line = key.verifier.description + "\n"
      if SystemCall.exists(published) {
        guard try SystemCall.readFile(published, byteCountMax: 4_096) == Array(line.utf8) else {
          throw .checkpoints(
            "\(published) is not the public key of \(Layout.signingKey(directory)); put back the one that belongs to the other"
          )
        }
      } else {
        try SystemCall.writeFileDurably(published, Array(line.utf8), mode: 0o644)
      }
      return key
    }
    // A log whose key is gone does not quietly get another one: those who keep the old one would see a forgery.
    guard !SystemCall.exists(published) else {
      throw .checkpoints(
        "\(Layout.signingKey(directory)) is gone, and no checkpoint is signed; restore it, or remove \(published) and \(Layout.checkpoint(directory)) to begin with a new key, and tell whoever holds the old one"
      )
    }
    try SystemCall.makeDirectory(Layout.signing(directory))
    let id = withUnsafeBytes(of: logID.bigEndian) { Hexadecimal.string(Array($0)) }
    let key = try SigningKey.make(
      Layout.signingKey(directory), name: origin ?? "motcham/" + id, at: clock.now())
    try SystemCall.writeFileDurably(published, Array((key.verifier.description + "\n").utf8), mode: 0o644)
    return key
  }
}
