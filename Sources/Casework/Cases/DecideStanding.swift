// Group 4: whether the case stands where this can be done.

extension Wish {
  func checkStanding(_ line: CommandTable.Line, _ state: CaseState) throws(Refusal) {
    guard line.states.contains(state.status) else { throw Refusal(.stateForbids, standing(line, state)) }
    var faults = Faults()
    switch command {
    case .classify(let said):
      if let kind = said.kind, state.kind != .unspecified, kind != state.kind { faults.add(.convertInstead, "kind") }
      if saysNothingNew(said, state) { faults.add(.alreadySo) }
    case .convert(let kind, _): if kind == state.kind { faults.add(.alreadySo) }
    case .transfer(let agency, _): if agency == state.agency { faults.add(.alreadySo) }
    case .addPart(let agency):
      if agency == state.agency || state.parts.contains(where: { $0.agency == agency && $0.completedAt == nil }) {
        faults.add(.alreadySo)
      }
      if state.parts.count >= Limits.partCountMax || state.hasManyCommitments { faults.add(.limitReached, "parts") }
    case .completePart(let part): if state.part(part)?.completedAt != nil { faults.add(.alreadySo) }
    case .commit(let kind, let due, _):
      if state.running(kind, part: 0).contains(where: { $0.unit == .absolute && $0.due == due }) {
        faults.add(.alreadySo)
      }
      if state.hasManyCommitments { faults.add(.limitReached, "commitments") }
    case .extend(let more):
      if state.firstDue(more.kind, part: more.part) == nil { faults.add(.commitmentNotRunning, more.kind.description) }
    case .resolve, .answer:
      if state.parts.contains(where: { $0.completedAt == nil }) { faults.add(.partsOpen) }
    case .confirm: if state.confirmedAt != nil { faults.add(.alreadySo) }
    case .close(let basis) where !isHistory: checkClosing(basis, state, &faults)
    case .reopen:
      if !isHistory && state.reopenCount >= rulebook.policy.reopenCountMax { faults.add(.reopenBudgetSpent) }
    case .linkDuplicate(let original): if state.isDuplicate && state.original == original { faults.add(.alreadySo) }
    case .unpublish: if !state.isPublished { faults.add(.alreadySo) }
    case .hold: if state.isHeld { faults.add(.alreadySo) }
    case .lift: if !state.isHeld { faults.add(.notHeld) }
    case .move: if !rulebook.relocation(of: state, at: at).changes { faults.add(.alreadySo) }
    case .moveDeadlines(_, let moved): if !state.canMove(moved) { faults.add(.commitmentNotRunning, "moved") }
    case .remind, .recordMiss, .escalate, .closeUnconfirmed: checkTimer(state, &faults)
    case .requestErasure: if state.erasureRequestedAt != nil { faults.add(.alreadySo) }
    case .erase: if state.isHeld { faults.add(.held) }
    default: break
    }
    try faults.check()
  }

  /// What a closing rests on must be there.
  private func checkClosing(_ basis: ClosingBasis, _ state: CaseState, _ faults: inout Faults) {
    if basis == .confirmed && state.confirmedAt == nil { faults.add(.notConfirmed) }
    // A city that gives no time to confirm closes by `office`.
    if basis == .unconfirmed && !(state.lastConfirmation.map { $0.due < at } ?? false) {
      faults.add(.confirmationAwaited)
    }
  }

  private func saysNothingNew(_ said: Classification, _ state: CaseState) -> Bool {
    (said.kind ?? state.kind) == state.kind && (said.category ?? state.category) == state.category
      && (said.level ?? state.level) == state.level && (said.ward ?? state.ward) == state.ward
  }

  @inline(never)
  private func standing(_ line: CommandTable.Line, _ state: CaseState) -> String {
    line.act.commandName + " while " + state.status.description
  }
}

extension CaseState {
  /// The running commitments of a kind, in the order in which they were recorded; `part` 0 is the whole case.
  func running(_ kind: CommitmentKind, part: UInt32) -> [Commitment] {
    commitments.compactMap {
      $0.isRunning && $0.commitment?.kind == kind && $0.commitment?.part == part ? $0.commitment : nil
    }
  }

  /// Of the running commitments of a kind the one that falls due first; nil when none with a due instant runs.
  func firstDue(_ kind: CommitmentKind, part: UInt32) -> Commitment? {
    var first: Commitment?
    for commitment in running(kind, part: part) {
      guard let due = commitment.due else { continue }
      if let best = first?.due, best <= due { continue }
      first = commitment
    }
    return first
  }

  /// One event can name all running commitments: what adds one by somebody's will leaves room for the rulebook's.
  var hasManyCommitments: Bool {
    commitments.lazy.filter(\.isRunning).count >= Limits.commitmentCountMax - CommitmentKind.names.count
  }

  /// Each entry names a running commitment of its own.
  func canMove(_ moves: [MovedCommitment]) -> Bool {
    var rest = commitments.filter(\.isRunning).compactMap(\.commitment)
    for move in moves {
      let found = rest.firstIndex { $0.kind == move.kind && $0.part == move.part && $0.due == move.from }
      guard let found else { return false }
      rest.remove(at: found)
    }
    return true
  }
}
