// What an accepted command becomes. Nothing is refused here any more.

extension Wish {
  func event(_ state: CaseState) -> Decided {
    switch command {
    case .submit, .adopt, .concludeAdoption: preconditionFailure("this is no command that changes a case")
    case .classify(let said): return classified(said, state)
    case .convert(let kind, let basis):
      var event = KindConverted()
      event.from = state.kind
      event.to = kind
      event.basis = basis
      event.rulebookEdition = rulebook.edition
      event.commitments = converted(state, to: kind)
      return Decided(.kindConverted(event))
    case .assign, .accept, .return, .transfer, .handOver, .addPart, .completePart, .move: return routed(state)
    case .requestInformation:
      var event = InformationRequested()
      event.pauses = rulebook.policy.awaitingCitizenPausesClock && !isHistory
      return Decided(.informationRequested(event))
    case .provideInformation(let attachments):
      var event = InformationProvided()
      event.moved = resumed(state)
      event.attachments = attachments
      return Decided(.informationProvided(event))
    case .commit(let kind, let due, let reason):
      return Decided(.commitmentMade(named(kind, due: due, reason: reason, state)))
    case .extend(let more): return Decided(.deadlineExtended(extended(more, state)))
    case .moveDeadlines(let basis, let moved):
      var event = DeadlinesMoved()
      event.rulebookEdition = rulebook.edition
      event.basis = basis
      event.moved = moved.map { reminding($0, state) }
      return Decided(.deadlinesMoved(event))
    case .remind, .recordMiss, .escalate, .closeUnconfirmed: return Decided(timed(state))
    case .resolve, .answer, .confirm, .close, .reject, .reopen, .rate: return concluded(state)
    case .linkDuplicate, .comment, .publish, .unpublish, .hold, .lift, .reveal, .requestErasure, .erase:
      return Decided(recorded())
    }
  }

  private func classified(_ said: Classification, _ state: CaseState) -> Decided {
    let matter = CaseClass(
      kind: said.kind ?? state.kind, category: said.category ?? state.category, level: said.level ?? state.level)
    let (moved, made) = reclassified(state, to: matter, isApproved: !said.approvedBy.isEmpty)
    var event = Classified()
    event.kind = said.kind ?? .unspecified
    event.category = said.category ?? .none
    event.level = said.level ?? .unspecified
    event.ward = said.ward ?? .none
    event.rulebookEdition = rulebook.edition
    event.approvedBy = said.approvedBy
    event.moved = moved
    guard !made.isEmpty else { return Decided(.classified(event)) }
    var clocks = CommitmentMade()
    clocks.commitments = made
    clocks.reason = "classified"
    return Decided(.classified(event), then: .commitmentMade(clocks))
  }

  private func named(_ kind: CommitmentKind, due: Instant, reason: String, _ state: CaseState) -> CommitmentMade {
    var commitment = Commitment()
    commitment.kind = kind
    commitment.unit = .absolute
    commitment.start = at
    commitment.due = due
    commitment.rulebookEdition = rulebook.edition
    commitment.leadMinutes = leadMinutes(of: commitment, until: due, CaseClass(state))
    var event = CommitmentMade()
    event.commitments = [commitment]
    event.reason = reason
    return event
  }

  private func extended(_ more: Extension, _ state: CaseState) -> DeadlineExtended {
    var event = DeadlineExtended()
    event.amount = more.amount
    event.unit = more.unit
    event.reason = more.reason
    event.approvedBy = more.approvedBy
    if let old = state.firstDue(more.kind, part: more.part), let due = old.due,
      let new = extendedDue(more, from: due, state)
    {
      event.moved = [moved(old, to: new, CaseClass(state))]
    }
    precondition(event.moved.count == 1, "an extension was accepted that moves no deadline")
    return event
  }

  /// Events about the record alone: they say what the command said.
  private func recorded() -> EventBody {
    switch command {
    case .linkDuplicate(let original):
      var event = DuplicateLinked()
      event.original = original
      return .duplicateLinked(event)
    case .comment(let attachments):
      var event = Commented()
      event.attachments = attachments
      return .commented(event)
    case .publish(let title, let text):
      var event = Published()
      event.title = title
      event.text = text
      return .published(event)
    case .hold(let basis):
      var event = HoldPlaced()
      event.basis = basis
      return .holdPlaced(event)
    case .lift(let basis):
      var event = HoldLifted()
      event.basis = basis
      return .holdLifted(event)
    case .reveal(let purpose):
      var event = Revealed()
      event.purpose = purpose
      return .revealed(event)
    case .requestErasure(let basis):
      let clock = rulebook.erasureClock(requestedAt: at)
      var event = ErasureRequested()
      event.basis = basis
      event.rule = clock.rule
      event.commitments = clock.commitments
      return .erasureRequested(event)
    case .erase(let basis):
      var event = Erased()
      event.basis = basis
      return .erased(event)
    case .unpublish: return .unpublished(Unpublished())
    default: preconditionFailure("not a command about the record")
    }
  }
}
