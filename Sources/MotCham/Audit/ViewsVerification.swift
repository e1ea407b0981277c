internal import Casework
internal import LMDB

/// The views of a directory held against what its log makes of them, folded anew elsewhere.
package struct ViewsVerification: Sendable {
  package enum Verdict: String, Sendable {
    case match
    /// There is nothing to compare: no views, or none that any program would believe.
    case absent
    case differ
  }

  package var verdict: Verdict
  /// Why they are absent or what differs, a clause; nil when they match.
  package var finding: String?
  /// Events that were folded.
  package var events: UInt64 = 0

  static func absent(_ finding: String) -> Self { Self(verdict: .absent, finding: finding) }
  static func differ(_ finding: String) -> Self { Self(verdict: .differ, finding: finding) }
}

/// Reads what is served, folds the log as far, and compares the digests.
struct ViewsAudit {
  let directory: String
  let log: FileRecords
  /// One past the last sequence of the log.
  let end: UInt64
  /// By which figures are counted: that of the first edition.
  let zone: TimeZoneRule
  /// Where the views are folded; nothing is written into `directory`.
  let workplace: String
  /// How many events of how many are folded.
  let progress: (_ done: UInt64, _ all: UInt64) -> Void

  /// Views are read in one piece between two commits; so often it is tried beside a writer.
  private static let attemptCountMax = 20

  private struct Served {
    var register: ViewRegister
    var digests: [View: Digest]
  }

  func run() throws(EngineError) -> ViewsVerification {
    let folder = Layout.views(directory)
    guard SystemCall.exists(folder + "/data.mdb") else { return .absent("there are none") }
    guard ViewTrust(directory: folder).isGiven() else {
      return .absent(
        "those there were copied from a running process or outlived a restart; no program believes them")
    }
    let served: Served?
    do throws(LMDBError) { served = try readServed(folder) } catch {
      return .differ("they cannot be read: \(error.detail.isEmpty ? "\(error)" : error.detail)")
    }
    guard let served else { return .absent("a writer changes them faster than they can be read") }
    let register = served.register
    guard register.current.isSuperset(of: .ofTheWriter), let row = register[.cases] else {
      return .absent("those there are of another version")
    }
    guard row.checkpoint <= end else {
      return .differ("they hold \(row.checkpoint) events and the log has \(end)")
    }
    let folded: [View: Digest]
    do throws(EngineError) { folded = try fold(until: row.checkpoint) } catch {
      guard case .damagedLog(let sequence, let expected) = error else { throw error }
      return .differ("the log cannot be folded at sequence \(sequence): expected \(expected)")
    }
    let others = ViewComparison.lines(register, served.digests, folded).filter { !$0.isSame }.map(\.name)
    var found = ViewsVerification(verdict: others.isEmpty ? .match : .differ, events: row.checkpoint)
    if !others.isEmpty {
      found.finding =
        "the first \(row.checkpoint) events make another \(others.joined(separator: ", ")) than what is served"
    }
    return found
  }

  /// Nil when a writer never left the time to read.
  private func readServed(_ folder: String) throws(LMDBError) -> Served? {
    for attempt in 0..<Self.attemptCountMax {
      if attempt > 0 { SystemCall.sleep(milliseconds: 20) }
      do throws(LMDBError) {
        // Beside a writer a copy is read, since copying is quicker than hashing.
        let isHeld = DirectoryLock.holder(ofDirectory: directory) != nil
        let original = try FileRecords(directory: folder)
        var place = folder
        if isHeld {
          place = workplace + "/served"
          try original.copyFile(to: place)
        }
        let tables = try FileTables(try FileRecords(directory: place))
        let served = try read(tables)
        if try original.newestTransaction() <= tables.transaction + 1 { return served }
      } catch {
        // What was overwritten meanwhile does not fit together.
        guard DirectoryLock.holder(ofDirectory: directory) != nil else { throw error }
      }
    }
    return nil
  }

  private func read(_ tables: FileTables) throws(LMDBError) -> Served {
    let layout = try tables.value(of: Array("layout".utf8), in: "meta")
    let bytes = try tables.value(of: Array("served".utf8), in: "meta")
    guard let layout, layout.count == 8, let bytes,
      layout.withUnsafeBytes({ UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }) == ViewStore.layout,
      let register = bytes.withUnsafeBytes({ ViewRegister($0) })
    else { return Served(register: ViewRegister(), digests: [:]) }
    var digests: [View: Digest] = [:]
    for view in View.allCases where register.current.contains(view) {
      guard let row = register[view] else { continue }
      let digest = ViewDigest(view, row)
      for name in ViewTables.names(of: view, on: row.side) {
        try tables.walk(name) { digest.add($0, $1) }
        digest.endTable()
      }
      digests[view] = digest.finish()
    }
    return Served(register: register, digests: digests)
  }

  private func fold(until end: UInt64) throws(EngineError) -> [View: Digest] {
    let folded = try FoldedViews(FileLog(records: log), zone: zone, into: workplace + "/folded")
    defer { folded.close() }
    try folded.fold(until: end, progress: progress)
    return try folded.digests()
  }
}
