import MotCham
import Show

/// Cases that a search found, as people read them.
struct FoundCases {
  let engine: Engine

  func table(_ states: [CaseState]) -> TextTable {
    let names = Names(rulebook: engine.rulebook)
    let zone = engine.rulebook.zone
    var table = TextTable(["case", "status", "reported", "category", "ward", "agency"])
    for state in states {
      table.add([
        engine.code(of: state.number), state.isErased ? "erased" : state.status.description,
        state.reportedAt.map { Moments.exact($0, zone) } ?? "–",
        state.category == .none ? "–" : names.category(state.category),
        state.ward == .none ? "" : names.ward(state.ward, at: state.reportedAt ?? Clock.now),
        state.agency == .none ? "triage" : names.agency(state.agency),
      ])
    }
    return table
  }
}
