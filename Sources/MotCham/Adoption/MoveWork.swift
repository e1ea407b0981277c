internal import Casework

/// What is asked of the writer for the cases that an edition moves, and what its answers mean.
struct MoveWork {
  let adopted: AdoptedEdition
  let rulebook: Rulebook
  let before: Rulebook
  /// Why a case could not be moved at all; the first one met.
  private(set) var stuck: Refusal?
  private let keys: MoveKeys

  init(adopted: AdoptedEdition, rulebook: Rulebook, before: Rulebook) {
    self.adopted = adopted
    self.rulebook = rulebook
    self.before = before
    keys = MoveKeys(adopted.digest)
  }

  struct Asked {
    var number: CaseNumber
    var command: PreparedCommand
  }

  /// The commands for cases as they stand now; none for one that needs nothing any more.
  func commands(for states: [CaseState]) -> [Asked] {
    var asked: [Asked] = []
    for state in states where state.isOpen {
      if rulebook.relocation(of: state, at: adopted.adoptedAt).changes {
        asked.append(ask(.move, of: state.number, keys.move(state.number)))
      }
      let moved = rulebook.recounted(state, from: before, at: adopted.adoptedAt)
      if !moved.isEmpty {
        asked.append(
          ask(
            .moveDeadlines(basis: rulebook.deadlinesBasis, moved: moved), of: state.number,
            keys.deadlines(state.number)))
      }
    }
    return asked
  }

  /// The command that says that nothing is left.
  func conclusion(_ applied: RulebookApplied) -> [PreparedCommand] {
    [Self.command(.concludeAdoption(applied), on: .new, keys.conclusion)]
  }

  /// Takes the writer's answers, and returns the cases that are to be looked at again.
  mutating func take(_ outcomes: [Outcome], of asked: [Asked]) -> [CaseNumber] {
    var again: [CaseNumber] = []
    for (outcome, one) in zip(outcomes, asked) {
      guard case .refused(let refusal) = outcome else { continue }
      switch refusal.code {
      // Somebody closed it, moved it or erased it in the meantime.
      case .alreadySo, .stateForbids, .caseErased: continue
      // A deadline was moved in the meantime: it is counted again from what it is now.
      case .commitmentNotRunning: if again.last != one.number { again.append(one.number) }
      default: if stuck == nil { stuck = refusal }
      }
    }
    return again
  }

  private func ask(_ body: CommandBody, of number: CaseNumber, _ key: SubmissionKey) -> Asked {
    Asked(number: number, command: Self.command(body, on: .number(number), key))
  }

  private static func command(_ body: CommandBody, on target: CaseReference, _ key: SubmissionKey) -> PreparedCommand {
    PreparedCommand(
      key: key.value, caseNonce: 0,
      content: .wish(
        PreparedWish(target: target, actor: .system, occurredAt: nil, body: body, needsCaseKey: false)))
  }
}

extension Outcome {
  /// It is recorded, now or before.
  var isTaken: Bool {
    switch self {
    case .taken, .seenBefore: true
    case .waiting, .prepareAgain, .refused: false
    }
  }
}

extension Refusal.Code {
  /// The engine takes nothing now, whatever it is asked.
  var isOfTheEngine: Bool { self >= .engineFailed && self <= .storeFull }
}
