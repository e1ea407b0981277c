package import Casework

/// The city's queues as they stood before a sequence.
package struct PastQueues: Sendable {
  /// How many open cases an agency had, and how many of them were overdue.
  package struct Count: Hashable, Sendable {
    package var cases = 0
    package var overdue = 0
  }

  /// Of each agency that had an open case; of no agency: the triage.
  package var agencies: [AgencyID: Count] = [:]
  /// The first lines of the queue that was asked for, the first due first; cases of which nothing is due come last.
  package var lines: [QueueEntry] = []
  package var speed = FoldSpeed(events: 0, cpuNanoseconds: 0, nanoseconds: 0)
}

extension LoggedCity {
  /// Folds every case from its first event, and says which queue it then stood in.
  ///
  /// - Parameters:
  ///   - end: one past the last event that counts; the end of the log when left out.
  ///   - asOf: when what lies behind is overdue.
  ///   - agency: whose lines are wanted, `.none` for triage; nil for none.
  ///   - limit: at most so many lines.
  ///   - workplace: where cases are kept that memory has no room for; nil for `TMPDIR` or `/tmp`.
  package func queues(
    before end: SequenceNumber? = nil, asOf: Instant, linesOf agency: AgencyID? = nil, limit: Int = 0,
    workplace: String? = nil
  ) throws(EngineError) -> PastQueues {
    let folder = try TemporaryFolder(in: workplace, avoiding: path)
    let fold = CaseFold<QueueTally>(
      log: log, end: min(end ?? self.end, self.end).rawValue, folder: folder.path)
    let (tally, speed) = try fold.run(into: QueueTally(asOf: asOf, agency: agency, limit: limit))
    return PastQueues(agencies: tally.agencies, lines: tally.sortedLines(), speed: speed)
  }
}

/// Counts open cases by agency, and keeps the first lines of one queue.
private struct QueueTally: CaseTally {
  let asOf: Instant
  let agency: AgencyID?
  let limit: Int
  private(set) var agencies: [AgencyID: PastQueues.Count] = [:]
  private var lines: [QueueEntry] = []

  init(asOf: Instant, agency: AgencyID?, limit: Int) {
    self.asOf = asOf
    self.agency = agency
    self.limit = limit
  }

  mutating func add(_ memory: borrowing CaseState) {
    guard memory.isOpen else { return }
    agencies[memory.agency, default: PastQueues.Count()].cases += 1
    if memory.isOverdue(at: asOf) { agencies[memory.agency, default: PastQueues.Count()].overdue += 1 }
    if memory.agency == agency { keep([QueueEntry(copy memory)]) }
  }

  mutating func merge(_ other: Self) {
    agencies.merge(other.agencies) { .init(cases: $0.cases + $1.cases, overdue: $0.overdue + $1.overdue) }
    keep(other.lines)
  }

  private mutating func keep(_ entries: [QueueEntry]) {
    lines += entries
    // So seldom that sorting costs next to nothing.
    if lines.count > 2 * max(limit, 1_024) { lines = sortedLines() }
  }

  func sortedLines() -> [QueueEntry] {
    func place(_ entry: QueueEntry) -> (UInt64, UInt64) {
      ((entry.isPaused ? nil : entry.due).map(DueOrder.key) ?? DueOrder.never, entry.caseNumber.rawValue)
    }
    return Array(lines.sorted { place($0) < place($1) }.prefix(limit))
  }
}
