// Commands about the city itself: they belong to no case.

extension Wish {
  /// What a command about the city becomes; nil for one about a case.
  func cityEvent(on state: CaseState?) throws(Refusal) -> EventBody? {
    switch command {
    case .adopt(let edition):
      try checkCity(.adopt, state)
      try edition.rulebook.check(follows: rulebook, at: context.now)
      return .rulebookAdopted(RulebookAdopted(edition))
    case .concludeAdoption(let applied):
      try checkCity(.concludeAdoption, state)
      guard applied.edition == rulebook.edition else {
        throw Refusal(.stateForbids, "edition \(applied.edition) is not in force")
      }
      return .rulebookApplied(applied)
    default: return nil
    }
  }

  private func checkCity(_ act: Act, _ state: CaseState?) throws(Refusal) {
    if state?.isErased == true { throw Refusal(.caseErased) }
    guard CommandTable.line(act).roles.contains(actor.role) else {
      throw Refusal(.roleNotAllowed, act.commandName + " by " + actor.role.description)
    }
    guard state == nil else { throw Refusal(.stateForbids, act.commandName) }
    // It counts from the moment at which it is recorded, and from no other.
    guard occurredAt == nil else { throw Refusal(.fieldInvalid, "occurred_at") }
  }
}

extension RulebookAdopted {
  /// What an adoption records of its edition.
  public init(_ edition: Edition) {
    self.init()
    self.edition = edition.rulebook.edition
    digest = edition.digest
    validFrom = edition.rulebook.validFrom
    name = edition.rulebook.name
    casePrefix = edition.rulebook.casePrefix
    deadlinesBasis = edition.rulebook.deadlinesBasis
  }
}
