import ArgumentParser
import MotCham
import Show

/// `motcham-replay report`: a published figure, computed again.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Computes a sealed report again from the log alone, and compares.",
    discussion: """
      The report is a file of `motcham stats --seal`. It names how many events it rests on, and the root over them; \
      every case is folded from its events before that end, whatever came after them. Exit status 1 when it says \
      anything else than the log.
      """)

  @Argument(help: "The city's directory; another process may be writing there.")
  var directory: String

  @Argument(help: ArgumentHelp("The sealed report.", valueName: "file"))
  var report: String

  @Option(
    help: ArgumentHelp(
      "Where cases lie meanwhile that memory has no room for (default: TMPDIR, or /tmp).", valueName: "folder"))
  var temporary: String?

  @Flag(help: "One line of JSON.")
  var json = false

  mutating func run() throws {
    let bytes = try File.read(report, byteCountMax: 64 << 20)
    let city = try LoggedCity.open(directory)
    let (verdict, speed) = try city.check(sealedReport: bytes, workplace: temporary)
    Messages.say(ReadSpeed.sentence("folded", speed))
    let show = ReportVerdictShow(verdict: verdict, path: report)
    var output = Output.standard
    if json { try show.json(to: &output) } else { try output.write(show.text) }
    try output.flush()
    if let failure = show.failure { throw failure }
  }
}
