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

  func open(_ event: Event) -> CaseEvents? { CaseEvents(opening: event) }
  func take(_ event: Event, into memory: inout CaseEvents) { memory.append(event) }

  mutating func add(_ memory: borrowing CaseEvents) {
    guard let one = FigureCase(events: memory.events, at: asOf, rulebook: rulebook) else {
      preconditionFailure("a case was kept that its first event does not open")
    }
    figures.add(one)
  }

  mutating func merge(_ other: Self) { preconditionFailure("figures are counted by one") }
}

/// All events of a case without their sealed parts.
private struct CaseEvents: CaseMemory {
  let number: CaseNumber
  private var bytes: [UInt8] = []

  init?(opening event: Event) {
    guard CaseState(opening: event) != nil else { return nil }
    number = event.caseNumber
    append(event)
  }

  mutating func append(_ event: Event) {
    var event = event
    event.sealed = []
    let encoded = event.encoded()
    withUnsafeBytes(of: UInt32(encoded.count)) { bytes += $0 }
    bytes += encoded
  }

  var events: [Event] {
    var events: [Event] = []
    bytes.withUnsafeBytes { bytes in
      var at = 0
      while at < bytes.count {
        let count = Int(bytes.loadUnaligned(fromByteOffset: at, as: UInt32.self))
        let event = UnsafeRawBufferPointer(rebasing: bytes[(at + 4)..<(at + 4 + count)])
        guard let event = try? Event.decode(event) else { preconditionFailure("an event that was kept is one") }
        events.append(event)
        at += 4 + count
      }
    }
    return events
  }

  var storedByteCount: Int { 8 + bytes.count }

  func store(into buffer: UnsafeMutableRawBufferPointer) {
    buffer.storeBytes(of: number.rawValue, as: UInt64.self)
    UnsafeMutableRawBufferPointer(rebasing: buffer[8...]).copyBytes(from: bytes)
  }

  init(stored: UnsafeRawBufferPointer) throws(WireError) {
    number = CaseNumber(stored.loadUnaligned(as: UInt64.self))
    bytes = Array(stored[8...])
  }
}
