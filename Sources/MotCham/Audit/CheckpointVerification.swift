internal import Casework

/// Signed checkpoints held against a log: each promised that the log would begin with its events.
package struct CheckpointVerification: Sendable {
  /// Checkpoints that the log keeps.
  package var keptCount = 0
  /// What is wrong, in the order of the files.
  package var findings: [AuditFinding] = []

  /// - Parameters:
  ///   - files: checkpoints, each with its key: those beside the log, and those that somebody brings.
  ///   - size: events of the log.
  static func run(
    _ files: [(path: String, key: VerifierKey)], log blocks: inout FileBlocks, size: UInt64
  ) -> CheckpointVerification {
    var found = CheckpointVerification()
    /// The events that the largest kept checkpoint covers are as they were.
    var keptSize: UInt64 = 0
    var broken: [(path: String, checkpoint: Checkpoint, root: Digest)] = []
    for (path, key) in files {
      do throws(EngineError) {
        let checkpoint = try believed(path, key)
        guard checkpoint.size <= size else {
          found.findings.append(
            AuditFinding(
              sequence: size,
              expected: "\(checkpoint.size) events, which \(path) covers, and the log has \(size): it was cut short"))
          continue
        }
        let root = try blocks.root(at: checkpoint.size)
        guard root == checkpoint.root else {
          broken.append((path, checkpoint, root))
          continue
        }
        found.keptCount += 1
        keptSize = max(keptSize, checkpoint.size)
      } catch {
        found.findings.append(
          AuditFinding(sequence: nil, expected: "a checkpoint in \(path) that can be checked; \(error)"))
      }
    }
    for (path, checkpoint, root) in broken {
      found.findings.append(
        AuditFinding(
          sequence: min(keptSize, checkpoint.size - 1), lastSequence: checkpoint.size - 1,
          expected:
            "root \(checkpoint.root) over the first \(checkpoint.size) events, which \(path) signs, and theirs is \(root): the log was rewritten"
        ))
    }
    return found
  }

  /// A checkpoint from a file, signed with this key.
  static func believed(_ path: String, _ key: VerifierKey) throws(EngineError) -> Checkpoint {
    let bytes = try SystemCall.readFile(path, byteCountMax: 1 << 20)
    do throws(ProofError) { return try Checkpoint.opening(try SignedNote(bytes), with: key) } catch {
      throw .checkpoints("\(error)")
    }
  }
}
