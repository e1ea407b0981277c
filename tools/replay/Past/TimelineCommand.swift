import ArgumentParser
import MotCham
import Show

/// `motcham-replay timeline`: everything that happened to a case, and where it stood after each event.
struct TimelineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "timeline", abstract: "Shows the whole history of a case, and where it stood after each event.",
    discussion: """
      From the events alone: the views of the directory are not asked. Each event stands with its sequence, when it \
      happened and, where that differs, when it was recorded, who acted and what they said. With --json each event is \
      a line with the fields of `motcham case`, and the state behind it in `after`; overdue is judged as of its \
      recording. What is personal stays sealed.
      """)

  @Argument(help: "The city's directory, which another process may be writing to, or a bundle.")
  var directory: String

  @Argument(help: "The code of the case.")
  var code: String

  @Flag(help: "Each event as a line of JSON.")
  var json = false

  mutating func run() throws {
    let city = try LoggedCity.open(directory)
    if let remark = city.leftOutRemark { Messages.say(remark) }
    let speed = ReadSpeed()
    let found = try LoggedCase(code, in: city)
    Messages.say(speed.sentence("read", found.readCount()))
    let timeline = Timeline(city: ShownCity(city), history: found.history)
    var output = Output.standard
    if json { try timeline.json(to: &output) } else { try output.write(timeline.text) }
    try output.flush()
  }
}
