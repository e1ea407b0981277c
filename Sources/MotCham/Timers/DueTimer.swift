internal import Casework

/// A timer that is due, and the case whose it is.
struct DueTimer: Sendable {
  var caseNumber: CaseNumber
  var timer: CaseTimer
}

/// Where a walk over the index of timers goes on.
typealias TimerPlace = (at: Instant, caseNumber: CaseNumber)

extension Reading {
  /// Which timers are due: the one question that the engine's own thread and `Engine.tick` ask, and all that either of
  /// them knows. The answer comes from the index alone, a page at a time.
  ///
  /// - Parameters:
  ///   - now: the time that is asked for; a timer set for this very millisecond is due.
  ///   - place: behind which case to go on; nil to begin.
  ///   - casesMax: how many cases to look at, at most.
  /// - Returns: their timers, the first set first, and the place of the last case; nil when there is none.
  func dueTimers(
    at now: Instant, after place: TimerPlace? = nil, casesMax: Int
  ) throws(EngineError) -> (timers: [DueTimer], last: TimerPlace?) {
    let cases = try served.timers(
      before: now.adding(milliseconds: 1), after: place, limit: casesMax, in: snapshot.pointee)
    var due: [DueTimer] = []
    for (_, number) in cases {
      guard let state = try state(of: number) else {
        throw served.damaged("case \(number.rawValue), which a timer names")
      }
      for timer in state.timersDue(at: now) { due.append(DueTimer(caseNumber: number, timer: timer)) }
    }
    return (due, cases.last)
  }

  /// When the first timer of the city is set for; nil when none is.
  public func nextTimerAt() throws(EngineError) -> Instant? {
    try served.timers(before: Instant(milliseconds: .max), limit: 1, in: snapshot.pointee).first?.at
  }

  /// The time of the last event that the views hold: the log's time, which never goes back.
  func lastRecordedAt() throws(EngineError) -> Instant? {
    end.rawValue == 0 ? nil : try event(at: SequenceNumber(end.rawValue - 1))?.recordedAt
  }
}
