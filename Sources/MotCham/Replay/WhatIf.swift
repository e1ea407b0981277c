package import Casework

/// A question to the log: what would have been late, had other rules been in force from the first day on?
package struct WhatIfQuestion: Sendable {
  package var rules: WhatIfRules
  /// Only cases reported within it; all when left out.
  package var period: FigurePeriod?
  /// As of when a deadline that still runs is late.
  package var asOf: Instant
  /// At most so many of the cases for which it makes a difference are listed, those with the lowest numbers.
  package var limit = 0
  /// Where cases are kept that memory has no room for; nil for `TMPDIR` or `/tmp`.
  package var workplace: String?

  package init(_ rules: WhatIfRules, asOf: Instant) {
    self.rules = rules
    self.asOf = asOf
  }
}

/// What was late and what would have been, side by side.
package struct WhatIfAnswer: Sendable {
  package struct Count: Hashable, Sendable {
    package var cases = 0
    package var wasLate = 0
    package var wouldBeLate = 0
    package var newlyLate = 0
    package var noLongerLate = 0

    fileprivate static func + (one: Self, other: Self) -> Self {
      Self(
        cases: one.cases + other.cases, wasLate: one.wasLate + other.wasLate,
        wouldBeLate: one.wouldBeLate + other.wouldBeLate, newlyLate: one.newlyLate + other.newlyLate,
        noLongerLate: one.noLongerLate + other.noLongerLate)
    }
  }

  /// A case for which the rules make a difference.
  package struct Line: Hashable, Sendable {
    package var number: CaseNumber
    package var agency: AgencyID
    package var status: CaseStatus
    package var reportedAt: Instant?
    package var wasLate: Bool
    package var wouldBeLate: Bool
    package var wasDue: Instant?
    package var wouldBeDue: Instant?
  }

  /// By the agency in charge, or that was to the end; of no agency: the triage.
  package var agencies: [AgencyID: Count] = [:]
  package var total: Count { agencies.values.reduce(Count(), +) }
  /// Cases late under one of the two alone, in the order of their numbers.
  package var lines: [Line] = []
  package var speed = FoldSpeed(events: 0, cpuNanoseconds: 0, nanoseconds: 0)
}

extension LoggedCity {
  /// Replays every case under other rules; nothing is written.
  ///
  /// - Throws: `rulebook` where a number that events name would mean something else.
  package func whatIf(_ question: WhatIfQuestion) throws(EngineError) -> WhatIfAnswer {
    do throws(Refusal) { try question.rules.rulebook.check(means: rulebook) } catch {
      throw .rulebook(
        "the rulebook cannot be applied to this log: \(error.subject) does not mean what it means in edition \(rulebook.edition); keep the numbers and ids that the log names"
      )
    }
    let folder = try TemporaryFolder(in: question.workplace, avoiding: path)
    let fold = CaseFold<WhatIfTally>(log: log, end: end.rawValue, folder: folder.path)
    let (tally, speed) = try fold.run(into: WhatIfTally(question))
    return WhatIfAnswer(agencies: tally.agencies, lines: tally.sortedLines(), speed: speed)
  }
}

struct WhatIfTally: CaseTally {
  private let question: WhatIfQuestion
  private(set) var agencies: [AgencyID: WhatIfAnswer.Count] = [:]
  private var lines: [WhatIfAnswer.Line] = []

  init(_ question: WhatIfQuestion) { self.question = question }

  mutating func add(_ events: [Event]) {
    guard let first = events.first, var one = WhatIfCase(opening: first, under: question.rules) else { return }
    for event in events.dropFirst() { one.take(event, under: question.rules) }
    if let period = question.period {
      guard let reportedAt = one.was.reportedAt, period.contains(reportedAt) else { return }
    }
    let (was, would) = one.isLate(at: question.asOf)
    var count = WhatIfAnswer.Count(cases: 1)
    if was { count.wasLate = 1 }
    if would { count.wouldBeLate = 1 }
    if would && !was { count.newlyLate = 1 }
    if was && !would { count.noLongerLate = 1 }
    agencies[one.was.agency, default: WhatIfAnswer.Count()] = agencies[one.was.agency, default: .init()] + count
    guard was != would else { return }
    let due = one.promisedDue
    lines.append(
      WhatIfAnswer.Line(
        number: one.was.number, agency: one.was.agency, status: one.was.status,
        reportedAt: one.was.reportedAt, wasLate: was, wouldBeLate: would, wasDue: due.was, wouldBeDue: due.would))
    // So seldom that sorting costs next to nothing.
    if lines.count > 2 * max(question.limit, 1_024) { lines = sortedLines() }
  }

  mutating func merge(_ other: Self) {
    agencies.merge(other.agencies) { $0 + $1 }
    lines += other.lines
  }

  func sortedLines() -> [WhatIfAnswer.Line] { Array(lines.sorted { $0.number < $1.number }.prefix(question.limit)) }
}
