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
    if query.isAnsweredByAQueue, let agency = query.agency {
      return try walkQueue(of: agency, query, after: after, visit)
    }
    var last = after
    for _ in 0..<(SearchPage.casesLookedAtMax / Self.casesReadAtOnce) {
      let states = try cases(after: last, limit: Self.casesReadAtOnce)
      for state in states where query.matches(state) {
        guard try visit(state) else { return state.number }
      }
      guard states.count == Self.casesReadAtOnce else { return nil }
      last = states.last?.number
    }
    return last
  }

  private static var casesReadAtOnce: Int { 256 }

  private func walkQueue(
    of agency: AgencyID, _ query: SearchQuery, after: CaseNumber?,
    _ visit: (CaseState) throws(EngineError) -> Bool
  ) throws(EngineError) -> CaseNumber? {
    let numbers = try openCases(of: agency, after: after, limit: SearchPage.casesLookedAtMax)
    for number in numbers {
      guard let state = try state(of: number) else {
        throw served.damaged("case \(number.rawValue), which a queue names")
      }
      guard query.matches(state) else { continue }
      guard try visit(state) else { return number }
    }
    return numbers.count == SearchPage.casesLookedAtMax ? numbers.last : nil
  }
}
