/// One thing that cases are counted by.
public enum FigureCount: Int, CaseIterable, Sendable {
  /// Reported within the period: what all others are parts of.
  case received
  /// Taken on by an agency at some time (đã thụ lý).
  case accepted
  /// Resolved, and not opened again since (đã xử lý).
  case resolved
  /// Answered, and not opened again since (đã trả lời).
  case answered
  /// With a deadline extended at least once (gia hạn).
  case extended
  /// Opened again at least once (mở lại).
  case reopened
  /// Rated by the citizen (đánh giá).
  case rated
  /// Could have been rated: answered, closed, or rated before it was opened again.
  case ratable
  /// Rated with four or five stars (hài lòng).
  case satisfied
  /// All stars of all ratings.
  case stars

  /// Promised a resolution or an answer by some time: each is exactly one of the four that follow.
  case promised
  /// A deadline for resolution or answer passed before it was kept or ended (trễ hạn).
  case late
  /// Not late, and such a deadline runs.
  case running
  /// Not late, nothing runs, and one was kept.
  case onTime
  /// Every one ended before it was due: rejected, handed over, converted, erased.
  case lapsed
  /// Deadlines that passed: a case may have several.
  case lateDeadlines

  case standsReceived
  case standsAssigned
  case standsInProgress
  case standsAwaitingCitizen
  case standsResolved
  case standsAnswered
  case standsClosed
  case standsRejected
  case standsHandedOver
  /// In a state that a newer writer knows.
  case standsElsewhere

  /// Where cases can stand: every case stands in exactly one place.
  public static let standings: [FigureCount] = [
    .standsReceived, .standsAssigned, .standsInProgress, .standsAwaitingCitizen, .standsResolved, .standsAnswered,
    .standsClosed, .standsRejected, .standsHandedOver, .standsElsewhere,
  ]
  /// What can become of what was promised.
  public static let outcomes: [FigureCount] = [.late, .running, .onTime, .lapsed]

  /// As reports write it: `late_deadlines`.
  public var name: String {
    String(describing: self).map { $0.isUppercase ? "_" + $0.lowercased() : String($0) }.joined()
  }

  static func standing(_ status: CaseStatus) -> FigureCount {
    switch status {
    case .received: .standsReceived
    case .assigned: .standsAssigned
    case .inProgress: .standsInProgress
    case .awaitingCitizen: .standsAwaitingCitizen
    case .resolved: .standsResolved
    case .answered: .standsAnswered
    case .closed: .standsClosed
    case .rejected: .standsRejected
    case .handedOver: .standsHandedOver
    default: .standsElsewhere
    }
  }
}

/// A share: so many of so many.
public struct FigureRatio: Hashable, Sendable {
  public var name: String
  public var numerator: FigureCount
  public var denominator: FigureCount

  /// Each share that a report states, in its order. The rate of ratings stands before what the ratings say.
  public static let all: [FigureRatio] = [
    FigureRatio(name: "accepted", numerator: .accepted, denominator: .received),
    FigureRatio(name: "resolved", numerator: .resolved, denominator: .received),
    FigureRatio(name: "answered", numerator: .answered, denominator: .received),
    FigureRatio(name: "late", numerator: .late, denominator: .promised),
    FigureRatio(name: "extended", numerator: .extended, denominator: .received),
    FigureRatio(name: "reopened", numerator: .reopened, denominator: .received),
    FigureRatio(name: "rated", numerator: .rated, denominator: .ratable),
    FigureRatio(name: "satisfied", numerator: .satisfied, denominator: .rated),
  ]
}

/// How many cases of each.
public struct FigureCounts: Hashable, Sendable {
  private var numbers = [Int](repeating: 0, count: FigureCount.allCases.count)

  public init() {}

  public subscript(count: FigureCount) -> Int {
    get { numbers[count.rawValue] }
    set { numbers[count.rawValue] = newValue }
  }

  mutating func add(_ other: FigureCounts, times: Int = 1) {
    for slot in numbers.indices { numbers[slot] += other.numbers[slot] * times }
  }
}
