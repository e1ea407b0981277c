// Group 3: whether whoever asks may ask for it.

extension Wish {
  func checkAuthority(_ line: CommandTable.Line, _ state: CaseState) throws(Refusal) {
    guard line.roles.contains(actor.role) else { throw Refusal(.roleNotAllowed, roleSubject(line.act)) }
    guard isBound(as: line.bond, to: state) else { throw Refusal(.notTheAgencyInCharge, line.act.commandName) }
    guard line.act == .close, case .close(let basis) = command else { return }
    // History is taken over as it was, and the engine resolves nothing.
    if !isHistory, actor.role != .system, !rulebook.policy.resolverMayClose, let resolver = state.resolver,
      resolver.name == actor.name, resolver.agency == actor.agency
    {
      throw Refusal(.resolverMayNotClose)
    }
    if basis == .office && !isHistory && !rulebook.policy.officeMayCloseWithoutConfirmation {
      throw Refusal(.officeMayNotClose)
    }
  }

  private func isBound(as bond: AgencyBond, to state: CaseState) -> Bool {
    guard actor.role == .officer || actor.role == .supervisor else { return true }
    let isInCharge = actor.agency != .none && actor.agency == state.agency
    // The city's own supervisor acts for no agency; an officer always acts for one.
    let directs = isInCharge || (actor.role == .supervisor && actor.agency == .none)
    switch bond {
    case .any: return true
    case .inCharge: return isInCharge
    case .directing: return directs
    case .part:
      guard let part = namedPart.flatMap(state.part) else { return directs }
      return actor.agency == part.agency || (directs && actor.role == .supervisor) || (isInCharge && !isPartWork)
    case .concerned: return directs || state.parts.contains { $0.agency == actor.agency }
    }
  }

  /// The part that the command is about.
  private var namedPart: UInt32? {
    switch command {
    case .completePart(let part): part
    case .extend(let more): more.part
    default: nil
    }
  }

  /// Only the part's own people say that its work is done; the agency in charge may give it more time.
  private var isPartWork: Bool {
    if case .completePart = command { true } else { false }
  }

  @inline(never)
  private func roleSubject(_ act: Act) -> String { act.commandName + " by " + actor.role.description }
}
