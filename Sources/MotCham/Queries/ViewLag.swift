internal import Casework

/// How far the views are behind the log.
public struct ViewLag: Equatable, Sendable {
  /// Durable events that are not in the views.
  public var events: UInt64
  /// How long ago the oldest of them was recorded, in milliseconds by the machine's clock; zero when none waits.
  public var milliseconds: Int64
  /// The alarm: events wait, and for `Engine.Options.viewStallMilliseconds` none was taken in.
  public var isStalled: Bool
  /// Why no event will be taken in any more; nil while the views are kept.
  public var failure: String?
}

extension Engine {
  /// How far the views are behind, to be shown and watched; looks into log and views, and waits for nobody.
  ///
  /// A process that only reads sees how far another one has come that keeps the views, and takes them for stalled when
  /// the oldest event has waited for so long.
  public func viewLag() throws(EngineError) -> ViewLag {
    guard let pass = calls.enter() else { throw .closed }
    defer { pass.leave() }
    let projected = try views.read { snapshot throws(EngineError) in try ServedViews(views, in: snapshot).checkpoint }
    let (end, oldest) = try log.read { log throws(EngineError) in
      // A writer publishes an event once it is on the disk; until then it waits for nobody.
      let end = intake == nil ? try log.lastBlock()?.endSequence ?? 0 : progress.durable
      return (end, end > projected ? try log.event(at: SequenceNumber(projected))?.recordedAt : nil)
    }
    var lag = ViewLag(events: end - min(end, projected), milliseconds: 0, isStalled: false)
    guard let oldest else { return lag }
    lag.milliseconds = max(0, clock.now().milliseconds(since: oldest))
    let still = intake == nil ? Int(lag.milliseconds) : progress.stillMilliseconds
    lag.failure = intake?.viewFailure
    lag.isStalled = still >= options.viewStallMilliseconds || lag.failure != nil
    return lag
  }
}
