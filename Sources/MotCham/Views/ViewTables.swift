internal import LMDB

/// Which of its two sets of tables a view stands in. One is served, in the other it can be built anew.
enum ViewSide: UInt32, Sendable {
  case a = 0
  case b = 1

  var other: ViewSide { self == .a ? .b : .a }
}

/// One table for each kind of record.
struct ViewTables: Sendable {
  var cases: Table
  var queues: Table
  var unanswered: Table
  var commitments: Table
  var places: Table
  var duplicates: Table
  var history: Table
  var submissions: Table
  /// Keys from the future when they came, so that they are looked for when their time has come.
  var submissionsAhead: Table
  var counters: Table
  var timers: Table
  var city: Table

  /// The tables of one side, made where they are missing and `create` says so.
  init(_ side: ViewSide, in environment: Environment, create: Bool) throws(LMDBError) {
    func table(_ name: String) throws(LMDBError) -> Table {
      try environment.table("\(name).\(side)", create: create)
    }
    cases = try table("cases")
    queues = try table("queues")
    unanswered = try table("unanswered")
    commitments = try table("commitments")
    places = try table("places")
    duplicates = try table("duplicates")
    history = try table("history")
    submissions = try table("submissions")
    submissionsAhead = try table("submissions_ahead")
    counters = try table("counters")
    timers = try table("timers")
    city = try table("city")
  }

  /// How many tables an environment of two sides has, and `meta`.
  static let countInEnvironment = 25

  /// The names of the tables of one view on one side, in the order in which its digest takes them.
  static func names(of view: View, on side: ViewSide) -> [String] {
    let names = view == .submissions ? ["submissions", "submissions_ahead"] : [view.name]
    return names.map { "\($0).\(side)" }
  }

  /// The tables of one view, in the order in which its digest takes them.
  func of(_ view: View) -> [Table] {
    switch view {
    case .cases: [cases]
    case .queues: [queues]
    case .unanswered: [unanswered]
    case .commitments: [commitments]
    case .places: [places]
    case .duplicates: [duplicates]
    case .history: [history]
    case .submissions: [submissions, submissionsAhead]
    case .counters: [counters]
    case .timers: [timers]
    case .city: [city]
    }
  }

  /// Takes the tables of one view from another side.
  mutating func take(_ view: View, from other: ViewTables) {
    switch view {
    case .cases: cases = other.cases
    case .queues: queues = other.queues
    case .unanswered: unanswered = other.unanswered
    case .commitments: commitments = other.commitments
    case .places: places = other.places
    case .duplicates: duplicates = other.duplicates
    case .history: history = other.history
    case .submissions: (submissions, submissionsAhead) = (other.submissions, other.submissionsAhead)
    case .counters: counters = other.counters
    case .timers: timers = other.timers
    case .city: city = other.city
    }
  }
}
