package import Casework

// The part of a log that somebody chose, event by event and case by case.

extension LogSource {
  /// The cases whose events are chosen, as far as an agency or cases were named; nil for all.
  ///
  /// - Parameter end: what comes there and behind it is not looked at.
  func cases(_ choice: EventChoice, before end: UInt64) throws(EngineError) -> CaseSet? {
    var named: CaseSet?
    if !choice.cases.isEmpty {
      var set = CaseSet()
      for chosen in choice.cases { set.insert(chosen.number.rawValue) }
      named = set
    }
    guard let agency = choice.agency?.number else { return named }
    var found = CaseSet()
    try eachEvent(0..<end) { stored throws(EngineError) in
      if let named, !named.contains(stored.caseNumber) { return }
      guard !found.contains(stored.caseNumber) else { return }
      if try stored.decoded().body.agenciesInCharge.contains(agency) { found.insert(stored.caseNumber) }
    }
    return found
  }
}

extension LoggedCity {
  /// Visits the chosen events in the order of the log: those recorded in the period, of the agency and the cases.
  package func eachEvent(_ choice: EventChoice, _ visit: (Event) throws(EngineError) -> Void) throws(EngineError) {
    let cases = try log.cases(choice, before: end.rawValue)
    try log.eachEvent(0..<end.rawValue) { stored throws(EngineError) in
      if let cases, !cases.contains(stored.caseNumber) { return }
      let event = try stored.decoded()
      if let period = choice.period, !period.contains(event.recordedAt) { return }
      try visit(event)
    }
  }

  /// Visits the chosen cases as the log has made them, in the order of their numbers: those reported in the period, of
  /// the agency and the cases.
  ///
  /// Memory is bounded, whatever the length of the log.
  /// - Parameter workplace: where cases are kept that memory has no room for; nil for `TMPDIR` or `/tmp`.
  /// - Throws: `partialLog` for a bundle in which events were left out.
  package func eachCase(
    _ choice: EventChoice, workplace: String? = nil, _ visit: (CaseState) throws(EngineError) -> Void
  ) throws(EngineError) {
    try log.requireWhole()
    let cases = try log.cases(choice, before: end.rawValue)
    let folder = try TemporaryFolder(in: workplace, avoiding: path)
    let histories = try CaseHistories(log, end: end.rawValue, folder: folder.path) { cases?.contains($0) ?? true }
    try histories.each(0..<end.rawValue) { events throws(EngineError) in
      guard let state = CaseState.fold(events) else { return }
      if let period = choice.period, !(state.reportedAt.map(period.contains) ?? false) { return }
      try visit(state)
    }
  }
}
