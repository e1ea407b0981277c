import ArgumentParser
import MotCham
import Show

/// `motcham-replay explain`: how each deadline of a case came about, and on what each step rests.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Explains each deadline of a case day by day, with the event behind each step.",
    discussion: """
      The promise and each move of a deadline, counted anew on the calendar of the edition that it rests on, with the \
      sequence of the event that made it: `motcham-replay prove` gives a receipt of that. Then the time that was used, \
      by whom, and on which day with --daily. In Vietnamese where LANG begins with vi.
      """)

  @Argument(help: "The city's directory, which another process may be writing to, or a bundle.")
  var directory: String

  @Argument(help: "The code of the case.")
  var code: String

  @Option(
    help: ArgumentHelp(
      "As of this time, with what was recorded until then; now when left out.", valueName: "time"))
  var at: String?

  @Flag(help: "Each day on which time was used has its line.")
  var daily = false

  func validate() throws {
    if let fault = TimeText.fault(at, of: "--at") { throw ValidationError(fault) }
  }

  mutating func run() throws {
    let city = try LoggedCity.open(directory)
    if let remark = city.leftOutRemark { Messages.say(remark) }
    let speed = ReadSpeed()
    let moment = try at.flatMap { Instant($0) }.map { try Moment.at($0, in: city) }
    let found = try LoggedCase(code, in: city, before: moment?.end)
    Messages.say(speed.sentence("read", found.readCount(before: moment?.end)))
    let asOf = moment?.asOf ?? Clock.now
    let text = CaseText(ShownCity(city, before: moment?.end), at: asOf)
    let grounds = StepGrounds(city: city, events: found.history.events, language: Language.preferred)
    var output = Output.standard
    try output.line(text.title(found.history.state))
    try output.line("as of \(city.rulebook.zone.text(asOf))\n")
    try output.write(text.deadlines(found.history, daily: daily) { grounds.line($0) })
    try output.flush()
  }
}

/// What the steps of an account rest on, in words.
private struct StepGrounds {
  let city: LoggedCity
  let events: [Event]
  let language: Explanation.Language

  func line(_ step: CommitmentAccount.Step) -> String {
    let isVietnamese = language == .vietnamese
    var text = (isVietnamese ? "căn cứ sự kiện " : "rests on event ") + String(step.sequence.rawValue)
    if let event = events.first(where: { $0.sequence == step.sequence }) {
      text += " (\(event.body.typeName)), " + (isVietnamese ? "ghi nhận " : "recorded ")
      text += Moments.exact(event.recordedAt, city.rulebook.zone)
    }
    guard let adopted = city.editions.first(where: { $0.edition == step.edition }) else { return text }
    return text + (isVietnamese ? "; quy định bản " : "; edition ") + String(adopted.edition)
      + (isVietnamese ? " (sự kiện " : " of the rulebook (event ") + "\(adopted.sequence.rawValue)): \(adopted.name)"
  }
}
