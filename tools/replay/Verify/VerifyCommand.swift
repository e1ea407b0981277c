import ArgumentParser
import MotCham
import Show

/// `motcham-replay verify`: every block, sequence, event and root, from byte 0.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Holds a whole log against itself, its views against the log, and all against checkpoints.",
    discussion: """
      The checkpoints in the directory prove nothing against an operator who has its key. Bring one of your own, and \
      the key you were given then: --checkpoint FILE --key FILE. Nothing is written into the directory; the views are \
      folded anew in a temporary folder, which needs as much room as they do.
      """)

  @Argument(help: "The city's directory, which another process may be writing to, or a bundle.")
  var directory: String

  @Option(help: ArgumentHelp("A checkpoint that was kept elsewhere; may be given several times.", valueName: "file"))
  var checkpoint: [String] = []

  @Option(help: ArgumentHelp("The log's public key as it was kept elsewhere, a file of one line.", valueName: "file"))
  var key: String?

  @Option(help: ArgumentHelp("Where the views are folded meanwhile (default: TMPDIR, or /tmp).", valueName: "folder"))
  var temporary: String?

  @Option(help: "Threads that hash beside the one that reads; 0 to do everything on one.")
  var threads = 2

  @Flag(help: "One line of JSON.")
  var json = false

  mutating func validate() throws {
    guard (0...64).contains(threads) else { throw ValidationError("--threads is 0 to 64") }
  }

  mutating func run() throws {
    var question = CityAudit.Question(directory: directory)
    question.key = try key.map(KeyFile.read)
    question.checkpointFiles = checkpoint
    question.workplace = temporary
    question.threadCount = threads
    let watch = Watch()
    let audit = try CityAudit.run(question) { watch.show($0, $1, $2) }
    watch.end()
    Messages.say(watch.speed.sentence(audit.log))
    let report = VerifyReport(audit: audit, directory: directory)
    var output = Output.standard
    if json { try report.json(to: &output) } else { try output.write(report.text) }
    try output.flush()
    if let failure = report.failure { throw Failure(failure) }
  }

  /// The bar and the clock, behind a closure that others hold; one thread calls it.
  private final class Watch {
    private var bar = ProgressBar(total: nil)
    private(set) var speed = VerifySpeed()
    private var isLogDone = false

    func show(_ step: CityAudit.Step, _ done: UInt64, _ all: UInt64) {
      if step == .views || done == all { endLog() }
      let label = step == .log ? "\(done) of \(all) events" : "views: \(done) of \(all) events folded"
      bar.show(doneCount: Int64(clamping: done), of: Int64(clamping: all), label: label)
    }

    func end() {
      endLog()
      bar.clear()
    }

    private func endLog() {
      if !isLogDone { speed.end() }
      isLogDone = true
    }
  }
}

/// A public key that somebody kept.
enum KeyFile {
  static func read(_ path: String) throws -> VerifierKey {
    let text = String(decoding: try File.read(path), as: UTF8.self)
    do throws(ProofError) { return try VerifierKey(text) } catch { throw Failure("\(path): \(error)") }
  }
}
