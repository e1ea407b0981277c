@_spi(Harness) import MotCham

/// One thing that an auditor reads from a city's directory, from its opening to the answer.
enum AuditorReading: String, CaseIterable, Sendable {
  /// The whole log, by the calling thread alone.
  case verifyOnOneThread = "verify_on_one_thread"
  /// The whole log, with as many workers as there are cores.
  case verifyOnAllCores = "verify_on_all_cores"
  /// The queues as they stood when the last event had been recorded.
  case queuesAtAnInstant = "queues_at_an_instant"
  /// Every event of many cases with the state behind it, in one pass.
  case timeline
  /// Every case under the rules of the log itself: what it costs, with an answer that is known.
  case whatIf = "what_if"

  /// What a reading was made of and whether its answer is right.
  struct Subject {
    var directory: String
    /// Reports in the log, each of a case of its own and still open.
    var count: Int
    /// Cases of `timeline`, evenly spread over the log.
    var timelineCount: Int
  }

  /// - Throws: when the answer is not the one that the city was made for.
  func run(_ subject: Subject) throws {
    switch self {
    case .verifyOnOneThread: try verify(subject, threadCount: 0)
    case .verifyOnAllCores: try verify(subject, threadCount: Machine.coreCount)
    case .queuesAtAnInstant:
      try hold(try AuditedCity(subject.directory).openCaseCount(), to: subject.count, "open cases")
    case .timeline:
      let step = max(1, subject.count / subject.timelineCount)
      let cases = (0..<min(subject.timelineCount, subject.count)).map {
        CaseNumber(City.foundingEventCount + UInt64($0 * step))
      }
      try hold(
        try AuditedCity(subject.directory).timelineEventCount(of: cases), to: cases.count, "events of these cases")
    case .whatIf:
      let answer = try AuditedCity(subject.directory).whatIfItsOwnRules()
      try hold(answer.cases, to: subject.count, "cases")
      try hold(answer.changed, to: 0, "cases for which the same rules make a difference")
    }
  }

  private func verify(_ subject: Subject, threadCount: Int) throws {
    let log = try VerifiedLog(city: subject.directory, threadCount: threadCount)
    try hold(Int(log.events), to: subject.count + Int(City.foundingEventCount), "events")
  }

  private func hold(_ found: Int, to expected: Int, _ what: String) throws(BenchError) {
    guard found == expected else { throw BenchError("\(rawValue) found \(found) \(what), not \(expected)") }
  }
}
