/// A group of cases by its number, while it is counted.
struct FigureKey: Hashable, Comparable, Sendable {
  /// Nil for all cases.
  var dimension: FigureDimension?
  var number: UInt32
  var isUndecided: Bool

  static let total = FigureKey(nil, 0)

  init(_ dimension: FigureDimension?, _ number: UInt32, isUndecided: Bool = false) {
    self.dimension = dimension
    self.number = number
    self.isUndecided = isUndecided
  }

  static func < (a: Self, b: Self) -> Bool {
    a.number != b.number ? a.number < b.number : !a.isUndecided && b.isUndecided
  }
}

/// The cases of one group as far as they were counted.
struct FigureGroup {
  let key: FigureKey
  private var counts = FigureCounts()
  /// Milliseconds from each report to what came of it.
  private var times = [[Int64]](repeating: [], count: FigureTime.allCases.count)

  init(_ key: FigureKey) { self.key = key }

  mutating func add(_ state: CaseState, _ counts: FigureCounts) {
    self.counts.add(counts)
    guard let reportedAt = state.reportedAt else { return }
    for (index, time) in FigureTime.allCases.enumerated() {
      if let end = time.end(state) { times[index].append(max(0, end.milliseconds(since: reportedAt))) }
    }
  }

  func row(_ label: FigureLabel) -> FigureRow {
    FigureRow(label: label, counts: counts, spreads: times.map { FigureSpread($0) })
  }
}

/// A time that a citizen waits, from the report on, by day and night.
public enum FigureTime: String, CaseIterable, Sendable {
  /// Until an agency took the case on.
  case untilAccepted = "until_accepted"
  /// Until it was resolved; for one that was opened again, the last time.
  case untilResolved = "until_resolved"
  /// Until it was answered; for one that was opened again, the last time.
  case untilAnswered = "until_answered"

  fileprivate func end(_ state: CaseState) -> Instant? {
    switch self {
    case .untilAccepted: state.acceptedAt
    case .untilResolved: state.resolvedAt
    case .untilAnswered: state.answeredAt
    }
  }
}

/// How times are spread: exact, each is the time of one of the cases (nearest rank).
public struct FigureSpread: Hashable, Sendable {
  /// Of how many cases.
  public var count: Int
  /// The least time within which half of them lie, in milliseconds; nil of none.
  public var medianMilliseconds: Int64?
  /// The least time within which nine in ten of them lie, in milliseconds; nil of none.
  public var ninetiethMilliseconds: Int64?

  public init(_ times: [Int64]) {
    count = times.count
    guard count > 0 else { return }
    let sorted = times.sorted()
    medianMilliseconds = sorted[(count + 1) / 2 - 1]
    ninetiethMilliseconds = sorted[(9 * count + 9) / 10 - 1]
  }
}
