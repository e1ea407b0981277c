public import Casework

/// Says from the grid of the law, and from nothing that `decide` reads, whether a command may have been accepted.
public enum LawOracle {
  /// What is wrong with an acceptance; nil when the law allows it.
  public static func fault(
    _ command: CommandBody, by actor: Actor, before: CaseState?, after: CaseState
  ) -> String? {
    let act = Act(command, on: before)
    guard let row = rows[Int(act.rawValue)] else { return "the grid has no line for \(act)" }
    let column = column(of: actor, command, before)
    let mark = row.marks[column]
    guard mark == "+" || allowsByPart(command, actor, before) else {
      return "\(act) was accepted from \(GridRow.actorNames[column]), where the grid says \(mark)"
    }
    let place = place(of: before)
    let cell = row.cells[place]
    guard let expected = status(cell, act, before, after) else {
      return "\(act) was accepted in \(GridRow.stateNames[place]), where the grid says \(cell)"
    }
    guard after.status == expected || (act == .move && after.status == .received && after.agency == .none) else {
      return "\(act) in \(GridRow.stateNames[place]) led to \(after.status) instead of \(expected)"
    }
    return nil
  }

  private static let rows: [GridRow?] = Act.allCases.map { act in GridRow.all.first { $0.act == "\(act)" } }

  private static func place(of state: CaseState?) -> Int {
    guard let state else { return 0 }
    return state.isErased ? 10 : Int(state.status.rawValue)
  }

  /// Where the case must stand afterwards; nil where the cell refuses.
  private static func status(_ cell: String, _ act: Act, _ before: CaseState?, _ after: CaseState) -> CaseStatus? {
    switch cell {
    case "-", "?", "x": return nil
    // The clocks stand: without that, timers ring here as elsewhere.
    case "p", "s": return before?.pausedAt == nil ? before?.status : nil
    // Only where somebody concerned has gone.
    case "=": return before?.status
    default: break
    }
    // Routed by the rulebook, or waiting for a dispatcher.
    guard let before else { return act == .submit ? after.agency == .none ? .received : .assigned : nil }
    switch act {
    case .provideInformation: return before.statusBeforePause
    // To the agency that had it, unless that is gone.
    case .reopen: return after.agency == .none ? .received : .assigned
    default: break
    }
    guard let index = GridRow.stateNames.firstIndex(of: cell) else { return nil }
    return CaseStatus(rawValue: UInt32(index))
  }

  /// The column of the grid that an actor belongs to, for this case.
  private static func column(of actor: Actor, _ command: CommandBody, _ state: CaseState?) -> Int {
    let agency = state?.agency ?? .none
    let isInCharge = actor.agency != .none && actor.agency == agency
    let name: String =
      switch actor.role {
      case .citizen: "cit"
      case .clerk: "clk"
      case .dispatcher: "dis"
      case .officer: isInCharge ? "off" : hasPart(actor.agency, command, state) ? "par" : "oth"
      case .supervisor:
        isInCharge ? "sup" : actor.agency == .none ? "sci" : hasPart(actor.agency, command, state) ? "par" : "sot"
      case .administrator: "adm"
      case .system: "sys"
      default: "src"
      }
    return GridRow.actorNames.firstIndex(of: name) ?? 0
  }

  /// The agency has the part that the command names; or any, where it names none.
  private static func hasPart(_ agency: AgencyID, _ command: CommandBody, _ state: CaseState?) -> Bool {
    let parts = state?.parts.filter { $0.agency == agency } ?? []
    switch command {
    case .completePart(let number): return parts.contains { $0.number == number }
    default: return !parts.isEmpty
    }
  }

  /// What the grid has no column for: those who have a part give it more time; who is in charge or directs, also.
  private static func allowsByPart(_ command: CommandBody, _ actor: Actor, _ state: CaseState?) -> Bool {
    guard let state, actor.role == .officer || actor.role == .supervisor else { return false }
    switch command {
    case .extend(let more):
      return state.part(more.part).map { $0.agency == actor.agency } ?? false
    // The city's own supervisor and the one in charge complete a part whose agency is gone.
    case .completePart(let number):
      return state.part(number) == nil || state.part(number)?.agency == actor.agency
    default: return false
    }
  }
}
