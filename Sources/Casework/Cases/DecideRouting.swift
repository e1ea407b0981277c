// Events that say who is in charge.

extension Wish {
  func routed(_ state: CaseState) -> Decided {
    switch command {
    case .assign(let agency):
      var event = Assigned()
      event.agency = agency
      event.leg = state.legCount + 1
      event.commitments = continued(by: .assigned, state, agency: agency)
      return Decided(.assigned(event), then: tooManyLegs(event.leg, state))
    case .accept:
      var event = Accepted()
      event.commitments = continued(by: .accepted, state, agency: state.agency)
      return Decided(.accepted(event))
    case .return(let reason):
      var event = Returned()
      event.from = state.agency
      event.reason = reason
      event.commitments = forwarding(state)
      return Decided(.returned(event), then: tooManyLegs(state.legCount, state))
    case .transfer(let agency, let reason):
      var event = Transferred()
      event.from = state.agency
      event.to = agency
      event.leg = state.legCount + 1
      event.reason = reason
      event.commitments = continued(by: .assigned, state, agency: agency)
      return Decided(.transferred(event), then: tooManyLegs(event.leg, state))
    case .handOver(let authority, let proof):
      var event = HandedOver()
      event.authority = authority
      event.proof = proof
      return Decided(.handedOver(event))
    case .addPart(let agency):
      var event = PartAdded()
      event.part = UInt32(state.parts.count) + 1
      event.agency = agency
      event.commitments = partClock(CaseClass(state), agency: agency, part: event.part, at: at)
      return Decided(.partAdded(event))
    case .completePart(let part):
      var event = PartCompleted()
      event.part = part
      return Decided(.partCompleted(event))
    case .move: return Decided(moved(state, rulebook.relocation(of: state, at: at)))
    default: preconditionFailure("not a command about who is in charge")
    }
  }

  /// Commitments do not restart: the citizen was promised them whoever is in charge.
  func moved(_ state: CaseState, _ relocation: Relocation) -> EventBody {
    .caseMoved(CaseMoved(relocation, of: state, edition: rulebook.edition))
  }

  /// đùn đẩy: each step beyond the legs that the rulebook allows is escalated by itself, to the city's own supervisor,
  /// who stands above both agencies. History notifies nobody.
  private func tooManyLegs(_ legs: UInt32, _ state: CaseState) -> EventBody? {
    guard legs > rulebook.policy.legCountMax, !isHistory else { return nil }
    var event = Escalated()
    event.level = state.escalationLevel + 1
    event.cause = EscalationCause.legs
    return .escalated(event)
  }
}
