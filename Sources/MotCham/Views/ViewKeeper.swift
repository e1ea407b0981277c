internal import Casework
internal import LMDB

/// Keeps the views behind the writer, and builds them anew beside the served ones.
///
/// Each step is an ordinary call, so that a test drives it without a thread. One thread at a time: served and new views
/// lie in one environment, and take turns.
struct ViewKeeper {
  private let log: any BlockRun
  private let store: ViewStore
  private let zone: TimeZoneRule
  /// What readers and the writer see.
  private(set) var served: Projector
  private var rebuild: Rebuild?

  private struct Rebuild {
    /// The views that take the place of the served ones.
    var wanted: ViewSet
    /// Folds them, and the cases with them.
    var projector: Projector
  }

  /// Events of a new view folded before the served ones have their turn again.
  private static let rebuildCountMax = 16_384

  init(log: any BlockRun, store: ViewStore, zone: TimeZoneRule) throws(EngineError) {
    self.log = log
    self.store = store
    self.zone = zone
    served = try Self.servedProjector(log, store, zone)
  }

  private static func servedProjector(
    _ log: any BlockRun, _ store: ViewStore, _ zone: TimeZoneRule
  ) throws(EngineError) -> Projector {
    let register = try store.read { snapshot throws(EngineError) in try store.register(.served, in: snapshot) }
    guard let register, register.current.isSuperset(of: .ofTheWriter) else {
      throw .damagedFile(path: store.environment.path, expected: "views without which nothing can be decided")
    }
    return Projector(log: log, store: store, name: .served, register: register, views: register.current, zone: zone)
  }

  var isRebuilding: Bool { rebuild != nil }

  /// Views that are not there or of another version.
  var missing: ViewSet { ViewSet.all.subtracting(served.views) }

  /// Folds the next run of events into the served views and returns how many there were.
  mutating func follow(until end: UInt64) throws(EngineError) -> Int { try served.project(until: end) }

  /// Begins to build views anew, in the tables that are not served.
  mutating func beginRebuild(of wanted: ViewSet) throws(EngineError) {
    precondition(rebuild == nil, "views are built anew one after the other")
    let views = wanted.union(.cases)
    var register = ViewRegister()
    for view in View.allCases where views.contains(view) {
      register[view] = ViewRegister.Row(version: view.version, side: served.register[view]?.side.other ?? .a)
    }
    try stored { () throws(LMDBError) in
      let transaction = try store.environment.write()
      for view in View.allCases {
        guard let side = register[view]?.side else { continue }
        for table in store.tables(of: view, on: side) where try transaction.count(table) > 0 {
          try transaction.clear(table)
        }
      }
      try transaction.put(register, .beside, in: store)
      try transaction.commit()
    }
    rebuild = Rebuild(
      wanted: wanted,
      projector: Projector(log: log, store: store, name: .beside, register: register, views: views, zone: zone))
  }

  /// Folds a run of events into the new views; true once they have come as far as the served ones.
  mutating func stepRebuild() throws(EngineError) -> Bool {
    guard rebuild != nil else { preconditionFailure("no view is being built anew") }
    _ = try rebuild?.projector.project(until: served.checkpoint, countMax: Self.rebuildCountMax)
    return rebuild?.projector.checkpoint == served.checkpoint
  }

  /// Puts the new views in the place of the served ones, in one transaction, and empties the tables of the old.
  mutating func swap() throws(EngineError) {
    guard let done = rebuild else { preconditionFailure("no view is being built anew") }
    precondition(done.projector.checkpoint == served.checkpoint, "new views are served once they have come as far")
    var register = served.register
    for view in View.allCases where done.wanted.contains(view) { register[view] = done.projector.register[view] }
    try stored { () throws(LMDBError) in
      let transaction = try store.environment.write()
      try transaction.put(register, .served, in: store)
      _ = try transaction.delete(store.meta, ViewRegister.Name.beside.key)
      try transaction.commit()
    }
    rebuild = nil
    served = try Self.servedProjector(log, store, zone)
    try store.sweep()
  }

  /// Forgets the new views and empties their tables.
  mutating func abandonRebuild() throws(EngineError) {
    rebuild = nil
    try store.sweep()
  }
}
