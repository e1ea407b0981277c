public import Casework

/// What holds of the account of any deadline: it leads to the due instant that stands, and everything adds up.
public enum AccountInvariants {
  public static func check(_ account: CommitmentAccount, _ tracked: TrackedCommitment) throws(SequenceFault) {
    func hold(_ condition: Bool, _ sentence: @autoclosure () -> String) throws(SequenceFault) {
      if !condition {
        throw SequenceFault(sentence() + "\n" + account.text(language: .english) { "agency \($0.rawValue)" })
      }
    }
    try hold(account.tracked == tracked, "an account is about the commitment as it stands")
    try hold(account.steps.count == Int(tracked.moveCount) + 1, "each move is a step")
    try hold(account.steps.last?.to == tracked.commitment?.due, "the last step leads to the due instant")
    for (before, step) in zip(account.steps, account.steps.dropFirst()) {
      try hold(step.from == before.to, "each step begins where the one before ended")
    }
    for step in account.steps { try check(step, hold) }
    try checkUse(account, hold)
  }

  /// What counts is the amount, in days or to the millisecond.
  private static func check(
    _ step: CommitmentAccount.Step, _ hold: (Bool, @autoclosure () -> String) throws(SequenceFault) -> Void
  ) throws(SequenceFault) {
    guard let explanation = step.explanation, let due = explanation.computedDue else { return }
    try hold(due == step.to, "the rows lead to the due instant")
    let amount = explanation.commitment.amount
    if explanation.commitment.unit.countsDays {
      return try hold(explanation.dayCount == amount, "\(amount) days are counted")
    }
    if case .paused = step.cause { return }
    let milliseconds = Int64(amount) * (explanation.commitment.unit == .minutes ? 60_000 : 3_600_000)
    try hold(explanation.millisecondsUsed == milliseconds, "\(milliseconds) milliseconds are counted")
  }

  /// Without a gap from the start to the end, and each leg its share.
  private static func checkUse(
    _ account: CommitmentAccount, _ hold: (Bool, @autoclosure () -> String) throws(SequenceFault) -> Void
  ) throws(SequenceFault) {
    guard let start = account.tracked.commitment?.start else { return }
    var at = start
    for stretch in account.stretches {
      try hold(stretch.from == at && stretch.until > at, "stretches follow each other")
      at = stretch.until
    }
    try hold(at == account.until, "the stretches reach the end")
    let legs = account.legs
    try hold(legs.reduce(0) { $0 + $1.milliseconds } == account.millisecondsUsed, "the legs add up")
    try hold(legs.reduce(0) { $0 + $1.pausedMilliseconds } == account.millisecondsPaused, "the pauses add up")
    if !account.countsWorkingTime {
      try hold(
        account.millisecondsUsed + account.millisecondsPaused == account.until.milliseconds(since: start),
        "all time is somebody's")
    }
  }
}
