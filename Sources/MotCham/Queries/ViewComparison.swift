public import Casework
internal import LMDB

/// One view held against the log: as it is served, and as the log makes it.
public struct ViewComparison: Equatable, Sendable {
  /// `cases`, `queues`, …
  public var name: String
  public var version: UInt32
  /// The first sequence that is not in it.
  public var checkpoint: SequenceNumber
  /// The digest of what is served; `Format` says over what.
  public var served: Digest
  /// The digest of what folding the log from its first event gives.
  public var folded: Digest

  public var isSame: Bool { served == folded }
}

extension Engine {
  /// Folds the log from its first event into views of their own, and compares each served view with what the log
  /// makes of it: `views == fold(log)` as a command.
  ///
  /// Intake and readers go on. Blocks for as long as folding takes, and needs as much room as the views.
  /// - Parameter directory: where the folded views lie meanwhile: a new name on a disk with room. Removed afterwards.
  /// - Returns: one line for each served view, as of one sequence.
  /// - Throws: `directoryNotEmpty` when something is there already; `store`, `damagedLog`, `file`.
  @available(*, noasync, message: "folds the whole log on the calling thread")
  public func verifyViews(foldingInto directory: String) throws(EngineError) -> [ViewComparison] {
    guard let pass = calls.enter() else { throw .closed }
    defer { pass.leave() }
    guard !SystemCall.exists(directory) else { throw .directoryNotEmpty(path: directory) }
    let served = try views.read { snapshot throws(EngineError) in
      let register = try views.register(.served, in: snapshot) ?? ViewRegister()
      return (register, try views.digests(register, in: snapshot))
    }
    defer {
      for name in ["/data.mdb", "/lock.mdb"] { try? SystemCall.remove(directory + name) }
      try? SystemCall.removeDirectoryIfEmpty(directory)
    }
    let fresh = try FoldedViews(
      log, zone: countingZone, into: directory, mapByteCount: options.viewsMapByteCount)
    defer { fresh.close() }
    try fresh.fold(until: served.0[.cases]?.checkpoint ?? 0)
    let folded = try fresh.digests()
    return ViewComparison.lines(served.0, served.1, folded)
  }

  /// Builds all views anew beside the served ones, compares them, and puts them in their place in one step; intake
  /// and readers go on. What is served afterwards is what the log makes, also where a comparison found a difference.
  ///
  /// Blocks until it is done; a second caller waits for the first. Killed meanwhile, the old views are served on, and
  /// the next opening clears away what was begun.
  /// - Returns: one line for each view that could be compared, as of one sequence; one of another version was built
  ///   without a comparison.
  /// - Throws: `readOnly`, `closed`, `failed`, `store`.
  @available(*, noasync, message: "blocks its thread until the whole log is folded")
  public func rebuildViews() throws(EngineError) -> [ViewComparison] {
    guard let intake else { throw .readOnly }
    guard let pass = calls.enter() else { throw .closed }
    defer { pass.leave() }
    try intake.rebuilds.build(.all)
    let lines = try compareBothSides()
    try intake.rebuilds.swap()
    return lines
  }

  /// The digests of the served and the new views, in a snapshot in which both have come equally far.
  private func compareBothSides() throws(EngineError) -> [ViewComparison] {
    while true {
      let lines: [ViewComparison]? = try views.read { snapshot throws(EngineError) in
        guard let served = try views.register(.served, in: snapshot),
          let beside = try views.register(.beside, in: snapshot)
        else { throw EngineError.closed }
        guard served[.cases]?.checkpoint == beside[.cases]?.checkpoint else { return nil }
        return ViewComparison.lines(
          served, try views.digests(served, in: snapshot), try views.digests(beside, in: snapshot))
      }
      if let lines { return lines }
      SystemCall.sleep(milliseconds: 1)
    }
  }
}

extension ViewComparison {
  /// One line for each view that both digests are known of.
  static func lines(
    _ register: ViewRegister, _ served: [View: Digest], _ folded: [View: Digest]
  ) -> [ViewComparison] {
    View.allCases.compactMap { view in
      guard let row = register[view], let mine = served[view], let other = folded[view] else { return nil }
      return ViewComparison(
        name: view.name, version: row.version, checkpoint: SequenceNumber(row.checkpoint), served: mine, folded: other)
    }
  }
}

extension ViewStore {
  /// The digest of each view of this program's version that a register names.
  func digests(_ register: ViewRegister, in snapshot: borrowing Snapshot) throws(EngineError) -> [View: Digest] {
    var digests: [View: Digest] = [:]
    for view in View.allCases where register.current.contains(view) {
      guard let row = register[view] else { continue }
      digests[view] = try stored { () throws(LMDBError) in try ViewDigest.of(view, row, in: self, snapshot) }
    }
    return digests
  }
}
