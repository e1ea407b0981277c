import MotCham
import Show

/// Compares two cities, or two moments of one: the cases that some event made different, then the queues.
struct DiffRun {
  let a: DiffSide
  let b: DiffSide
  let relation: LogRelation
  /// Where cases lie meanwhile that memory has no room for; nil for `TMPDIR` or `/tmp`.
  var workplace: String?

  private(set) var onlyInA = 0
  private(set) var onlyInB = 0
  private(set) var changed = 0

  /// So many cases are in memory at a time.
  private static let pageCountMax = 16_384

  init(_ a: DiffSide, _ b: DiffSide) throws {
    self.a = a
    self.b = b
    relation = try LogRelation(a, b)
  }

  /// In ascending order of the cases' numbers.
  mutating func cases(_ visit: (CaseDifference) throws -> Void) throws {
    let (aShown, bShown) = (a.shown, b.shown)
    var place: CaseNumber?
    while true {
      let page = try page(after: place)
      guard let last = page.last else { return }
      place = last
      let histories = try histories(of: page)
      for (aEvents, bEvents) in zip(histories.a, histories.b) {
        guard let difference = CaseDifference(aEvents, aShown, bEvents, bShown) else { continue }
        switch difference.presence {
        case .a: onlyInA += 1
        case .b: onlyInB += 1
        case .both: changed += 1
        }
        try visit(difference)
      }
    }
  }

  /// The next cases that an event behind the common ones belongs to: no other can be different.
  private func page(after place: CaseNumber?) throws -> [CaseNumber] {
    func touched(_ side: DiffSide) throws -> [CaseNumber] {
      try side.city.cases(
        touchedFrom: SequenceNumber(relation.commonCount), before: side.end, after: place, limit: Self.pageCountMax)
    }
    let found = [try touched(a), try touched(b)]
    // Behind the last of a full page there may be more.
    let bound = found.filter { $0.count == Self.pageCountMax }.compactMap(\.last).min()
    let all = Set(found.joined()).sorted()
    guard let bound else { return all }
    return all.filter { $0 <= bound }
  }

  private func histories(of numbers: [CaseNumber]) throws -> (a: [[Event]], b: [[Event]]) {
    guard a.city.path == b.city.path else {
      return (
        try a.city.events(of: numbers, before: a.end), try b.city.events(of: numbers, before: b.end)
      )
    }
    // One pass for both moments of a log.
    let all = try a.city.events(of: numbers, before: max(a.end, b.end))
    func before(_ end: SequenceNumber) -> [[Event]] { all.map { $0.filter { $0.sequence < end } } }
    return (before(a.end), before(b.end))
  }

  /// The queues of both; nil when they are the same of themselves.
  func queues() throws -> (a: PastQueues, b: PastQueues)? {
    if relation.isSame, a.moment.asOf == b.moment.asOf { return nil }
    func folded(_ side: DiffSide) throws -> PastQueues {
      try side.city.queues(before: side.end, asOf: side.moment.asOf, workplace: workplace)
    }
    return (try folded(a), try folded(b))
  }
}
