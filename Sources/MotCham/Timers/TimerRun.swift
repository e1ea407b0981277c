internal import Casework

/// One run of the timers: asks which are due, submits their commands in chunks, and counts what became of them.
///
/// The commands go the way of all commands, behind whatever waits. So that a thousand deadlines of one millisecond
/// delay nobody, a chunk is small while others are at work, and grows while the timers are alone.
struct TimerRun {
  private let engine: Engine
  /// The time that the timers are asked at; nil for the engine's clock, read anew for each chunk.
  private let askedAt: Instant?
  /// Looked at between two chunks, so that closing does not wait for a thousand timers.
  private let isStopped: () -> Bool
  private(set) var tally = TimerTally()
  private var chunkCount = Self.chunkCountMin
  /// What the law declined in this run: it would be asked for again by each pass.
  private var declined: Set<SubmissionKey> = []

  static let chunkCountMin = 32
  static let chunkCountMax = 256
  /// Between two chunks while others are at work, in milliseconds.
  static let pauseMilliseconds = 2

  init(_ engine: Engine, at askedAt: Instant? = nil, isStopped: @escaping () -> Bool = { false }) {
    self.engine = engine
    self.askedAt = askedAt
    self.isStopped = isStopped
  }

  /// Goes once over everything that the index shows as due.
  ///
  /// - Parameter report: called for each timer that rang.
  /// - Returns: the last sequence that was recorded; nil when nothing was.
  /// - Throws: `failed` and `closed` when the engine takes nothing more.
  mutating func pass(_ report: (FiredTimer) -> Void) throws(EngineError) -> SequenceNumber? {
    var place: TimerPlace?
    var last: SequenceNumber?
    while !isStopped() {
      let before = place
      let due = try engine.read { reading throws(EngineError) in
        try reading.dueTimers(at: try now(reading), after: before, casesMax: chunkCount)
      }
      guard let end = due.last else { break }
      place = end
      let waiting = due.timers.filter { !declined.contains($0.key(logID: engine.vault.logID)) }
      guard !waiting.isEmpty else { continue }
      if let recorded = try submit(waiting, report) { last = recorded }
    }
    return last
  }

  /// The engine's clock; the log's own time where that was set back, since the law decides by it.
  private func now(_ reading: borrowing Reading) throws(EngineError) -> Instant {
    if let askedAt { return askedAt }
    let clock = engine.clock.now()
    return try reading.lastRecordedAt().map { max($0, clock) } ?? clock
  }

  private mutating func submit(
    _ due: [DueTimer], _ report: (FiredTimer) -> Void
  ) throws(EngineError) -> SequenceNumber? {
    let end = engine.progress.durable
    let logID = engine.vault.logID
    let answers = try engine.submit(due.map { $0.command(logID: logID, occurredAt: askedAt) })
    var last: SequenceNumber?
    var recordedCount: UInt64 = 0
    for (timer, answer) in zip(due, answers) {
      switch answer {
      case .success(let receipt) where !receipt.isDuplicate:
        recordedCount += 1
        tally.add(timer.timer.stage)
        last = receipt.sequence
        report(FiredTimer(timer, receipt))
      case .success: tally.stale += 1
      case .failure(let refusal): try decline(timer, refusal)
      }
    }
    if engine.progress.durable - end > recordedCount {
      chunkCount = Self.chunkCountMin
      SystemCall.sleep(milliseconds: Self.pauseMilliseconds)
    } else {
      chunkCount = min(2 * chunkCount, Self.chunkCountMax)
    }
    return last
  }

  private mutating func decline(_ timer: DueTimer, _ refusal: Refusal) throws(EngineError) {
    switch refusal.code {
    case .engineClosed: throw .closed
    case .engineFailed, .logFull: throw .failed(refusal.description)
    // It will be asked for again.
    case .overloaded: SystemCall.sleep(milliseconds: Self.pauseMilliseconds)
    default:
      tally.stale += 1
      declined.insert(timer.key(logID: engine.vault.logID))
    }
  }
}

extension FiredTimer {
  fileprivate init(_ due: DueTimer, _ receipt: Receipt) {
    caseNumber = due.caseNumber
    stage = due.timer.stage
    commitment = due.timer.commitment
    step = due.timer.step
    sequence = receipt.sequence
    recordedAt = receipt.recordedAt
  }
}
