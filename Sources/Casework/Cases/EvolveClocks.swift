// What events do to the commitments of a case: started, met, ended, moved.

extension CaseState {
  mutating func track(_ made: [Commitment]) {
    if commitments.isEmpty { commitments.reserveCapacity(made.count) }
    for commitment in made {
      var tracked = TrackedCommitment()
      tracked.commitment = commitment
      commitments.append(tracked)
    }
  }

  /// Fulfils every running commitment of a kind; `part` 0 is the whole case.
  mutating func meet(_ kind: CommitmentKind, part: UInt32 = 0, at: Instant) {
    for index in commitments.indices where isRunning(index, kind, part) { commitments[index].metAt = at }
  }

  /// Ends every running commitment of a kind that another takes the place of.
  mutating func end(_ kind: CommitmentKind, part: UInt32 = 0, at: Instant) {
    for index in commitments.indices where isRunning(index, kind, part) { commitments[index].endedAt = at }
  }

  mutating func endAll(at: Instant) {
    for index in commitments.indices where commitments[index].isRunning { commitments[index].endedAt = at }
  }

  /// Gives each running commitment that is named its new due instant, and remembers the first.
  ///
  /// Two promises of one kind may run (the rulebook's and a court's), so `from` tells which is meant; each
  /// entry moves one commitment, and no commitment moves twice, even where one's new due is another's old.
  mutating func move(_ moves: [MovedCommitment]) {
    var rest = moves
    for index in commitments.indices where commitments[index].isRunning && !rest.isEmpty {
      guard let commitment = commitments[index].commitment,
        let found = rest.firstIndex(where: {
          $0.kind == commitment.kind && $0.part == commitment.part && $0.from == commitment.due
        })
      else { continue }
      if commitments[index].firstDue == nil { commitments[index].firstDue = commitment.due }
      let move = rest.remove(at: found)
      commitments[index].commitment?.due = move.to
      if move.calendarEdition != 0 { commitments[index].commitment?.calendarEdition = move.calendarEdition }
      commitments[index].commitment?.leadMinutes = move.leadMinutes
      commitments[index].forgetTimers()
    }
  }

  /// Notes on a running commitment, named by kind, part and due instant, what a timer did. Where two bear one name,
  /// each event is about the first that waits for it.
  mutating func mark(
    _ kind: CommitmentKind, _ part: UInt32, _ due: Instant?, where waits: (TrackedCommitment) -> Bool,
    _ change: (inout TrackedCommitment) -> Void
  ) {
    let found = commitments.firstIndex { $0.isNamed(kind, part, due) && waits($0) }
    if let found { change(&commitments[found]) }
  }

  private func isRunning(_ index: Int, _ kind: CommitmentKind, _ part: UInt32) -> Bool {
    commitments[index].isRunning && commitments[index].commitment?.kind == kind
      && commitments[index].commitment?.part == part
  }
}

extension TrackedCommitment {
  /// Another due instant is in force, for which nothing has fired yet; the case's history keeps what did.
  fileprivate mutating func forgetTimers() {
    moveCount += 1
    remindedAt = nil
    missedAt = nil
    escalatedAt = nil
    escalationStep = 0
    escalatesAt = nil
  }
}
