internal import Casework

/// Where a caller asks for new views, and the projector's thread says how far they are.
///
/// It is unchecked because everything stands under the monitor.
final class RebuildDesk: @unchecked Sendable {
  private enum Stage {
    case idle
    case asked(ViewSet)
    /// - Parameter swapsItself: nobody compares, since what is served is of another version.
    case building(swapsItself: Bool)
    /// They stand where the served views stand, and go on with them.
    case level
    case swapAsked
    case swapped
    case failed(EngineError)
  }

  private let monitor = Monitor()
  private let progress: Progress
  private var stage = Stage.idle

  init(progress: Progress) { self.progress = progress }

  // What a caller does.

  /// Asks for new views and blocks until they stand where the served ones stand.
  func build(_ views: ViewSet) throws(EngineError) {
    monitor.lock()
    while true {
      switch stage {
      case .idle: break
      case .failed(let error):
        monitor.unlock()
        throw error
      default:
        monitor.wait()
        continue
      }
      break
    }
    stage = .asked(views)
    monitor.unlock()
    progress.callProjector()
    try wait { if case .level = $0 { true } else { false } }
  }

  /// Asks for the new views to be served, and blocks until they are.
  func swap() throws(EngineError) {
    monitor.locked { if case .level = stage { stage = .swapAsked } }
    progress.callProjector()
    try wait { if case .swapped = $0 { true } else { false } }
    monitor.locked { stage = .idle }
    monitor.broadcast()
  }

  private func wait(until isReached: (Stage) -> Bool) throws(EngineError) {
    monitor.lock()
    defer { monitor.unlock() }
    while !isReached(stage) {
      if case .failed(let error) = stage { throw error }
      monitor.wait()
    }
  }

  // What the projector's thread does.

  /// There is something to do although no event waits.
  var isBusy: Bool {
    monitor.locked {
      switch stage {
      case .asked, .building, .swapAsked: true
      default: false
      }
    }
  }

  /// Does the next step with the keeper's views.
  func work(_ keeper: inout ViewKeeper) throws(EngineError) {
    switch monitor.locked({ stage }) {
    case .idle, .swapped, .failed: return
    case .asked(let views):
      try keeper.beginRebuild(of: views)
      pass(to: .building(swapsItself: false))
    case .building(let swapsItself):
      guard try keeper.stepRebuild() else { return }
      if swapsItself { try keeper.swap() }
      pass(to: swapsItself ? .idle : .level)
    case .level: while try !keeper.stepRebuild() {}
    case .swapAsked:
      while try !keeper.stepRebuild() {}
      try keeper.swap()
      pass(to: .swapped)
    }
  }

  /// Before the thread begins: builds what is of another version.
  func beginMissing(_ keeper: inout ViewKeeper) throws(EngineError) {
    guard !keeper.missing.isEmpty else { return }
    try keeper.beginRebuild(of: keeper.missing)
    pass(to: .building(swapsItself: true))
  }

  /// At a clean close: finishes views that were of another version, and gives up those that somebody asked for.
  func finish(_ keeper: inout ViewKeeper) throws(EngineError) {
    while case .building(swapsItself: true) = monitor.locked({ stage }) { try work(&keeper) }
    if keeper.isRebuilding { try keeper.abandonRebuild() }
    fail(.closed)
  }

  /// The projector's thread has ended: whoever waits is told so.
  func fail(_ error: EngineError) { pass(to: .failed(error)) }

  private func pass(to next: Stage) {
    monitor.locked { stage = next }
    monitor.broadcast()
  }
}
