import ArgumentParser
import MotCham
import Show

/// `motcham-replay at`: the city as it stood.
struct AtCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "at", abstract: "Shows the city's queues, or one case, as they stood at an event or a time.",
    discussion: """
      Every case is folded from its first event to that moment; the views of the directory are not asked. Without \
      --agency each agency and the triage stand with their numbers, as `motcham queue` shows them; with --agency the \
      lines of its queue, the first due first; with --case that case, as `motcham case` shows it. Names are those of \
      the edition that was in force. Overdue is judged as of the event's recording, or as of --time.
      """)

  @Argument(help: "The city's directory; another process may be writing there.")
  var directory: String

  @Option(help: "After the event at this sequence.")
  var sequence: UInt64?

  @Option(help: "With what was recorded until this time.")
  var time: String?

  @Option(help: ArgumentHelp("An agency, by id, code or name; triage for what nobody has.", valueName: "id"))
  var agency: String?

  @Option(name: .customLong("case"), help: ArgumentHelp("The code of a case.", valueName: "code"))
  var code: String?

  @Option(help: "At most so many lines of a queue, 1 to \(AtCommand.limitMax).")
  var limit = 1_000

  @Option(
    help: ArgumentHelp(
      "Where cases lie meanwhile that memory has no room for (default: TMPDIR, or /tmp).", valueName: "folder"))
  var temporary: String?

  @Flag(help: "Each agency or case as a line of JSON.")
  var json = false

  private static let limitMax = 1_000_000

  func validate() throws {
    guard (sequence == nil) != (time == nil) else {
      throw ValidationError("say either after which event (--sequence) or at which time (--time)")
    }
    if let fault = TimeText.fault(time, of: "--time") { throw ValidationError(fault) }
    if agency != nil, code != nil { throw ValidationError("--agency and --case are two questions; ask them in turn") }
    guard (1...Self.limitMax).contains(limit) else {
      throw ValidationError("--limit must be 1 to \(Self.limitMax), not \(limit)")
    }
  }

  mutating func run() throws {
    let city = try LoggedCity.open(directory)
    try city.requireWhole()
    let moment = try moment(city)
    if let code { return try showCase(code, city, moment) }
    let shown = ShownCity(city, before: moment.end)
    let wanted = try agency.map { text throws(Failure) in
      try CityNames(rulebook: shown.rulebook, instant: moment.asOf).agency(text)
    }
    let past = try city.queues(
      before: moment.end, asOf: moment.asOf, linesOf: wanted, limit: limit, workplace: temporary)
    Messages.say(ReadSpeed.sentence("folded", past.speed))
    var show = QueueShow(shown, at: moment.asOf, json: json)
    if let wanted {
      for entry in past.lines { try show.add(entry) }
      try show.finishCases(isCut: past.lines.count == limit)
      let all = past.agencies[wanted]?.cases ?? 0
      if all > past.lines.count {
        Messages.say("\(past.lines.count) of \(all) cases are shown; --limit says how many")
      }
    } else {
      for agency in QueueShow.queues(of: shown) {
        let count = past.agencies[agency]
        try show.add(agency, open: count?.cases ?? 0, overdue: count?.overdue ?? 0)
      }
      try show.finishAgencies()
    }
  }

  private func moment(_ city: LoggedCity) throws -> Moment {
    if let sequence { return try Moment.after(sequence, in: city) }
    guard let instant = time.flatMap({ Instant($0) }) else { return try Moment.end(of: city) }
    return try Moment.at(instant, in: city)
  }

  private func showCase(_ code: String, _ city: LoggedCity, _ moment: Moment) throws {
    let speed = ReadSpeed()
    let found = try LoggedCase(code, in: city, before: moment.end)
    Messages.say(speed.sentence("read", found.readCount(before: moment.end)))
    let shown = ShownCity(city, before: moment.end)
    var output = Output.standard
    if json {
      var lines = JSONOutput()
      try lines.line(to: &output) { CaseJSON(shown, at: moment.asOf).whole(found.history, &$0) }
    } else {
      try output.write(CaseText(shown, at: moment.asOf).text(found.history))
    }
    try output.flush()
  }
}
