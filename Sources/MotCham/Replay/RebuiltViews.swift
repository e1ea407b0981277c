package import Casework

/// Views that were made anew from a log.
package struct RebuiltViews: Sendable {
  package struct View: Sendable {
    package var name: String
    package var version: UInt32
    /// Of everything in it; `Format` says over what.
    package var digest: Digest
  }

  package var views: [View]
  /// One past the last event that is in them.
  package var end: SequenceNumber
  package var speed: FoldSpeed
}

extension LoggedCity {
  /// Folds the whole log into views in a new place, as the engine would.
  ///
  /// - Parameters:
  ///   - directory: made here; outside of what is examined, on a disk with room.
  ///   - progress: how many events of how many are folded.
  /// - Throws: `directoryNotEmpty` when something is there already; `damagedLog`, `file`, `store`.
  package func rebuildViews(
    into directory: String, progress: (_ done: UInt64, _ all: UInt64) -> Void = { _, _ in }
  ) throws(EngineError) -> RebuiltViews {
    try log.requireWhole()
    try TemporaryFolder.check(directory, isOutside: path)
    let began = (MonotonicClock.nanoseconds(), ThreadClock.nanoseconds())
    let folded = try FoldedViews(log, zone: rulebooks[0].zone, into: directory)
    defer { folded.close() }
    try folded.fold(until: end.rawValue, progress: progress)
    let speed = FoldSpeed(
      events: end.rawValue, cpuNanoseconds: ThreadClock.nanoseconds() - began.1,
      nanoseconds: MonotonicClock.nanoseconds() - began.0)
    let digests = try folded.digests()
    let views = MotCham.View.allCases.compactMap { view in
      digests[view].map { RebuiltViews.View(name: view.name, version: view.version, digest: $0) }
    }
    return RebuiltViews(views: views, end: end, speed: speed)
  }
}
