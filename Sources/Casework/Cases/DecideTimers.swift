// What the engine's timers ask for. Their word counts only while what they rang for still stands, so that each rings
// once: over restarts, over a clock that jumps, and when two of them run at a time.

extension Wish {
  /// Group 4 for the four commands of the timers.
  func checkTimer(_ state: CaseState, _ faults: inout Faults) {
    let isStill = state.pausedAt != nil
    switch command {
    case .remind(let name):
      check(name, state, &faults, fired: { $0.remindedAt != nil || $0.missedAt != nil }, early: .notDueSoon) {
        // There is nothing to confirm before the answer.
        !isStill && (name.kind != .confirm || state.status == .answered) && $0.awaitsReminder(at: at)
      }
    case .recordMiss(let name):
      check(name, state, &faults, fired: { $0.missedAt != nil }, early: .notOverdue) {
        !isStill && $0.awaitsMiss(at: at)
      }
    case .escalate(let name, let step):
      check(name, state, &faults, fired: { $0.escalationStep >= step }, early: .notOverdue) {
        !isStill && $0.awaits(step: step, at: at)
      }
    case .closeUnconfirmed(let name):
      // Where several times to confirm run, the last one closes.
      check(name, state, &faults, fired: { _ in false }, early: .confirmationAwaited) { _ in
        name.due < at && state.lastConfirmation == name
      }
    default: preconditionFailure("not a command of the timers")
    }
  }

  /// A fault, unless a running commitment of this name waits for what is asked.
  private func check(
    _ name: CommitmentName, _ state: CaseState, _ faults: inout Faults, fired: (TrackedCommitment) -> Bool,
    early: Refusal.Code, waits: (TrackedCommitment) -> Bool
  ) {
    let named = state.commitments.filter { $0.isNamed(name.kind, name.part, name.due) }
    if named.contains(where: waits) { return }
    if named.isEmpty { return faults.add(.commitmentNotRunning, name.kind.description) }
    faults.add(named.allSatisfy(fired) ? .alreadySo : early, name.kind.description)
  }

  /// What an accepted command of the timers becomes.
  func timed(_ state: CaseState) -> EventBody {
    switch command {
    case .remind(let name):
      var event = DueSoon()
      event.kind = name.kind
      event.part = name.part
      event.due = name.due
      return .dueSoon(event)
    case .recordMiss(let name):
      var event = DeadlineMissed()
      event.kind = name.kind
      event.part = name.part
      event.due = name.due
      event.escalatesAt = escalates(name, step: 1, state)
      return .deadlineMissed(event)
    case .escalate(let name, let step):
      var event = Escalated()
      event.level = state.escalationLevel + 1
      event.cause = EscalationCause.overdue
      event.kind = name.kind
      event.part = name.part
      event.due = name.due
      event.step = step
      // An edition may have shortened the chain since the step before: then the city's own supervisor looks.
      event.to =
        chain(name, state)?.step(step).map {
          rulebook.head($0.to, above: state.agency(of: name.part), at: at)
        } ?? .none
      event.nextAt = escalates(name, step: step + 1, state)
      return .escalated(event)
    case .closeUnconfirmed:
      var event = Closed()
      event.basis = .unconfirmed
      return .closed(event)
    default: preconditionFailure("not a command of the timers")
    }
  }

  private func chain(_ name: CommitmentName, _ state: CaseState) -> Escalation? {
    rulebook.escalation(kind: state.kind, level: state.level.forClocks, commitment: name.kind)
  }

  /// The last instant before a step of the chain is taken; nil when the chain has none.
  private func escalates(_ name: CommitmentName, step: UInt32, _ state: CaseState) -> Instant? {
    chain(name, state)?.step(step).map {
      rulebook.late($0, after: name.due, calendar: rulebook.calendar(for: state.agency(of: name.part)))
    }
  }
}

// When whoever is bound is reminded of a deadline that a decision makes or moves.
extension Wish {
  func moved(_ commitment: Commitment, to due: Instant, _ matter: CaseClass) -> MovedCommitment {
    var moved = MovedCommitment()
    moved.kind = commitment.kind
    moved.part = commitment.part
    moved.from = commitment.due
    moved.to = due
    moved.leadMinutes = leadMinutes(of: commitment, until: due, matter)
    return moved
  }

  /// The same move, with the time of its reminder.
  func reminding(_ move: MovedCommitment, _ state: CaseState) -> MovedCommitment {
    let found = state.running(move.kind, part: move.part).first { $0.due == move.from }
    guard let found, let to = move.to else { return move }
    var reminding = move
    reminding.leadMinutes = leadMinutes(of: found, until: to, CaseClass(state))
    return reminding
  }

  /// As long before a due instant as the promise of this kind says, for the class of the case.
  func leadMinutes(of commitment: Commitment, until due: Instant, _ matter: CaseClass) -> UInt32 {
    guard !isHistory else { return 0 }
    let lead = rulebook.promise(
      commitment.kind, kind: matter.kind, category: matter.category, level: matter.level.forClocks)?.dueSoon
    let calendar = rulebook.calendar(number: commitment.calendar) ?? rulebook.calendars[0]
    return rulebook.leadMinutes(lead, from: commitment.start, to: due, calendar: calendar)
  }
}
