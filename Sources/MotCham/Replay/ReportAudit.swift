internal import Casework

extension LoggedCity {
  /// Computes a sealed report again from the events before its end, whatever came after them, and compares.
  ///
  /// - Parameters:
  ///   - bytes: a file of `motcham stats --seal`.
  ///   - workplace: where cases are kept that memory has no room for; nil for `TMPDIR` or `/tmp`.
  /// - Throws: `report` when they are no sealed report or rest on more events than there are; `figuresDisagree`.
  package func check(
    sealedReport bytes: [UInt8], workplace: String? = nil
  ) throws(EngineError) -> (verdict: SealedReportVerdict, speed: FoldSpeed) {
    try log.requireWhole()
    let claim = try SealedReport.claim(bytes, in: rulebook.zone, logEnd: end)
    guard let last = try event(at: SequenceNumber(claim.end.rawValue - 1)) else {
      throw .damagedLog(sequence: claim.end.rawValue - 1, expected: "the last event that the report rests on")
    }
    let standpoint = FigureStandpoint(end: claim.end, root: try root(before: claim.end), asOf: last.recordedAt)
    let rulebook = rulebook(before: claim.end)
    let folder = try TemporaryFolder(in: workplace, avoiding: path)
    var fold = CaseFold<HistoryTally>(log: log, end: claim.end.rawValue, folder: folder.path)
    // Figures are counted by one.
    fold.threadCount = 1
    let tally = HistoryTally(FigureTally(claim.question, at: standpoint, rulebook: rulebook), standpoint.asOf, rulebook)
    let (counted, speed) = try fold.run(into: tally)
    let report: FigureReport
    do throws(FigureMismatch) { report = try counted.figures.report() } catch { throw .figuresDisagree(error) }
    return (try claim.verdict(report, in: rulebook.zone), speed)
  }
}

/// Counts figures from whole histories.
private struct HistoryTally: CaseTally {
  private(set) var figures: FigureTally
  private let asOf: Instant
  private let rulebook: Rulebook

  init(_ figures: FigureTally, _ asOf: Instant, _ rulebook: Rulebook) {
    self.figures = figures
    self.asOf = asOf
    self.rulebook = rulebook
  }

  mutating func add(_ events: [Event]) {
    guard let one = FigureCase(events: events, at: asOf, rulebook: rulebook) else {
      preconditionFailure("a case was gathered that its first event does not open")
    }
    figures.add(one)
  }

  mutating func merge(_ other: Self) { preconditionFailure("figures are counted by one") }
}
