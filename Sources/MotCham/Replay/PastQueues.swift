package import Casework

/// The city's queues as they stood before a sequence.
package struct PastQueues: Sendable {
  /// How many open cases an agency had, and how many of them were overdue.
  package struct Count: Hashable, Sendable {
    package var cases = 0
    package var overdue = 0

    fileprivate mutating func add(_ other: Self) {
      cases += other.cases
      overdue += other.overdue
    }
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
    try log.requireWhole()
    let folder = try TemporaryFolder(in: workplace, avoiding: path)
    let end = min(end ?? self.end, self.end).rawValue
    let empty = QueueTally(asOf: asOf, agency: agency, limit: limit)
    var tally = empty
    let began = (MonotonicClock.nanoseconds(), ThreadClock.nanoseconds())
    let briefs = try BriefCases(log, end: end, folder: folder.path)
    briefs.each { tally.add($0) }
    var speed = FoldSpeed(
      events: end, cpuNanoseconds: ThreadClock.nanoseconds() - began.1,
      nanoseconds: MonotonicClock.nanoseconds() - began.0)
    if briefs.leavesSomeToTheLaw {
      var fold = CaseFold<QueueTally>(log: log, end: end, folder: folder.path)
      fold.isChosen = { briefs.isLeftToTheLaw($0) }
      let (others, rest) = try fold.run(into: empty)
      tally.merge(others)
      speed.cpuNanoseconds += rest.cpuNanoseconds
      speed.nanoseconds += rest.nanoseconds
    }
    return PastQueues(agencies: tally.agencies, lines: tally.sortedLines(), speed: speed)
  }
}

/// Counts open cases by agency, and keeps the first lines of one queue.
struct QueueTally: CaseTally {
  let asOf: Instant
  let agency: AgencyID?
  let limit: Int
  /// By number where that is small, as all but always.
  private var counts: [PastQueues.Count] = []
  private var others: [AgencyID: PastQueues.Count] = [:]
  private var lines: [QueueEntry] = []

  init(asOf: Instant, agency: AgencyID?, limit: Int) {
    self.asOf = asOf
    self.agency = agency
    self.limit = limit
  }

  mutating func add(_ events: [Event]) {
    guard let state = CaseState.fold(events), state.isOpen else { return }
    count(state.agency, isOverdue: state.isOverdue(at: asOf))
    if state.agency == agency { keep([QueueEntry(state)]) }
  }

  mutating func add(_ brief: borrowing BriefCase) {
    guard brief.isOpen else { return }
    let isOverdue = brief.isOverdue(at: asOf)
    count(brief.agency, isOverdue: isOverdue)
    if brief.agency == agency { keep([QueueEntry(copy brief)]) }
  }

  mutating func merge(_ other: Self) {
    for (agency, count) in other.agencies { add(count, to: agency) }
    keep(other.lines)
  }

  /// Those that have an open case.
  var agencies: [AgencyID: PastQueues.Count] {
    var agencies = others
    for (number, count) in counts.enumerated() where count.cases > 0 { agencies[AgencyID(UInt32(number))] = count }
    return agencies
  }

  private mutating func count(_ agency: AgencyID, isOverdue: Bool) {
    add(PastQueues.Count(cases: 1, overdue: isOverdue ? 1 : 0), to: agency)
  }

  private mutating func add(_ count: PastQueues.Count, to agency: AgencyID) {
    let number = Int(agency.rawValue)
    guard number < 1 << 12 else { return others[agency, default: PastQueues.Count()].add(count) }
    while counts.count <= number { counts.append(PastQueues.Count()) }
    counts[number].add(count)
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

extension QueueEntry {
  /// A case as a queue shows it, or would if it stood in one.
  init(_ brief: BriefCase) {
    caseNumber = brief.number
    agency = brief.agency
    status = brief.status
    kind = brief.kind
    level = brief.level
    category = brief.category
    ward = brief.ward
    legCount = brief.legCount
    escalationLevel = brief.escalationLevel
    reportedAt = brief.reportedAt
    let next = brief.nextDue
    commitment = next?.kind ?? .unspecified
    due = next?.due
    isPaused = brief.isPaused
  }
}
