public import Casework

extension Reading {
  /// The cases that match, in the order of their numbers, which is that of their recording: a walk from page to page
  /// meets every case that matches throughout exactly once, also over several readings while others come in.
  ///
  /// With an agency and open statuses alone its queue is walked; any other search looks at case after case, up to
  /// `SearchPage.casesLookedAtMax` in a call.
  /// - Parameters:
  ///   - after: `next` of the page before.
  ///   - limit: at most so many cases.
  public func search(
    _ query: SearchQuery, after: CaseNumber? = nil, limit: Int
  ) throws(EngineError) -> SearchPage {
    var found: [CaseState] = []
    let next = try walk(query, after: after) { state throws(EngineError) in
      found.append(state)
      return found.count < limit
    }
    return SearchPage(cases: found, next: next)
  }

  /// - Parameter visit: called for each case that matches; returns false to stop behind it.
  /// - Returns: the case behind which to go on; nil at the end.
  func walk(
    _ query: SearchQuery, after: CaseNumber?, _ visit: (CaseState) throws(EngineError) -> Bool
  ) throws(EngineError) -> CaseNumber? {
    var last = after
    var lookedAt = 0
    while lookedAt < SearchPage.casesLookedAtMax {
      let states = try candidates(query, after: last)
      for state in states {
        last = state.number
        lookedAt += 1
        if query.matches(state), try !visit(state) { return last }
      }
      if states.isEmpty { return nil }
    }
    return last
  }

  /// The next cases that may match; none at the end.
  private func candidates(_ query: SearchQuery, after: CaseNumber?) throws(EngineError) -> [CaseState] {
    guard query.isAnsweredByAQueue, let agency = query.agency else { return try cases(after: after, limit: 1_024) }
    var states: [CaseState] = []
    for number in try openCases(of: agency, after: after, limit: 4_096) {
      guard let state = try state(of: number) else {
        throw .notFound("case \(engine.code(of: number)), which a queue names")
      }
      states.append(state)
    }
    return states
  }
}
