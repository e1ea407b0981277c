internal import Casework
internal import LMDB

/// All views of a log, folded from its first event into a place of their own.
final class FoldedViews {
  let store: ViewStore
  private var projector: Projector

  /// - Parameters:
  ///   - zone: by which figures are counted: that of the first edition.
  ///   - directory: made here, new; the caller's to remove.
  init(
    _ log: any BlockRun, zone: TimeZoneRule, into directory: String,
    mapByteCount: Int = Engine.Options().viewsMapByteCount
  ) throws(EngineError) {
    guard !SystemCall.exists(directory) else { throw .directoryNotEmpty(path: directory) }
    store = try ViewStore(directory: directory, access: .create, mapByteCount: mapByteCount)
    do throws(EngineError) { try store.begin() } catch {
      store.close()
      throw error
    }
    projector = Projector(
      log: log, store: store, name: .served, register: ViewRegister(.all, on: .a), views: .all, zone: zone)
  }

  /// The first sequence that is not in the views.
  var checkpoint: UInt64 { projector.checkpoint }

  /// Folds everything before a sequence.
  ///
  /// - Parameter progress: how many events of how many are folded.
  func fold(
    until end: UInt64, progress: (_ done: UInt64, _ all: UInt64) -> Void = { _, _ in }
  ) throws(EngineError) {
    while try projector.project(until: end) > 0 { progress(checkpoint, end) }
  }

  func digests() throws(EngineError) -> [View: Digest] {
    try store.read { snapshot throws(EngineError) in try store.digests(projector.register, in: snapshot) }
  }

  func close() { store.close() }
}
