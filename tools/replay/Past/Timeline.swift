import MotCham
import Show

/// The events of a case, each with the state that it left.
struct Timeline {
  let city: ShownCity
  let history: CaseHistory

  /// Each event and the state behind it, in order.
  private func walk(_ visit: (Event, CaseState) throws -> Void) rethrows {
    var state: CaseState?
    for event in history.events {
      if state == nil { state = CaseState(opening: event) } else { state?.evolve(event) }
      if let state { try visit(event, state) }
    }
  }

  func json(to output: inout Output) throws {
    var lines = JSONOutput()
    try walk { event, state in
      let shown = CaseJSON(city, at: event.recordedAt)
      try lines.line(to: &output) { json in
        shown.event(event, &json)
        json.name("after")
        json.beginObject()
        shown.line(QueueEntry(state), &json)
        json.endObject()
      }
    }
  }

  var text: String {
    var text = ""
    var before: String?
    walk { event, state in
      let shown = CaseText(city, at: event.recordedAt)
      if before == nil { text += shown.title(history.state) + "\n" }
      text += shown.line(event) + "\n"
      if event.happenedAt != event.recordedAt {
        text += "    recorded \(Moments.exact(event.recordedAt, city.zone))\n"
      }
      let standing = standing(state, at: event.recordedAt)
      // What changes nothing is not said again.
      if standing != before { text += "    " + standing + "\n" }
      before = standing
    }
    return text
  }

  /// Where a case stands, in one line.
  private func standing(_ state: CaseState, at instant: Instant) -> String {
    let names = Names(rulebook: city.rulebook)
    var parts = [state.status.description, state.agency == .none ? "triage" : names.agency(state.agency)]
    let entry = QueueEntry(state)
    if state.isOpen, let due = entry.due {
      let isLate = entry.isOverdue(at: instant) ? ", OVERDUE" : entry.isPaused ? ", the clock stands" : ""
      parts.append("\(entry.commitment) by \(Moments.text(due, city.zone))\(isLate)")
    }
    parts.append(state.legCount == 1 ? "1 leg" : "\(state.legCount) legs")
    if state.escalationLevel > 0 { parts.append("escalated to level \(state.escalationLevel)") }
    if state.isErased { parts.append("erased") }
    return parts.joined(separator: " · ")
  }
}
