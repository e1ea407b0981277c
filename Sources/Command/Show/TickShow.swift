import MotCham
import Show

/// What rang, a line each, and the sum.
struct TickShow {
  let engine: Engine
  let isJSON: Bool
  private var output = Output.standard
  private var lines = JSONOutput()
  private var failure: Failure?

  init(engine: Engine, isJSON: Bool) {
    self.engine = engine
    self.isJSON = isJSON
  }

  private var zone: TimeZoneRule { engine.rulebook.zone }

  /// Keeps a fault of the output for the end: what rang is recorded, whoever reads.
  mutating func add(_ fired: FiredTimer) {
    guard failure == nil else { return }
    do throws(Failure) { try write(fired) } catch { failure = error }
  }

  private mutating func write(_ fired: FiredTimer) throws(Failure) {
    guard isJSON else {
      let part = fired.commitment.part == 0 ? "" : " (part \(fired.commitment.part))"
      let step = fired.step == 0 ? "" : ", step \(fired.step)"
      return try output.line(
        "\(engine.code(of: fired.caseNumber))  \(fired.stage.eventName)  \(fired.commitment.kind)\(part) by "
          + "\(Moments.text(fired.commitment.due, zone))\(step)")
    }
    let (engine, zone) = (engine, zone)
    try lines.line(to: &output) {
      $0.field("case", engine.code(of: fired.caseNumber))
      $0.field("type", fired.stage.eventName)
      $0.field("commitment", fired.commitment.kind.description)
      $0.field("part", fired.commitment.part)
      $0.field("due", fired.commitment.due, in: zone)
      $0.field("step", fired.step)
      $0.field("sequence", fired.sequence.rawValue)
      $0.field("recorded_at", fired.recordedAt, in: zone)
    }
  }

  mutating func finish(_ tally: TimerTally) throws(Failure) {
    if let failure { throw failure }
    if isJSON {
      try lines.line(to: &output) {
        $0.field("fired", tally.fired)
        $0.field("due_soon", tally.dueSoon)
        $0.field("missed", tally.missed)
        $0.field("escalated", tally.escalated)
        $0.field("closed", tally.closed)
        $0.field("stale", tally.stale)
      }
    } else {
      try output.line(
        "\(tally.fired) timers rang: \(tally.dueSoon) due soon, \(tally.missed) missed, \(tally.escalated) escalated, "
          + "\(tally.closed) closed unconfirmed")
    }
    try output.flush()
  }
}

extension CaseTimer.Stage {
  /// The type of the event that a timer leaves.
  fileprivate var eventName: String {
    switch self {
    case .dueSoon: "due_soon"
    case .missed: "deadline_missed"
    case .escalation: "escalated"
    case .unconfirmed: "closed"
    }
  }
}
