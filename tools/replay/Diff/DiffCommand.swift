import ArgumentParser
import MotCham
import Show

/// `motcham-replay diff`: what two cities, or two moments of one, differ in.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Says what differs between two cities, or between two moments of one.",
    discussion: """
      Each of A and B is a directory, or a directory as it stood: DIR@SEQUENCE after that event, DIR@TIME with what was \
      recorded until then. Shown are the cases that only one of them has, those that differ and in what, the agencies \
      whose figures differ (overdue as of the last event that counts, or as of the time), and how the logs go together: \
      the roots over their first events say whether one continues the other, or at which event they part. The roots \
      are those that the blocks carry; `verify` holds them against the events.

      Exit status: 0 when nothing differs, 1 when something does.
      """)

  @Argument(help: ArgumentHelp("A city's directory, or DIR@SEQUENCE or DIR@TIME.", valueName: "a"))
  var a: String

  @Argument(help: ArgumentHelp("Another, or another moment of the same.", valueName: "b"))
  var b: String

  @Option(
    help: ArgumentHelp(
      "Where cases lie meanwhile that memory has no room for (default: TMPDIR, or /tmp).", valueName: "folder"))
  var temporary: String?

  @Flag(help: "Each case, each agency and the summary as a line of JSON.")
  var json = false

  mutating func run() throws {
    let a = try DiffSide(a)
    let b = try DiffSide(b, beside: a)
    let speed = ReadSpeed()
    var run = try DiffRun(a, b)
    run.workplace = temporary
    var show = DiffShow(a, b, json: json)
    try run.cases { try show.add($0) }
    if let queues = try run.queues() {
      try show.add(queues)
      Messages.say(ReadSpeed.sentence("folded", queues.a.speed, queues.b.speed))
    } else {
      Messages.say(speed.sentence("compared", a.end.rawValue))
    }
    let isSame = run.onlyInA + run.onlyInB + run.changed + show.agencyCount == 0 && run.relation.isSame
    try show.finish(run, isSame: isSame)
    if !isSame { throw Failure("\(a.text) and \(b.text) differ") }
  }
}
