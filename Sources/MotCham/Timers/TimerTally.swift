public import Casework

/// A timer that rang: what was recorded, and where.
public struct FiredTimer: Hashable, Sendable {
  public var caseNumber: CaseNumber
  public var stage: CaseTimer.Stage
  /// The deadline that it was about.
  public var commitment: CommitmentName
  /// The step of the chain of escalation, counted from 1; zero for other stages.
  public var step: UInt32
  public var sequence: SequenceNumber
  public var recordedAt: Instant
}

/// How many timers rang in one run.
public struct TimerTally: Hashable, Sendable {
  /// Deadlines that were announced (sắp đến hạn).
  public var dueSoon = 0
  /// Deadlines that had passed (quá hạn).
  public var missed = 0
  /// Steps of a chain of escalation.
  public var escalated = 0
  /// Cases that closed because nobody confirmed.
  public var closed = 0
  /// Due, and found to stand no more, or to be recorded already: somebody acted in the same moment.
  public var stale = 0

  /// Everything that was recorded.
  public var fired: Int { dueSoon + missed + escalated + closed }

  mutating func add(_ stage: CaseTimer.Stage) {
    switch stage {
    case .dueSoon: dueSoon += 1
    case .missed: missed += 1
    case .escalation: escalated += 1
    case .unconfirmed: closed += 1
    }
  }
}
