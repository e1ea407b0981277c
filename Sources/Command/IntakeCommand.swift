import ArgumentParser
import MotCham
import Show

/// `motcham intake`: brings a file of reports into the city.
struct IntakeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "intake", abstract: "Takes in a file of reports, each row by itself.",
    discussion: """
      A row that cannot be taken is refused alone, named on standard error by its line and the reason, and the \
      exit status is 1. What is answered is on the disk; an intake that was cut off is repeated from the start, \
      and rows that were taken before make no second case.

      A row is known again by its submission key; of nyc311 by its Unique Key; and a line of a named file that \
      carries no key by the file's path, the line's number and its bytes. So two equal lines are two cases, and a \
      file that was moved, or edited above a line, makes new cases of the lines below. Lines without a key from a \
      pipe are new cases each time they are sent.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case ndjson, nyc311 }

  @Argument(help: "The city's directory.")
  var directory: String

  @Argument(help: "The file; - for standard input.")
  var file: String

  @Option(help: "How the file is written.")
  var format = Format.ndjson

  @Option(help: ArgumentHelp("Keeps refused rows here, byte for byte.", valueName: "file"))
  var rejects: String?

  @Option(help: "Rows that go to the disk together, 1 to 16384.")
  var batch = 1_024

  @Flag(help: "Receipts and the summary as lines of JSON.")
  var json = false

  func validate() throws {
    guard (1...16_384).contains(batch) else { throw ValidationError("--batch must be 1 to 16384, not \(batch)") }
  }

  mutating func run() throws {
    let source = try ByteSource(file)
    defer { source.close() }
    let engine = try CityWriter.open(directory)
    Interruption.listen()
    do {
      switch format {
      case .ndjson: try take(NDJSONReader(source, rulebook: engine.rulebook) { Clock.now }, source, engine)
      case .nyc311: try take(NewYorkReader(source, rulebook: engine.rulebook) { Clock.now }, source, engine)
      }
    } catch {
      // The reason that stands first is the one to tell.
      try? engine.close()
      throw error
    }
    try engine.close()
  }

  private func take<Reader: RowReader>(_ reader: Reader, _ source: ByteSource, _ engine: Engine) throws {
    let kept = try rejects.map { path throws(Failure) in try Rejects(path, header: reader.header, input: file) }
    var run = IntakeRun(
      engine: engine, reader: reader, rowsMax: batch,
      report: IntakeReport(zone: engine.rulebook.zone, isJSON: json, rejects: kept),
      progress: ProgressBar(total: source.byteCount))
    defer { run.report.close() }
    var fault: (any Error)?
    do { try run.run() } catch { fault = error }
    run.progress.clear()
    if let warning = run.reader.warning { Messages.say(warning) }
    try run.report.summarise()
    if let fault {
      throw Failure("stopped after line \(run.report.lastLine): \(fault); what has a receipt is safe")
    }
    if Interruption.isRequested {
      let next =
        source.canonicalPath == nil
        ? "send the rows after it to go on" : "run the same command again to go on"
      throw Failure("interrupted after line \(run.report.lastLine); what has a receipt is safe, \(next)")
    }
    if run.report.wasClosed {
      throw Failure("standard output was closed before all receipts were read; all rows were taken in")
    }
    if run.report.refused > 0 {
      let count = run.report.refused == 1 ? "1 row was refused" : "\(run.report.refused) rows were refused"
      throw Failure(count + (rejects.map { ", kept in \($0)" } ?? "; --rejects FILE keeps them"))
    }
  }
}
