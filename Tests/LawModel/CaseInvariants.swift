public import Casework

/// What holds of a case after every event, whatever people do.
public enum CaseInvariants {
  public static func check(before: CaseState?, after state: CaseState) throws(SequenceFault) {
    func hold(_ condition: Bool, _ sentence: @autoclosure () -> String) throws(SequenceFault) {
      if !condition { throw SequenceFault(sentence() + ", case \(state.number.rawValue) \(state.status)") }
    }
    let running = state.commitments.filter(\.isRunning)
    try hold(state.isOpen || running.isEmpty, "nothing runs in a case that has ended")
    try hold(running.count <= Limits.commitmentCountMax, "one event can name all that runs")
    try hold(state.workStatus != .received || state.agency == .none, "what lies in triage has no agency")
    let isWorking = state.workStatus == .assigned || state.workStatus == .inProgress
    try hold(!isWorking || state.agency != .none, "work has an agency")
    try hold(
      (state.status == .awaitingCitizen) == (state.statusBeforePause != .unspecified), "only a pause has a way back")
    try hold(
      state.pausedAt == nil || state.status == .awaitingCitizen, "clocks stand only while the citizen is awaited")
    try hold(
      state.parts.map(\.number) == (0..<UInt32(state.parts.count)).map { $0 + 1 }, "parts are counted from 1")
    try hold(
      state.status != .resolved || state.parts.allSatisfy { $0.completedAt != nil }, "a case is done when its parts are"
    )
    try hold(state.rating <= 5, "at most five stars")
    for tracked in state.commitments {
      try hold(tracked.metAt == nil || tracked.endedAt == nil, "what was met did not end")
      try hold(tracked.commitment?.due.map { $0 <= Limits.instantMax } ?? true, "a deadline lies within bounds")
      try hold(tracked.missedAt != nil || tracked.escalationStep == 0, "what is escalated was missed")
      if let missed = tracked.missedAt, let due = tracked.commitment?.due {
        try hold(due < missed, "what was missed had passed")
      }
    }
    guard let before else { return }
    try hold(state.legCount >= before.legCount, "legs are not taken back")
    try hold(state.escalationLevel >= before.escalationLevel, "levels are not taken back")
    try hold(state.reopenCount >= before.reopenCount, "reopenings are not taken back")
    try hold(state.lastSequence > before.lastSequence, "the log goes on")
    let (was, `is`) = (before.lastHappenedAt?.milliseconds ?? .min, state.lastHappenedAt?.milliseconds ?? .min)
    try hold(was <= `is`, "what changed the case last does not become earlier")
    try hold(state.commitments.count >= before.commitments.count, "a promise is never forgotten")
    for (old, new) in zip(before.commitments, state.commitments) {
      try hold(old.isRunning || old == new, "a promise once kept or replaced stays so")
      try hold(new.firstDue == old.firstDue || old.firstDue == nil, "the first deadline is still reported")
    }
  }
}
