import ArgumentParser
import MotCham
import Show

/// `motcham queue`: what waits, for whom, until when.
struct QueueCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "queue", abstract: "Shows the open cases of an agency, the first due first.",
    discussion: """
      Without --agency each agency and the triage stand with their numbers; with --json the cases of all of them, \
      queue after queue, or their numbers with --counts. `--agency triage` shows what no agency has yet, \
      `--status resolved` what is resolved and not yet answered.
      """)

  @Argument(help: "The city's directory.")
  var directory: String

  @Option(help: ArgumentHelp("An agency of the rulebook, by id or code; triage for what nobody has.", valueName: "id"))
  var agency: String?

  @Option(help: ArgumentHelp("Only cases that stand here.", valueName: "status"))
  var status: String?

  @Flag(help: "Only cases that are overdue.")
  var overdue = false

  @Option(help: ArgumentHelp("Overdue as of this time; now when left out.", valueName: "time"))
  var at: String?

  @Option(help: "At most so many cases.")
  var limit: Int?

  @Flag(help: "Numbers for each agency instead of cases.")
  var counts = false

  @Flag(help: "Each case, or each agency with --counts, as a line of JSON.")
  var json = false

  func validate() throws {
    if let status, CaseStatus(name: status) == nil {
      throw ValidationError("--status must be one of \(CaseStatus.allNames), not \(status.debugDescription)")
    }
    if let at, Instant(at) == nil {
      throw ValidationError("--at must be a time with offset, as 2025-09-03T08:15:00+07:00, not \(at.debugDescription)")
    }
    if counts, agency != nil { throw ValidationError("--counts shows every agency; leave --agency out") }
    if let limit, limit < 1 { throw ValidationError("--limit must be at least 1, not \(limit)") }
  }

  mutating func run() throws {
    let engine = try CityReader.open(directory)
    defer { try? engine.close() }
    let instant = at.flatMap { Instant($0) } ?? Clock.now
    var pages = QueuePages(engine: engine, at: instant)
    pages.status = status.flatMap { CaseStatus(name: $0) }
    pages.onlyOverdue = overdue
    pages.limit = limit ?? .max
    var queues = QueueShow.queues(of: ShownCity(engine))
    if let agency {
      let found = try CityNames(rulebook: engine.rulebook, instant: instant).agency(agency)
      if found == .none { return try pages.cases([.none], json: json) }
      queues = [found]
    }
    if counts || (agency == nil && !json) {
      try pages.overview(json: json)
    } else {
      try pages.cases(queues, json: json)
    }
  }
}
