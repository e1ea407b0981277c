internal import Casework
internal import LMDB

/// A city's directory examined from outside, by somebody who does not trust whoever runs it. Nothing is written there.
package struct CityAudit: Sendable {
  package var log: LogVerification
  package var checkpoints: CheckpointVerification
  package var views: ViewsVerification
  /// Documents of the rulebook that are not those the log adopted.
  package var rulebookFindings: [AuditFinding]
  /// What whoever reads the verdict has to know, and is no damage.
  package var remarks: [String] = []

  package var isWhole: Bool { findings.isEmpty }

  /// Everything that is wrong, what touches the log first.
  package var findings: [AuditFinding] {
    var all = log.damages.map { AuditFinding($0) } + checkpoints.findings + rulebookFindings
    if views.verdict == .differ {
      all.append(AuditFinding(sequence: nil, expected: "views that the log makes; \(views.finding ?? "they differ")"))
    }
    return all
  }

  /// What is asked of an audit.
  package struct Question {
    /// The city's directory, which another process may be writing to, or a bundle.
    package var directory: String
    /// The public key that the auditor brings; nil to take the one that lies in the directory, which says nothing
    /// against an operator who changed both.
    package var key: VerifierKey?
    /// Checkpoints that the auditor brings.
    package var checkpointFiles: [String] = []
    /// Where the views are folded meanwhile; nil for `TMPDIR` or `/tmp`.
    package var workplace: String?
    /// Threads that hash beside the one that reads.
    package var threadCount = 2

    package init(directory: String) { self.directory = directory }
  }

  /// What is being done, for whoever waits.
  package enum Step: Sendable { case log, views }

  /// - Parameter progress: how many events of how many are done; the log is told of first, then the views.
  package static func run(
    _ question: Question, progress: @escaping (_ step: Step, _ done: UInt64, _ all: UInt64) -> Void = { _, _, _ in }
  ) throws(EngineError) -> CityAudit {
    let directory = question.directory
    if BundleLayout.isBundle(directory) { return try BundleAudit.run(question) { progress(.log, $0, $1) } }
    let folder = Layout.log(directory)
    guard SystemCall.exists(folder + "/data.mdb") else { throw .notACity(path: directory) }
    let records: FileRecords
    do throws(LMDBError) { records = try FileRecords(directory: folder) } catch {
      guard let damage = LogDamage(ofFile: error) else { throw .store(error) }
      return CityAudit(
        log: LogVerification(damages: [damage]), checkpoints: CheckpointVerification(),
        views: .absent("the log cannot be read"), rulebookFindings: [])
    }
    let log = try verifiedLog(question, records) { progress(.log, $0, $1) }
    let checkpoints = verifiedCheckpoints(question, records, size: log.size)
    let (editions, rulebookFindings) = rulebooks(log, directory)
    guard let zone = editions.first?.zone else {
      return CityAudit(
        log: log, checkpoints: checkpoints, views: .absent("the first rulebook cannot be read"),
        rulebookFindings: rulebookFindings)
    }
    let workplace = try TemporaryFolder(in: question.workplace, avoiding: directory)
    let views = try ViewsAudit(
      directory: directory, log: records, end: log.size, zone: zone, workplace: workplace.path,
      progress: { progress(.views, $0, $1) }
    ).run()
    return CityAudit(log: log, checkpoints: checkpoints, views: views, rulebookFindings: rulebookFindings)
  }

  private static func verifiedLog(
    _ question: Question, _ records: FileRecords, progress: @escaping (UInt64, UInt64) -> Void
  ) throws(EngineError) -> LogVerification {
    let before = try? records.newestTransaction()
    let isStill = DirectoryLock.holder(ofDirectory: question.directory) == nil
    func run(isStill: Bool) throws(EngineError) -> LogVerification {
      try LogVerification.run(
        records.path, isStill: isStill, threadCount: question.threadCount, progress: progress)
    }
    let log = try run(isStill: isStill)
    // A writer that came meanwhile changes pages that were being counted.
    guard !log.damages.isEmpty, isStill, (try? records.newestTransaction()) != before else { return log }
    return try run(isStill: false)
  }

  private static func verifiedCheckpoints(
    _ question: Question, _ records: FileRecords, size: UInt64
  ) -> CheckpointVerification {
    let published = PublishedCheckpoints(directory: question.directory)
    var files: [(path: String, key: VerifierKey)] = []
    var findings: [AuditFinding] = []
    do throws(EngineError) {
      let ownKey = try published.verifierKey()
      if let key = question.key ?? ownKey {
        let newest = Layout.checkpoint(question.directory)
        let own = published.dailyPaths() + (SystemCall.exists(newest) ? [newest] : [])
        files = (own + question.checkpointFiles).map { ($0, key) }
      } else if !question.checkpointFiles.isEmpty {
        findings.append(
          AuditFinding(sequence: nil, expected: "a key to read checkpoints with; there is none, bring it with --key"))
      }
    } catch { findings.append(AuditFinding(sequence: nil, expected: "a public key; \(error)")) }
    var blocks = FileBlocks(records)
    var checkpoints = CheckpointVerification.run(files, log: &blocks, size: size)
    checkpoints.findings = findings + checkpoints.findings
    return checkpoints
  }

  /// The editions that can be read, in their order, and what is wrong with the others.
  private static func rulebooks(_ log: LogVerification, _ directory: String) -> ([Rulebook], [AuditFinding]) {
    var (rulebooks, findings): ([Rulebook], [AuditFinding]) = ([], [])
    for adopted in log.adoptions {
      guard let digest = adopted.digest else {
        findings.append(AuditFinding(sequence: adopted.sequence, expected: "the digest of a rulebook"))
        continue
      }
      do throws(EngineError) { rulebooks.append(try RulebookFiles(directory: directory).read(digest)) } catch {
        findings.append(
          AuditFinding(
            sequence: adopted.sequence, expected: "the rulebook \(digest) that this event adopted; \(error)"))
      }
    }
    // The first is the one to fold by.
    if let first = findings.first?.sequence, first <= Founding.adoptionSequence.rawValue { rulebooks = [] }
    return (rulebooks, findings)
  }
}

extension LogDamage {
  /// A file that is no data file any more; nil for an error that says nothing about what is in it.
  fileprivate init?(ofFile error: LMDBError) {
    switch error.code {
    case .truncatedFile, .notADatabase, .pageCorrupted, .versionMismatch:
      self.init(sequence: 0, lastSequence: nil, page: 0, expected: "a data file with a meta page; \(error)")
    default: return nil
    }
  }
}
