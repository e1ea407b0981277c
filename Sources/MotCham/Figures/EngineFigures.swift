public import Casework

extension Reading {
  /// What became of the cases that were reported within a period, as of this reading.
  ///
  /// One pass over all cases, and over the events of those that are late or, as it was, have any; this reading lasts
  /// as long.
  /// - Throws: `figuresDisagree` where parts do not add up to their total.
  public func figures(_ question: FigureQuestion) throws(EngineError) -> FigureReport {
    let standpoint = try standpoint(at: end)
    let rulebook = try rulebook(before: end)
    var tally = FigureTally(question, at: standpoint, rulebook: rulebook)
    try eachCase { state throws(EngineError) in
      guard tally.asks(for: state) else { return }
      if let short = FigureCase(state, view: question.view, at: standpoint.asOf) { return tally.add(short) }
      tally.add(try figureCase(state.number, before: end, at: standpoint.asOf, rulebook))
    }
    return try Self.report(tally)
  }

  /// The same as of an earlier end of the log, folded anew from the events of every case; nothing that the views say
  /// of a case is believed.
  ///
  /// - Parameter end: one past the last event that counts; at most this reading's own end.
  /// - Throws: `figuresDisagree` where parts do not add up to their total.
  public func figures(_ question: FigureQuestion, before end: SequenceNumber) throws(EngineError) -> FigureReport {
    let standpoint = try standpoint(at: end)
    let rulebook = try rulebook(before: end)
    var tally = FigureTally(question, at: standpoint, rulebook: rulebook)
    try eachCase { state throws(EngineError) in
      guard state.number.rawValue < end.rawValue else { return }
      tally.add(try figureCase(state.number, before: end, at: standpoint.asOf, rulebook))
    }
    return try Self.report(tally)
  }

  /// Where figures stand that rest on the events before a sequence.
  func standpoint(at end: SequenceNumber) throws(EngineError) -> FigureStandpoint {
    guard end.rawValue > 0, let last = try event(at: SequenceNumber(end.rawValue - 1)) else {
      throw .notFound("event \(end.rawValue) of this log, which has \(self.end.rawValue)")
    }
    let root = try engine.log.read { log throws(EngineError) in try log.root(at: end.rawValue) }
    return FigureStandpoint(end: end, root: root, asOf: last.recordedAt)
  }

  private func eachCase(_ body: (CaseState) throws(EngineError) -> Void) throws(EngineError) {
    var after: CaseNumber?
    while true {
      let page = try cases(after: after, limit: 1_024)
      for state in page { try body(state) }
      guard let last = page.last else { return }
      after = last.number
    }
  }

  private func figureCase(
    _ number: CaseNumber, before end: SequenceNumber, at instant: Instant, _ rulebook: Rulebook
  ) throws(EngineError) -> FigureCase {
    let events = try history(of: number).filter { $0.sequence < end }
    guard let one = FigureCase(events: events, at: instant, rulebook: rulebook) else {
      throw .damagedLog(sequence: number.rawValue, expected: "the report that opens case \(number.rawValue)")
    }
    return one
  }

  private static func report(_ tally: FigureTally) throws(EngineError) -> FigureReport {
    do throws(FigureMismatch) { return try tally.report() } catch { throw .figuresDisagree(error) }
  }
}
