import ArgumentParser
import MotCham
import Show

/// `motcham tick`: rings the timers of a directory that no gateway serves.
struct TickCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tick",
    abstract: "Rings what is due: reminders, missed deadlines, escalations, cases that nobody confirmed.",
    discussion: """
      A process that serves the directory rings its timers itself; this is for one that nobody serves, from cron. Each \
      timer rings once, however often and whenever this runs.

      With --now the timers are asked at that time instead of now, and what rings is recorded as having happened then. \
      It cannot lie ahead: nothing is missed before its time.
      """)

  @Argument(help: "The city's directory.")
  var directory: String

  @Option(help: ArgumentHelp("The time to ask at; now when left out.", valueName: "time"))
  var now: String?

  @Flag(help: "Each timer and the summary as a line of JSON.")
  var json = false

  func validate() throws {
    if let now, Instant(now) == nil {
      throw ValidationError(
        "--now must be a time with offset, as 2025-09-03T08:15:00+07:00, not \(now.debugDescription)")
    }
  }

  mutating func run() throws {
    let asked = now.flatMap { Instant($0) }
    if let asked, asked > Clock.now {
      throw Failure(
        "--now \(now ?? "") lies ahead, and nothing is missed before its time; leave it out, or give a time that has been"
      )
    }
    let engine = try CityWriter.open(directory)
    defer { try? engine.close() }
    var show = TickShow(engine: engine, isJSON: json)
    let tally = try engine.tick(now: asked) { show.add($0) }
    try show.finish(tally)
  }
}
