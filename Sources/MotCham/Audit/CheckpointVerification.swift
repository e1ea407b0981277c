/// Signed checkpoints held against a log: each promised that the log would begin with its events.
package struct CheckpointVerification: Sendable {
  /// Checkpoints that the log keeps.
  package var keptCount = 0
  /// What is wrong, a sentence each, in the order of the files.
  package var failures: [String] = []

  /// - Parameters:
  ///   - files: checkpoints, each with its key: those beside the log, and those that somebody brings.
  ///   - size: events of the log.
  static func run(
    _ files: [(path: String, key: VerifierKey)], log blocks: inout FileBlocks, size: UInt64
  ) -> CheckpointVerification {
    var found = CheckpointVerification()
    for (path, key) in files {
      do throws(EngineError) {
        let checkpoint = try believed(path, key)
        guard checkpoint.size <= size else {
          found.failures.append(
            "\(path) covers \(checkpoint.size) events and the log has \(size): it was cut short, and sequences \(size) to \(checkpoint.size - 1) are gone"
          )
          continue
        }
        let root = try blocks.root(at: checkpoint.size)
        guard root == checkpoint.root else {
          found.failures.append(
            "\(path) signs root \(checkpoint.root) over the first \(checkpoint.size) events, and theirs is \(root): the log was rewritten"
          )
          continue
        }
        found.keptCount += 1
      } catch { found.failures.append("\(path): \(error)") }
    }
    return found
  }

  private static func believed(_ path: String, _ key: VerifierKey) throws(EngineError) -> Checkpoint {
    let bytes = try SystemCall.readFile(path, byteCountMax: 1 << 20)
    do throws(ProofError) { return try Checkpoint.opening(try SignedNote(bytes), with: key) } catch {
      throw .checkpoints("\(error)")
    }
  }
}
