import MotCham

/// Shows queues: as lines of JSON, as a table of cases, or as numbers for each agency.
struct QueueShow {
  let engine: Engine
  let at: Instant
  var status: CaseStatus?
  var onlyOverdue = false
  var limit = Int.max

  private var names: Names { Names(rulebook: engine.rulebook) }

  init(engine: Engine, at instant: Instant) {
    self.engine = engine
    at = instant
  }

  /// Triage first, then the agencies in the rulebook's order.
  var queues: [AgencyID] { [.none] + engine.rulebook.agencies.map(\.number) }

  private func isShown(_ state: CaseState) -> Bool {
    if let status, state.status != status { return false }
    return !onlyOverdue || state.isOverdue(at: at)
  }

  /// The cases of some queues, each ordered by due instant.
  func cases(_ queues: [AgencyID], json: Bool) throws {
    var output = Output.standard
    var left = limit
    var table = TextTable(["case", "status", "category", "ward", "deadline", "due", ""])
    for queue in queues where left > 0 {
      // Written out only after the snapshot is given back: whoever reads may be slow.
      var lines = JSONWriter()
      try engine.read { reading throws(EngineError) in
        try reading.queue(of: queue) { state throws(EngineError) in
          guard isShown(state) else { return true }
          left -= 1
          if json {
            lines.beginObject()
            CaseJSON(engine: engine, at: at).line(state, &lines)
            lines.endObject()
            lines.endLine()
          } else {
            table.add(row(state))
          }
          return left > 0
        }
      }
      try output.write(lines.bytes)
    }
    if !json {
      try output.write(table.text)
      let overdue = table.rows.count { $0.last != "" }
      let shown = left > 0 ? "cases" : "cases shown"
      try output.line("\(table.rows.count) \(shown), \(overdue) overdue as of \(engine.rulebook.zone.text(at))")
    }
    try output.flush()
  }

  private func row(_ state: CaseState) -> [String] {
    let reportedAt = state.reportedAt ?? at
    let due = state.pausedAt == nil ? state.nextDue?.due : nil
    return [
      engine.code(of: state.number), state.status.description,
      state.category == .none ? "–" : names.category(state.category),
      state.ward == .none ? "" : names.ward(state.ward, at: reportedAt), state.nextDue?.kind.description ?? "–",
      due.map { Moments.text($0, engine.rulebook.zone) } ?? (state.pausedAt == nil ? "–" : "clock stands"),
      state.isOverdue(at: at) ? "OVERDUE " + (due.map { Moments.span(from: $0, to: at) } ?? "") : "",
    ]
  }

  /// A line for each agency that has anything, and the triage.
  func overview() throws {
    var table = TextTable(["agency", "open", "overdue", ""], rightAligned: [1, 2])
    var sum = (open: 0, overdue: 0)
    for queue in queues {
      var open = 0
      var overdue = 0
      try engine.read { reading throws(EngineError) in
        try reading.queue(of: queue) { state throws(EngineError) in
          guard isShown(state) else { return true }
          open += 1
          if state.isOverdue(at: at) { overdue += 1 }
          return true
        }
      }
      sum = (sum.open + open, sum.overdue + overdue)
      guard open > 0 else { continue }
      let id = queue == .none ? "triage" : names.agency(queue)
      let title = queue == .none ? "nobody has it yet" : names.agencyTitle(queue, at: at)
      table.add([id, String(open), String(overdue), title])
    }
    var output = Output.standard
    try output.write(table.text)
    try output.line("\(sum.open) cases, \(sum.overdue) overdue as of \(engine.rulebook.zone.text(at))")
    try output.flush()
  }
}
