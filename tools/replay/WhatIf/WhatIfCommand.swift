import ArgumentParser
import MotCham
import Show

/// `motcham-replay whatif`: the real log under other rules.
struct WhatIfCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "whatif", abstract: "Shows what would have been late under another rulebook, beside what was.",
    discussion: """
      Every act stays as it was, and when: only the promises to the citizen are counted anew, by the service levels, \
      calendars and pauses of the other rulebook, as if it had been in force from the first day on. Deadlines that \
      somebody gave by name stay, and with them those of cases that were taken over from another system, unless \
      --history counts these by the rulebook too. Where other rules would have led to other acts, nobody can know which. Cases count \
      for the agency in charge. The log is not touched.
      """)

  @Argument(help: "The city's directory; another process may be writing there.")
  var directory: String

  @Option(help: ArgumentHelp("The other rulebook; its numbers and ids are those of the log.", valueName: "file"))
  var rulebook: String

  @Option(help: ArgumentHelp("Only cases reported within it: \(FigurePeriod.spellings).", valueName: "period"))
  var period: String?

  @Option(help: ArgumentHelp("As of when (default: when the last event was recorded).", valueName: "time"))
  var at: String?

  @Flag(help: "Counts cases from another system by the rulebook, in place of the due dates that came with them.")
  var history = false

  @Option(help: "At most so many of the cases for which it makes a difference, 0 to \(WhatIfCommand.limitMax).")
  var limit = 20

  @Option(
    help: ArgumentHelp(
      "Where cases lie meanwhile that memory has no room for (default: TMPDIR, or /tmp).", valueName: "folder"))
  var temporary: String?

  @Flag(help: "A line of JSON for each agency, for each case, and last the sum.")
  var json = false

  private static let limitMax = 1_000_000

  func validate() throws {
    guard (0...Self.limitMax).contains(limit) else {
      throw ValidationError("--limit must be 0 to \(Self.limitMax), not \(limit)")
    }
    if let fault = TimeText.fault(at, of: "--at") { throw ValidationError(fault) }
  }

  mutating func run() throws {
    let city = try LoggedCity.open(directory)
    let rules = WhatIfRules(try otherRulebook(), countsHistory: history)
    var question = WhatIfQuestion(rules, asOf: try instant(city))
    question.period = try period.map { text throws(Failure) in
      guard let period = FigurePeriod(text, in: city.rulebook.zone) else {
        throw Failure("--period must be \(FigurePeriod.spellings), not \(text.debugDescription)")
      }
      return period
    }
    question.limit = limit
    question.workplace = temporary
    let answer = try city.whatIf(question)
    Messages.say(ReadSpeed.sentence("folded twice", answer.speed))
    let show = WhatIfShow(city: ShownCity(city), answer: answer, other: rules.rulebook, asOf: question.asOf)
    var output = Output.standard
    if json { try show.json(to: &output) } else { try output.write(show.text) }
    try output.flush()
  }

  private func otherRulebook() throws -> Rulebook {
    let document = try File.read(rulebook, byteCountMax: 64 << 20)
    do throws(RulebookError) { return try Rulebook(json: document) } catch {
      throw Failure("\(rulebook): \(error.description)")
    }
  }

  private func instant(_ city: LoggedCity) throws -> Instant {
    if let instant = at.flatMap({ Instant($0) }) { return instant }
    guard let last = try city.event(at: SequenceNumber(city.end.rawValue - 1)) else {
      throw Failure("\(directory) has no event; name a time with --at")
    }
    return last.recordedAt
  }
}
