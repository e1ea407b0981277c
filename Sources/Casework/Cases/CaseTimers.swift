// Which timers of a case are set, and for when. A timer is no event: it asks, by a command, and `decide` answers.

/// What time asks for next on one running commitment.
public struct CaseTimer: Hashable, Sendable {
  /// In the order in which they ring for one due instant.
  public enum Stage: UInt8, CaseIterable, Sendable {
    /// sắp đến hạn
    case dueSoon = 1
    /// quá hạn
    case missed
    /// One step of the rulebook's chain of escalation.
    case escalation
    /// The case closes by itself, since nobody confirmed.
    case unconfirmed
  }

  /// The first instant at which `decide` accepts its command.
  public var at: Instant
  public var stage: Stage
  public var commitment: CommitmentName
  /// The step of the chain, counted from 1; zero for other stages.
  public var step: UInt32
  /// With `moveCount` this tells the commitment and its due instant from all others that the case has had: where it
  /// stands among the case's commitments.
  public var place: UInt32
  public var moveCount: UInt32

  public var command: CommandBody {
    switch stage {
    case .dueSoon: .remind(commitment)
    case .missed: .recordMiss(commitment)
    case .escalation: .escalate(commitment, step: step)
    case .unconfirmed: .closeUnconfirmed(commitment)
    }
  }
}

extension CaseState {
  /// When the first timer of the case rings; nil while none is set. The views keep open cases in this order.
  public var nextTimerAt: Instant? {
    var next: Instant?
    forEachTimer(at: nil) { timer in if next.map({ timer.at < $0 }) ?? true { next = timer.at } }
    return next
  }

  /// The timers that ring at `now` or have rung before, one of each commitment at most, the first set first.
  public func timersDue(at now: Instant) -> [CaseTimer] {
    var due = [CaseTimer]()
    forEachTimer(at: now) { timer in if timer.at <= now { due.append(timer) } }
    due.sort { ($0.at, $0.place) < ($1.at, $1.place) }
    return due
  }

  /// - Parameter now: when asked; a reminder is pointless once the due instant has passed. Nil to learn what is set.
  @inline(__always)
  private func forEachTimer(at now: Instant?, _ body: (CaseTimer) -> Void) {
    guard isOpen, pausedAt == nil else { return }
    for place in commitments.indices {
      guard commitments[place].isRunning, let due = commitments[place].commitment?.due,
        let (stage, at) = nextStage(of: commitments[place], due: due, at: now)
      else { continue }
      let tracked = commitments[place]
      body(
        CaseTimer(
          at: at, stage: stage,
          commitment: CommitmentName(
            tracked.commitment?.kind ?? .unspecified, part: tracked.commitment?.part ?? 0, due: due),
          step: stage == .escalation ? tracked.escalationStep + 1 : 0, place: UInt32(place),
          moveCount: tracked.moveCount))
    }
  }

  @inline(__always)
  private func nextStage(
    of tracked: TrackedCommitment, due: Instant, at now: Instant?
  ) -> (CaseTimer.Stage, Instant)? {
    let isConfirmation = tracked.commitment?.kind == .confirm
    // There is nothing to confirm before the answer.
    if isConfirmation, status != .answered { return nil }
    if let lead = tracked.commitment?.leadMinutes, lead > 0, tracked.remindedAt == nil, tracked.missedAt == nil,
      now.map({ $0 <= due }) ?? true
    {
      return (.dueSoon, due.adding(minutes: -Int64(lead)))
    }
    if isConfirmation {
      guard let last = lastConfirmation, last.due == due else { return nil }
      return (.unconfirmed, due.adding(milliseconds: 1))
    }
    if tracked.missedAt == nil { return (.missed, due.adding(milliseconds: 1)) }
    return tracked.escalatesAt.map { (.escalation, $0.adding(milliseconds: 1)) }
  }

  /// Of the running commitments to confirm the one that falls due last, which closes the case; nil when none runs, or
  /// one has no due instant.
  var lastConfirmation: CommitmentName? {
    // Plain values, no optional commitment across the loop: Swift 6.3.1 stops with an error of its own under -O else.
    var lastDue: Instant?
    var part: UInt32 = 0
    for index in commitments.indices {
      guard commitments[index].isRunning, let commitment = commitments[index].commitment,
        commitment.kind == .confirm
      else { continue }
      guard let due = commitment.due else { return nil }
      if let known = lastDue, known >= due { continue }
      lastDue = due
      part = commitment.part
    }
    guard let lastDue else { return nil }
    return CommitmentName(.confirm, part: part, due: lastDue)
  }
}

// Whether a running commitment waits for what a timer asks. `decide` and `evolve` both look here, so that the event
// is noted on the very commitment for which it was accepted, also where two bear one name.
extension TrackedCommitment {
  func awaitsReminder(at instant: Instant) -> Bool {
    guard let commitment, let due = commitment.due, commitment.leadMinutes > 0, remindedAt == nil, missedAt == nil
    else { return false }
    return due.adding(minutes: -Int64(commitment.leadMinutes)) <= instant && instant <= due
  }

  func awaitsMiss(at instant: Instant) -> Bool {
    missedAt == nil && commitment?.due.map { $0 < instant } ?? false
  }

  /// - Parameter step: of the chain of escalation, counted from 1.
  func awaits(step: UInt32, at instant: Instant) -> Bool {
    escalationStep + 1 == step && escalatesAt.map { $0 < instant } ?? false
  }

  func isNamed(_ kind: CommitmentKind, _ part: UInt32, _ due: Instant?) -> Bool {
    isRunning && commitment?.kind == kind && commitment?.part == part && commitment?.due == due
  }
}
