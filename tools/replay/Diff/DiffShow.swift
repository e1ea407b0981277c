import MotCham
import Show

/// Shows what two cities, or two moments of one, differ in.
struct DiffShow {
  let a: DiffSide
  let b: DiffSide
  let isJSON: Bool
  private var output = Output.standard
  private var lines = JSONOutput()
  private var agencies = TextTable(
    ["agency", "open in A", "in B", "overdue in A", "in B", ""], rightAligned: [1, 2, 3, 4])
  private(set) var agencyCount = 0

  init(_ a: DiffSide, _ b: DiffSide, json: Bool) {
    self.a = a
    self.b = b
    isJSON = json
  }

  mutating func add(_ difference: CaseDifference) throws(Failure) {
    guard isJSON else { return try text(difference) }
    try lines.line(to: &output) { json in
      json.field("case", difference.code)
      json.field("in", difference.presence.rawValue)
      json.field("from_sequence", difference.fromSequence.rawValue)
      for fact in difference.facts { json.field(fact.name, fact.value) }
      guard difference.presence == .both else { return }
      json.name("changes")
      json.beginObject()
      for change in difference.changes {
        json.name(change.name)
        json.beginObject()
        json.field("a", change.a)
        json.field("b", change.b)
        json.endObject()
      }
      json.endObject()
    }
  }

  private mutating func text(_ difference: CaseDifference) throws(Failure) {
    guard difference.presence == .both else {
      let facts = difference.facts.filter { ["status", "agency", "due"].contains($0.name) }
        .map { "\($0.name) \($0.value ?? "none")" }
      return try output.line(
        "\(difference.code)  only in \(difference.presence == .a ? "A" : "B"), from event "
          + "\(difference.fromSequence.rawValue): \(facts.joined(separator: ", "))")
    }
    try output.line("\(difference.code)  differs from event \(difference.fromSequence.rawValue)")
    for change in difference.changes {
      try output.line("    \(change.name): \(change.a ?? "none") → \(change.b ?? "none")")
    }
    if difference.changes.isEmpty { try output.line("    what was said differs, and nothing in where it stands") }
  }

  /// Of an agency that has nothing open, none.
  private struct Figures: Equatable {
    let open: Int
    let overdue: Int

    init(_ count: PastQueues.Count?) {
      open = count?.cases ?? 0
      overdue = count?.overdue ?? 0
    }
  }

  /// Those of which a figure differs, the triage first.
  mutating func add(_ queues: (a: PastQueues, b: PastQueues)) throws(Failure) {
    let ids = Set(queues.a.agencies.keys).union(queues.b.agencies.keys).sorted { $0.rawValue < $1.rawValue }
    let (aNames, bNames) = (Names(rulebook: a.shown.rulebook), Names(rulebook: b.shown.rulebook))
    for id in ids {
      let (inA, inB) = (Figures(queues.a.agencies[id]), Figures(queues.b.agencies[id]))
      guard inA != inB else { continue }
      agencyCount += 1
      let names = b.shown.rulebook.agency(id) == nil ? aNames : bNames
      let name = id == .none ? "triage" : names.agency(id)
      guard isJSON else {
        let title = id == .none ? "nobody has it yet" : names.agencyTitle(id, at: b.moment.asOf)
        let figures = [inA.open, inB.open, inA.overdue, inB.overdue].map { String($0) }
        agencies.add([name] + figures + [title])
        continue
      }
      try lines.line(to: &output) { json in
        json.field("agency", name)
        for (side, figures) in [("a", inA), ("b", inB)] {
          json.name(side)
          json.beginObject()
          json.field("open", figures.open)
          json.field("overdue", figures.overdue)
          json.endObject()
        }
      }
    }
  }

  mutating func finish(_ run: DiffRun, isSame: Bool) throws(Failure) {
    if isJSON { try summaryJSON(run, isSame) } else { try summaryText(run) }
    try output.flush()
  }

  private mutating func summaryJSON(_ run: DiffRun, _ isSame: Bool) throws(Failure) {
    let sides = [("a", a), ("b", b)]
    try lines.line(to: &output) { json in
      json.field("same", isSame)
      json.field("log", run.relation.name)
      json.field("common_events", run.relation.commonCount)
      for (name, side) in sides {
        json.name(name)
        json.beginObject()
        json.field("events", side.end.rawValue)
        json.field("as_of", side.moment.asOf, in: side.city.rulebook.zone)
        json.endObject()
      }
      json.field("only_in_a", run.onlyInA)
      json.field("only_in_b", run.onlyInB)
      json.field("changed", run.changed)
      json.field("agencies", agencyCount)
    }
  }

  private mutating func summaryText(_ run: DiffRun) throws(Failure) {
    if agencyCount > 0 {
      try output.line("")
      try output.write(agencies.text)
      try output.line("")
    }
    for (name, side) in [("A", a), ("B", b)] {
      try output.line(
        "\(name)  \(side.text): \(side.end.rawValue) events, as of \(side.city.rulebook.zone.text(side.moment.asOf))")
    }
    try output.line(words(run.relation))
    try output.line(
      "\(run.onlyInA) cases only in A, \(run.onlyInB) only in B, \(run.changed) in both and different; "
        + "\(agencyCount) agencies with other figures")
  }

  private func words(_ relation: LogRelation) -> String {
    switch relation.name {
    case "same": "the logs are the same, event by event"
    case "a_is_prefix": "the log of B begins with all \(relation.ends.a) events of A"
    case "b_is_prefix": "the log of A begins with all \(relation.ends.b) events of B"
    default:
      "the logs are not one: the first \(relation.commonCount) events are the same, and event \(relation.commonCount) differs"
    }
  }
}
