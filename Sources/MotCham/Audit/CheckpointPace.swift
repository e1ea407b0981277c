/// When the next checkpoint is due: after so many events, and at the latest so long after the last one.
///
/// The writer is not asked to call: it must not even look. So the pace says how long to sleep before looking again.
struct CheckpointPace {
  let eventCount: UInt64
  let milliseconds: Int
  /// Where and when the last checkpoint was signed.
  private(set) var signedSize: UInt64
  private var signedAt: Int
  /// Where the log stood when it was last looked at, and how fast it grew before that.
  private var seenSize: UInt64
  private var seenAt: Int
  private var eventsPerSecond = 0

  /// A look is worth no less, however fast the events come.
  static let sleepMillisecondsMin = 10

  init(eventCount: Int, milliseconds: Int, signedSize: UInt64, now: Int) {
    // A trillion is never waited for, and can still be multiplied.
    self.eventCount = UInt64(min(max(1, eventCount), 1 << 40))
    self.milliseconds = max(Self.sleepMillisecondsMin, milliseconds)
    self.signedSize = signedSize
    seenSize = signedSize
    signedAt = now
    seenAt = now
  }

  enum Step: Equatable {
    case sign
    case sleep(milliseconds: Int)
  }

  /// - Parameters:
  ///   - size: events that are durable now.
  ///   - now: milliseconds of a clock that only goes on.
  mutating func step(size: UInt64, now: Int) -> Step {
    let waiting = size - signedSize
    let elapsed = now - signedAt
    if waiting >= eventCount || (waiting > 0 && elapsed >= milliseconds) { return .sign }
    if now > seenAt {
      eventsPerSecond = Int(size - seenSize) * 1_000 / (now - seenAt)
      (seenSize, seenAt) = (size, now)
    }
    // Where nothing waits, whatever comes during this sleep is signed at its end.
    let untilLate = waiting > 0 ? milliseconds - elapsed : milliseconds
    let untilFull = eventsPerSecond > 0 ? Int(eventCount - waiting) * 1_000 / eventsPerSecond : milliseconds
    return .sleep(milliseconds: max(Self.sleepMillisecondsMin, min(untilLate, untilFull)))
  }

  mutating func signed(size: UInt64, now: Int) {
    signedSize = size
    signedAt = now
  }
}
