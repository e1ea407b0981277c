// Events that end the work, and those that take it up again.

extension Wish {
  func concluded(_ state: CaseState) -> Decided {
    switch command {
    case .resolve(let evidence):
      var event = Resolved()
      event.evidence = evidence
      event.commitments = started(by: .resolved, CaseClass(state), agency: state.agency, at: at)
      return Decided(.resolved(event))
    case .answer:
      var event = Answered()
      event.commitments = started(by: .answered, CaseClass(state), agency: state.agency, at: at)
      return Decided(.answered(event))
    case .confirm: return Decided(.confirmed(Confirmed()))
    case .close(let basis):
      var event = Closed()
      event.basis = basis
      return Decided(.closed(event))
    case .reject(let reason, let instead):
      var event = Rejected()
      event.reason = reason
      event.instead = instead
      return Decided(.rejected(event))
    case .reopen: return reopened(state)
    case .rate(let stars):
      var event = Rated()
      event.stars = stars
      return Decided(.rated(event))
    default: preconditionFailure("not a command about the outcome")
    }
  }

  /// Back to the agency that had it last. When that has gone, the second event takes the case to its successor, or to
  /// triage where none is certain, and the clocks that start with the first are those of where it goes.
  private func reopened(_ state: CaseState) -> Decided {
    let relocation = rulebook.relocation(of: state, at: context.now)
    var event = Reopened()
    event.count = state.reopenCount + 1
    event.commitments = opening(CaseClass(state), agency: relocation.agency, at: at)
    return Decided(.reopened(event), then: relocation.changes ? moved(state, relocation) : nil)
  }
}
