public import Casework

extension Engine {
  /// Rings every timer that is due, until none is left: reminders, missed deadlines, steps of escalation, cases that
  /// nobody confirmed. For a process that keeps `Options.ringsTimers` off, and for `motcham tick`.
  ///
  /// - Parameters:
  ///   - now: the time to ask at; nil for the engine's clock. A time of the past is recorded as when it happened; one
  ///     that lies ahead rings nothing, since nothing is missed before its time.
  ///   - report: called for each timer that rang, once it is on the disk.
  /// - Throws: `readOnly`, `closed`, `failed` when the engine takes nothing more, `viewsBehind` when the views do not
  ///   follow.
  @available(*, noasync, message: "blocks its thread; call it from a thread of your own")
  @discardableResult
  public func tick(now: Instant? = nil, _ report: (FiredTimer) -> Void = { _ in }) throws(EngineError) -> TimerTally {
    guard intake != nil else { throw .readOnly }
    var run = TimerRun(self, at: now)
    // What was recorded before the call is in the index that is asked.
    let end = progress.durable
    if end > 0 { try waitForViews(SequenceNumber(end - 1)) }
    // One deadline may have several timers that are due one after the other; each pass finds the next.
    while let last = try run.pass(report) { try waitForViews(last) }
    return run.tally
  }

  private func waitForViews(_ sequence: SequenceNumber) throws(EngineError) {
    guard progress.waitUntilProjected(sequence, milliseconds: Self.tickMillisecondsMax) else {
      throw .viewsBehind(sequence: sequence.rawValue)
    }
  }

  /// How long the views may take to show what a pass has recorded.
  private static let tickMillisecondsMax = 60_000
}
