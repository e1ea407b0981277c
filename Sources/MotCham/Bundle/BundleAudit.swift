internal import Casework

/// A bundle held against its checkpoint and its manifest, with nothing but itself and, better, a key of one's own.
struct BundleAudit {
  private let question: CityAudit.Question
  private let progress: (_ done: UInt64, _ all: UInt64) -> Void
  private var findings: [AuditFinding] = []
  private var remarks: [String] = []
  private var checkpoints = CheckpointVerification()

  static func run(
    _ question: CityAudit.Question, progress: @escaping (_ done: UInt64, _ all: UInt64) -> Void
  ) throws(EngineError) -> CityAudit {
    var audit = BundleAudit(question: question, progress: progress)
    return try audit.run()
  }

  private init(question: CityAudit.Question, progress: @escaping (UInt64, UInt64) -> Void) {
    self.question = question
    self.progress = progress
  }

  private mutating func run() throws(EngineError) -> CityAudit {
    let key = verifierKey()
    let own = key.flatMap { checkpoint(path(BundleLayout.checkpoint), $0) }
    let kept = key.map { key in question.checkpointFiles.compactMap { path in checkpoint(path, key).map { (path, $0) } }
    }
    if key == nil, !question.checkpointFiles.isEmpty {
      find("a key to read checkpoints with; the bundle's cannot be read, bring it with --key")
    }
    var log = LogVerification()
    var events: BundleVerification?
    do throws(EngineError) {
      let found = try BundleVerification(
        question.directory, rootsAt: Set((kept ?? []).map { $0.1.size }), progress: progress)
      events = found
      log = found.log
    } catch {
      log.damages = [LogDamage(sequence: 0, lastSequence: nil, page: nil, expected: "the file events; \(error)")]
    }
    if let own { compare(log, with: own) }
    if let events { for (path, checkpoint) in kept ?? [] { compare(events, with: checkpoint, path) } }
    let rulebookFindings = rulebooks(log)
    checkManifest(log, events, own, key)
    checkpoints.findings += findings
    return CityAudit(
      log: log, checkpoints: checkpoints, views: .absent("a bundle holds none"), rulebookFindings: rulebookFindings,
      remarks: remarks)
  }

  private func path(_ name: String) -> String { question.directory + "/" + name }

  private mutating func find(_ expected: String, at sequence: UInt64? = nil, to last: UInt64? = nil) {
    findings.append(AuditFinding(sequence: sequence, lastSequence: last, expected: expected))
  }

  /// The auditor's, else that of the bundle.
  private mutating func verifierKey() -> VerifierKey? {
    if let key = question.key { return key }
    remarks.append("the key is the bundle's own: bring the one that the city publishes with --key")
    do throws(EngineError) {
      let bytes = try SystemCall.readFile(path(BundleLayout.verifierKey), byteCountMax: 4_096)
      do throws(ProofError) { return try VerifierKey(String(decoding: bytes, as: UTF8.self)) } catch {
        find("a public key in log.vkey; \(error)")
      }
    } catch { find("a public key in log.vkey; \(error)") }
    return nil
  }

  private mutating func checkpoint(_ path: String, _ key: VerifierKey) -> Checkpoint? {
    do throws(EngineError) { return try CheckpointVerification.believed(path, key) } catch {
      find("a checkpoint in \(path) that can be checked; \(error)")
      return nil
    }
  }

  /// The bundle's own checkpoint.
  private mutating func compare(_ log: LogVerification, with checkpoint: Checkpoint) {
    guard log.size == checkpoint.size else {
      return find("a tree of the \(checkpoint.size) events that the checkpoint signs, not of \(log.size)", at: 0)
    }
    // What is damaged and named has no root to compare.
    guard let root = log.root else { return }
    guard root == checkpoint.root else {
      guard log.damages.isEmpty else { return }
      return find(
        "root \(checkpoint.root) over the \(checkpoint.size) events, which the checkpoint signs, and theirs is \(root): they were changed, or are another log's",
        at: 0, to: max(checkpoint.size, 1) - 1)
    }
    if log.damages.isEmpty { checkpoints.keptCount += 1 }
  }

  /// A checkpoint that the auditor kept.
  private mutating func compare(_ events: BundleVerification, with kept: Checkpoint, _ path: String) {
    guard kept.size > 0 else {
      checkpoints.keptCount += 1
      return
    }
    guard kept.size <= events.log.size else {
      remarks.append(
        "\(path) covers \(kept.size) events and the bundle is older: ask for one made later to hold it against")
      return
    }
    guard let root = events.roots[kept.size] else {
      if events.log.damages.isEmpty {
        remarks.append(
          "\(path) covers \(kept.size) events, and the bundle leaves out what lies around that place: ask for a consistency proof"
        )
      }
      return
    }
    guard root == kept.root else {
      return find(
        "root \(kept.root) over the first \(kept.size) events, which \(path) signs, and theirs is \(root): the log was rewritten",
        at: 0, to: kept.size - 1)
    }
    checkpoints.keptCount += 1
  }

  /// Each edition that the log adopts is there, byte for byte.
  private func rulebooks(_ log: LogVerification) -> [AuditFinding] {
    var findings: [AuditFinding] = []
    for adopted in log.adoptions {
      do throws(EngineError) {
        guard let digest = adopted.digest else { throw .rulebook("it names no digest") }
        _ = try RulebookFiles(directory: question.directory).bytes(digest)
      } catch {
        findings.append(
          AuditFinding(
            sequence: adopted.sequence,
            expected: "the rulebook \(adopted.digest?.description ?? "") that this event adopted; \(error)"))
      }
    }
    return findings
  }

  private mutating func checkManifest(
    _ log: LogVerification, _ events: BundleVerification?, _ checkpoint: Checkpoint?, _ key: VerifierKey?
  ) {
    let manifest: BundleManifest
    do throws(EngineError) {
      let bytes = try SystemCall.readFile(path(BundleLayout.manifest))
      checkNote(Digest(hashing: bytes), checkpoint, key)
      do throws(JSONError) { manifest = try BundleManifest(bytes) } catch {
        return find("a manifest in bundle.json; \(error)")
      }
    } catch { return find("a manifest in bundle.json; \(error)") }
    remarks.append("chosen: " + manifest.choice.reason)
    if let checkpoint {
      if !manifest.origin.utf8.elementsEqual(checkpoint.origin.utf8) {
        find("a manifest of \(checkpoint.origin), not of \(manifest.origin)")
      }
      if manifest.treeSize != checkpoint.size {
        find("a manifest of a tree of \(checkpoint.size) events, not of \(manifest.treeSize)")
      }
    }
    if log.damages.isEmpty, log.events != manifest.eventCount {
      find("\(manifest.eventCount) events, as the manifest says, found \(log.events)")
    }
    if log.damages.isEmpty, events?.beginsWithFounding == false {
      find("the founding of the log and its rulebook, which every bundle begins with", at: 0)
    }
    let fixed = [BundleLayout.events, BundleLayout.checkpoint, BundleLayout.verifierKey, BundleLayout.schema]
    for name in fixed + log.adoptions.compactMap(\.digest).map(BundleLayout.rulebook)
    where manifest.file(name) == nil {
      find("\(name) in the manifest")
    }
    for file in manifest.files {
      do throws(EngineError) {
        let digest: Digest
        if file.name == BundleLayout.events, let known = events?.digest {
          digest = known
        } else {
          digest = try FileStream(path(file.name)).digestOfAll()
        }
        if digest != file.digest {
          find("\(file.name) with SHA-256 \(file.digest), as the manifest says, not \(digest)")
        }
      } catch { find("\(file.name); \(error)") }
    }
  }

  /// Who says that this was chosen.
  private mutating func checkNote(_ manifest: Digest, _ checkpoint: Checkpoint?, _ key: VerifierKey?) {
    guard let origin = checkpoint?.origin ?? key?.name else { return }
    let text = BundleNote.text(manifest, of: origin)
    do throws(EngineError) {
      let bytes = try SystemCall.readFile(path(BundleLayout.note), byteCountMax: 1 << 20)
      if bytes == text {
        remarks.append("the manifest is unsigned: that these events were chosen, and no others, is nobody's word")
        return
      }
      guard let key else { return }
      do throws(ProofError) {
        let note = try SignedNote(bytes)
        try note.requireSignature(of: key)
        guard note.text == text else {
          throw .malformed(what: "note of this manifest", expected: "bundle.json with the digest that is signed")
        }
        remarks.append("the manifest is signed by \(key.name)")
      } catch { find("bundle.note over the digest of bundle.json; \(error)") }
    } catch { find("bundle.note; \(error)") }
  }
}
