public import Casework

extension Reading {
  /// The cases that match, in the order of their numbers, which is that of their recording: a walk from page to page
  /// meets every case that matches throughout exactly once, also over several readings while others come in.
  ///
  /// With an agency and open statuses its queue is walked, with a category and an area the cells of that area; any
  /// other search looks at case after case, up to `SearchPage.casesLookedAtMax` in a call.
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
      let numbers = try openCases(of: agency, after: after, limit: SearchPage.casesLookedAtMax)
      return try walk(numbers, query, visit)
    }
    if let area = query.area, let category = query.category, let cells = area.cells {
      let numbers = try cases(in: cells, category, after: after, limit: SearchPage.casesLookedAtMax)
      return try walk(numbers, query, visit)
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

  /// - Parameter numbers: what an index gave, as many as it was asked for unless there are no more.
  private func walk(
    _ numbers: [CaseNumber], _ query: SearchQuery, _ visit: (CaseState) throws(EngineError) -> Bool
  ) throws(EngineError) -> CaseNumber? {
    for number in numbers {
      guard let state = try state(of: number) else {
        throw served.damaged("case \(number.rawValue), which an index names")
      }
      guard query.matches(state) else { continue }
      guard try visit(state) else { return number }
    }
    return numbers.count == SearchPage.casesLookedAtMax ? numbers.last : nil
  }
}
