import MotCham
import Show

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

  /// What is resolved and not answered has a queue of its own.
  private var queue: Queue { status == .resolved ? .unanswered : .open }

  private func isShown(_ entry: QueueEntry) -> Bool { status.map { entry.status == $0 } ?? true }

  /// The cases of some agencies, each queue ordered by due instant.
  func cases(_ agencies: [AgencyID], json: Bool) throws {
    var output = Output.standard
    var left = limit
    var table = TextTable(["case", "status", "category", "ward", "deadline", "due", ""])
    for agency in agencies {
      var place: QueuePlace?
      repeat {
        // A page at a time: the snapshot is given back before anything is written, since whoever reads may be slow.
        let page = try engine.read { reading throws(EngineError) in
          try reading.queue(
            queue, of: agency, dueBefore: onlyOverdue ? at : nil, from: place, limit: Self.pageCountMax)
        }
        for entry in page.entries where left > 0 && isShown(entry) {
          left -= 1
          if json {
            try output.write(line(entry).bytes)
          } else {
            table.add(row(entry))
          }
        }
        place = page.next
      } while left > 0 && place != nil
    }
    if !json {
      try output.write(table.text)
      let overdue = table.rows.count { $0.last != "" }
      let shown = left > 0 ? "cases" : "cases shown"
      try output.line("\(table.rows.count) \(shown), \(overdue) overdue as of \(engine.rulebook.zone.text(at))")
    }
    try output.flush()
  }

  private static let pageCountMax = 1_024

  private func line(_ entry: QueueEntry) -> JSONWriter {
    var line = JSONWriter()
    line.beginObject()
    CaseJSON(engine: engine, at: at).line(entry, &line)
    line.endObject()
    line.endLine()
    return line
  }

  private func row(_ entry: QueueEntry) -> [String] {
    let due = entry.isPaused ? nil : entry.due
    return [
      engine.code(of: entry.caseNumber), entry.status.description,
      entry.category == .none ? "–" : names.category(entry.category),
      entry.ward == .none ? "" : names.ward(entry.ward, at: entry.reportedAt ?? at),
      entry.commitment == .unspecified ? "–" : entry.commitment.description,
      due.map { Moments.text($0, engine.rulebook.zone) } ?? (entry.isPaused ? "clock stands" : "–"),
      entry.isOverdue(at: at) ? "OVERDUE " + (due.map { Moments.span(from: $0, to: at) } ?? "") : "",
    ]
  }

  /// A line for each agency that has anything, and the triage: open and overdue cases of those that are shown.
  func overview(json: Bool) throws {
    var output = Output.standard
    var table = TextTable(["agency", "open", "overdue", ""], rightAligned: [1, 2])
    var sum = (open: 0, overdue: 0)
    for agency in queues {
      let count = try engine.read { reading throws(EngineError) in
        try reading.queueCount(queue, of: agency, at: at) { isShown($0) }
      }
      let open = onlyOverdue ? count.overdue : count.cases
      sum = (sum.open + open, sum.overdue + count.overdue)
      guard open > 0 else { continue }
      let id = agency == .none ? "triage" : names.agency(agency)
      if json {
        var lines = JSONOutput()
        try lines.line(to: &output) {
          $0.field("agency", id)
          $0.field("open", open)
          $0.field("overdue", count.overdue)
        }
      } else {
        let title = agency == .none ? "nobody has it yet" : names.agencyTitle(agency, at: at)
        table.add([id, String(open), String(count.overdue), title])
      }
    }
    if !json {
      try output.write(table.text)
      try output.line("\(sum.open) cases, \(sum.overdue) overdue as of \(engine.rulebook.zone.text(at))")
    }
    try output.flush()
  }
}
