internal import Casework
internal import LMDB

/// A city's directory examined from outside, by somebody who does not trust whoever runs it. Nothing is written there.
package struct CityAudit: Sendable {
  package var log: LogVerification
  package var checkpoints: CheckpointVerification

  package var isWhole: Bool { log.damages.isEmpty && checkpoints.failures.isEmpty }

  /// - Parameters:
  ///   - key: the public key that the auditor brings; nil to take the one that lies in the directory, which says
  ///     nothing against an operator who changed both.
  ///   - checkpointFiles: checkpoints that the auditor brings.
  ///   - progress: how many sequences of how many are done.
  package static func run(
    _ directory: String, key: VerifierKey?, checkpointFiles: [String] = [], threadCount: Int = 2,
    progress: @escaping (_ done: UInt64, _ all: UInt64) -> Void = { _, _ in }
  ) throws(EngineError) -> CityAudit {
    guard SystemCall.exists(Layout.log(directory) + "/data.mdb") else { throw .notACity(path: directory) }
    let folder = Layout.log(directory)
    let records = try stored { () throws(LMDBError) in try FileRecords(directory: folder) }
    let before = try stored { () throws(LMDBError) in try records.newestTransaction() }
    let isStill = DirectoryLock.holder(ofDirectory: directory) == nil
    var log = try LogVerification.run(folder, isStill: isStill, threadCount: threadCount, progress: progress)
    // A writer that came meanwhile changes pages that were being counted.
    if !log.damages.isEmpty, isStill, try stored({ () throws(LMDBError) in try records.newestTransaction() }) != before
    {
      log = try LogVerification.run(folder, isStill: false, threadCount: threadCount, progress: progress)
    }
    let published = PublishedCheckpoints(directory: directory)
    var files: [(path: String, key: VerifierKey)] = []
    var failures: [String] = []
    do throws(EngineError) {
      let ownKey = try published.verifierKey()
      if let key = key ?? ownKey {
        let newest = Layout.checkpoint(directory)
        let own = published.dailyPaths() + (SystemCall.exists(newest) ? [newest] : [])
        files = (own + checkpointFiles).map { ($0, key) }
      } else if !checkpointFiles.isEmpty {
        failures.append("there is no key to read checkpoints with; bring it with --key")
      }
    } catch { failures.append("\(error)") }
    var blocks = FileBlocks(records)
    var checkpoints = CheckpointVerification.run(files, log: &blocks, size: log.size)
    checkpoints.failures = failures + checkpoints.failures
    return CityAudit(log: log, checkpoints: checkpoints)
  }
}
