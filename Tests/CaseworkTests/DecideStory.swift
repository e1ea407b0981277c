import Testing

@testable import Casework

/// One line of a story: when, who, what, and everything that is true afterwards.
///
/// The last column reads `event+second event -> status | what runs until when`, or `refused code`.
struct Step {
  var at: String
  var actor: Actor
  var command: CommandBody
  var expected: String
  var occurredAt: String?

  init(_ at: String, _ actor: Actor, _ command: CommandBody, _ expected: String, happened: String? = nil) {
    self.at = at
    self.actor = actor
    self.command = command
    self.expected = expected
    occurredAt = happened
  }
}

/// Plays the steps, and prints the whole table with its first wrong line when one differs.
@discardableResult
func play(_ rulebook: Rulebook, _ steps: [Step], location: SourceLocation = #_sourceLocation) -> Life {
  var life = Life(rulebook)
  var table = [String]()
  for step in steps {
    let found = outcome(of: step, in: &life)
    let line = [step.at, step.actor.role.description, Act(step.command, on: life.state).commandName].joined(
      separator: "  ")
    table.append("  " + line + "  ->  " + step.expected)
    guard found != step.expected else { continue }
    table.append("! found:  " + found)
    Issue.record(Comment(rawValue: table.joined(separator: "\n")), sourceLocation: location)
    return life
  }
  #expect(CaseState.fold(life.events) == life.state, "the fold of the events is the case", sourceLocation: location)
  return life
}

private func outcome(of step: Step, in life: inout Life) -> String {
  let decided: Decided
  do throws(Refusal) {
    decided = try life.take(
      step.command, by: step.actor, now: wallTime(step.at), occurredAt: step.occurredAt.map { wallTime($0) })
  } catch {
    return "refused " + error.code.name
  }
  guard let state = life.state else { return "no case" }
  let events = ([decided.first] + (decided.second.map { [$0] } ?? [])).map(\.typeName).joined(separator: "+")
  return events + " -> " + state.status.description + " | " + running(state)
}

func running(_ state: CaseState) -> String {
  state.commitments.filter(\.isRunning).compactMap(\.commitment).map { commitment in
    commitment.kind.description + (commitment.part == 0 ? "" : "/" + String(commitment.part)) + " "
      + (commitment.due.map { wall($0) } ?? "undated")
  }.joined(separator: ", ")
}
