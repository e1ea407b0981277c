/// A view: what the events of the log have made, kept so that a question is answered without walking over the log.
///
/// Each has a version, a checkpoint and a digest of its own, and can be thrown away and folded again. Its number
/// stands in the register and is never given to another.
enum View: UInt32, CaseIterable, Sendable {
  /// The state of each case.
  case cases = 1
  /// The open cases of each agency, and of the triage, by due instant.
  case queues = 2
  /// The cases of each agency that are resolved and not yet answered, by due instant.
  case unanswered = 3
  /// The running commitments of open cases by due instant.
  case commitments = 4
  /// The cases of each place and category: likely duplicates, and the chain of recurrences.
  case places = 5
  /// The cases that were linked to another as its duplicates.
  case duplicates = 6
  /// The events of each case.
  case history = 7
  /// Where each submission key stands in the log.
  case submissions = 8
  /// What happened in each half day, by agency, category and so on.
  case counters = 9
  /// The open cases by the instant at which their first timer rings.
  case timers = 10
  /// The events of the city itself: which edition of the rulebook came into force when.
  case city = 11

  var name: String { "\(self)" }

  /// Raised with every change of what stands in the view; one of another version is folded anew.
  var version: UInt32 {
    switch self {
    case .cases: 6
    case .queues, .places: 2
    case .commitments: 3
    case .unanswered, .duplicates, .history, .submissions, .counters, .timers, .city: 1
    }
  }

  /// Its place among all views, from 0.
  var index: Int { Int(rawValue) - 1 }
}

/// Several views.
struct ViewSet: OptionSet, Sendable {
  var rawValue: UInt32
  init(rawValue: UInt32) { self.rawValue = rawValue }
  init(_ view: View) { rawValue = 1 << view.rawValue }

  func contains(_ view: View) -> Bool { rawValue & 1 << view.rawValue != 0 }

  static let none: ViewSet = []
  static let all = View.allCases.reduce(into: ViewSet()) { $0.formUnion(ViewSet($1)) }
  static let cases = ViewSet(.cases)
  /// Without these nothing can be decided: when one of them is of another version, all are folded before the city
  /// opens.
  static let ofTheWriter: ViewSet = [.cases, ViewSet(.submissions), ViewSet(.city)]
}
