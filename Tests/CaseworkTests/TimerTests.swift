import LawModel
import Testing

@testable import Casework

/// When the timers of a case are set for, and what they ask.
@Suite struct `The timers of a case` {
  func opened(_ report: Report = World.report(World.pothole)) throws -> Life {
    var life = Life(try World.rulebook())
    try life.take(.submit(report), by: .citizen, now: wallTime("2025-09-03 08:15"))
    return life
  }

  @Test func `The first timer of a case is the earliest of all that are set`() throws {
    var life = try opened()
    // To accept: due on Thursday at 8:15, announced one working hour before, which is Wednesday at 17:15.
    #expect(life.state?.nextTimerAt == wallTime("2025-09-03 17:15"))
    try life.take(.accept, by: World.officer, now: wallTime("2025-09-03 09:00"))
    #expect(life.state?.nextTimerAt == wallTime("2025-09-11 17:30"))
    try life.take(.requestInformation, by: World.officer, now: wallTime("2025-09-04 09:00"))
    #expect(life.state?.nextTimerAt == nil, "the clocks stand")
  }

  /// Whenever the engine looks, and however late: the same events, each once.
  @Test(arguments: [1, 7, 60, 1_440, 30_000, 300_000])
  func `Looking often or seldom rings every timer once`(_ everyMinutes: Int64) throws {
    var life = try opened()
    var now = wallTime("2025-09-03 08:16")
    while now < wallTime("2026-04-03 08:16") {
      now = now.adding(minutes: everyMinutes)
      try life.ring(at: now)
    }
    let rung = life.events.dropFirst().map(\.body.typeName)
    // Three deadlines with a chain of three steps.
    #expect(rung.filter { $0 == "deadline_missed" }.count == 3)
    #expect(rung.filter { $0 == "escalated" }.count == 9)
    // A reminder is pointless once the deadline has passed.
    #expect(rung.filter { $0 == "due_soon" }.count == (everyMinutes <= 60 ? 3 : everyMinutes == 1_440 ? 2 : 0))
    #expect(life.state?.nextTimerAt == nil)
  }

  @Test func `A clock that jumps an hour ahead and back rings nothing twice`() throws {
    var life = try opened()
    var rung = 0
    let start = wallTime("2025-09-03 08:15")
    var recorded = start
    for minute in 0..<(14 * 24 * 60) {
      // Every day at noon an hour ahead, at 18:00 an hour back; the log's own time never goes back.
      let shift: Int64 =
        switch minute / 360 % 4 {
        case 1: 60;
        case 3: -60;
        default: 0
        }
      let now = start.adding(minutes: Int64(minute) + shift)
      recorded = max(recorded, now)
      rung += try life.ring(at: now, recordedAt: recorded)
    }
    #expect(Set(life.events.map { "\($0.body)" }).count == life.events.count, "no event stands twice")
    #expect(rung == life.events.count - 1)
    // Three reminders, two deadlines missed, three steps for the one and two for the other.
    #expect(rung == 3 + 2 + 3 + 2)
  }

  @Test func `What the timers ask for in a fresh state is never refused`() throws {
    var chance = SeededGenerator(seed: 11)
    var life = try opened()
    for _ in 0..<2_000 {
      let now = wallTime("2025-09-03 08:15").adding(minutes: Int64.random(in: 0..<60_000, using: &chance))
      let state = try #require(life.state)
      for timer in state.timersDue(at: now) {
        #expect(timer.at <= now)
        _ = try decide(
          timer.command, by: .system, on: state, in: DecisionContext(now: now, rulebook: life.rulebook))
      }
      if let next = state.nextTimerAt {
        #expect(state.timersDue(at: next.adding(milliseconds: -1)).isEmpty)
        #expect(!state.timersDue(at: next).isEmpty)
        if Int.random(in: 0..<9, using: &chance) == 0 { try life.ring(at: max(next, state.lastRung)) }
      }
    }
  }
}

extension CaseState {
  /// When a timer last rang, for a log whose time does not run backwards.
  fileprivate var lastRung: Instant {
    commitments.flatMap { [$0.remindedAt, $0.missedAt, $0.escalatedAt] }.compactMap(\.self).max()
      ?? Instant(milliseconds: 0)
  }
}

extension Life {
  /// Rings all that is due until nothing is, as the engine does; how many rang.
  @discardableResult
  mutating func ring(at now: Instant, recordedAt: Instant? = nil) throws(Refusal) -> Int {
    var count = 0
    while let due = state?.timersDue(at: now), !due.isEmpty {
      for timer in due { try take(timer.command, by: .system, now: recordedAt ?? now) }
      count += due.count
    }
    return count
  }
}
