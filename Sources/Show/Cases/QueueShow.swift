package import MotCham

/// Shows queues: cases as lines of JSON or a table, or numbers for each agency. Whoever reads them gives them here.
package struct QueueShow {
  private let city: ShownCity
  private let at: Instant
  private let isJSON: Bool
  private var output = Output.standard
  private var lines = JSONOutput()
  private var cases = TextTable(["case", "status", "category", "ward", "deadline", "due", ""])
  private var agencies = TextTable(["agency", "open", "overdue", ""], rightAligned: [1, 2])
  private var sum = (open: 0, overdue: 0)

  private var names: Names { city.names }

  /// - Parameter instant: overdue is what was due before it.
  package init(_ city: ShownCity, at instant: Instant, json: Bool) {
    self.city = city
    at = instant
    isJSON = json
  }

  /// Triage first, then the agencies in the rulebook's order.
  package static func queues(of city: ShownCity) -> [AgencyID] { [.none] + city.rulebook.agencies.map(\.number) }

  /// The next case of a queue.
  package mutating func add(_ entry: QueueEntry) throws(Failure) {
    guard isJSON else { return cases.add(row(entry)) }
    let shown = CaseJSON(city, at: at)
    try lines.line(to: &output) { shown.line(entry, &$0) }
  }

  /// The numbers of an agency, or of the triage; one that has nothing is left out.
  package mutating func add(_ agency: AgencyID, open: Int, overdue: Int) throws(Failure) {
    sum = (sum.open + open, sum.overdue + overdue)
    guard open > 0 else { return }
    let id = agency == .none ? "triage" : names.agency(agency)
    guard isJSON else {
      let title = agency == .none ? "nobody has it yet" : names.agencyTitle(agency, at: at)
      return agencies.add([id, String(open), String(overdue), title])
    }
    try lines.line(to: &output) {
      $0.field("agency", id)
      $0.field("open", open)
      $0.field("overdue", overdue)
    }
  }

  /// - Parameter isCut: there may be more cases than were shown.
  package mutating func finishCases(isCut: Bool) throws(Failure) {
    if !isJSON {
      try output.write(cases.text)
      let overdue = cases.rows.count { $0.last != "" }
      let shown = isCut ? "cases shown" : "cases"
      try output.line("\(cases.rows.count) \(shown), \(overdue) overdue as of \(city.zone.text(at))")
    }
    try output.flush()
  }

  package mutating func finishAgencies() throws(Failure) {
    if !isJSON {
      try output.write(agencies.text)
      try output.line("\(sum.open) cases, \(sum.overdue) overdue as of \(city.zone.text(at))")
    }
    try output.flush()
  }

  private func row(_ entry: QueueEntry) -> [String] {
    let due = entry.isPaused ? nil : entry.due
    return [
      city.code(of: entry.caseNumber), entry.status.description,
      entry.category == .none ? "–" : names.category(entry.category),
      entry.ward == .none ? "" : names.ward(entry.ward, at: entry.reportedAt ?? at),
      entry.commitment == .unspecified ? "–" : entry.commitment.description,
      due.map { Moments.text($0, city.zone) } ?? (entry.isPaused ? "clock stands" : "–"),
      entry.isOverdue(at: at) ? "OVERDUE " + (due.map { Moments.span(from: $0, to: at) } ?? "") : "",
    ]
  }
}
