import ArgumentParser
import MotCham
import Show

/// `motcham stats`: what became of the reports of a period, in figures that add up.
struct StatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats", abstract: "Counts what became of the cases that were reported within a period.",
    discussion: """
      A period is \(FigurePeriod.spellings), in the city's own time. `2025-09@25T12:00` is the month from \
      25 September, 12:00, to 25 October, 12:00; a day as TO counts to its end, a time ends before it. Each figure \
      stands with its numerator and denominator, the period and the number of events of the log that it rests on. \
      Parts that do not add up to their total are not printed. --seal also writes the report into a file that \
      --check computes again from the log, whatever has come after it.
      """)

  private static let dimensions = FigureDimension.allCases.map(\.rawValue).joined(separator: ", ")

  @Argument(help: "The city's directory.")
  var directory: String

  @Option(help: ArgumentHelp("One of \(Self.dimensions).", valueName: "dimension"))
  var by: String?

  @Option(help: ArgumentHelp("When the cases were reported.", valueName: "period"))
  var period: String?

  @Flag(help: "Wards and agencies of each case's own time (as it was), or those that carry them on today (as it is).")
  var view: ViewFlag = .asWas

  @Option(help: ArgumentHelp("Writes the sealed report into a new file.", valueName: "file"))
  var seal: String?

  @Option(help: ArgumentHelp("Computes a sealed report again; 1 when it differs.", valueName: "file"))
  var check: String?

  @Flag(help: "One line of JSON.")
  var json = false

  func validate() throws {
    if check != nil {
      guard by == nil, period == nil, seal == nil else {
        throw ValidationError("--check takes by, period and view from the report; give it alone")
      }
    } else if by == nil || period == nil {
      throw ValidationError("--by and --period are needed, or --check")
    }
    if let by, FigureDimension(rawValue: by) == nil {
      throw ValidationError("--by must be one of \(Self.dimensions), not \(by.debugDescription)")
    }
  }

  mutating func run() throws {
    let engine = try CityReader.open(directory)
    defer { try? engine.close() }
    if let check { return try self.check(check, engine) }
    guard let dimension = by.flatMap(FigureDimension.init), let text = period else { return }
    guard let period = FigurePeriod(text, in: engine.rulebook.zone) else {
      throw Failure("--period must be \(FigurePeriod.spellings), not \(text.debugDescription)")
    }
    let question = FigureQuestion(by: dimension, during: period, view.view)
    let report = try engine.read { reading throws(EngineError) in try reading.figures(question) }
    let zone = engine.rulebook.zone
    if let seal { try SealedFile.write(SealedReport.bytes(of: report, in: zone), to: seal) }
    var output = Output.standard
    if json {
      try output.write(report.canonicalBytes(in: zone))
      try output.write("\n")
    } else {
      try output.write(StatsText(report: report, zone: zone).text)
    }
    try output.flush()
  }

  private func check(_ path: String, _ engine: Engine) throws {
    let bytes = try ByteSource.wholeFile(path)
    let verdict = try engine.read { reading throws(EngineError) in try reading.check(sealedReport: bytes) }
    let show = ReportVerdictShow(verdict: verdict, path: path)
    var output = Output.standard
    if json { try show.json(to: &output) } else { try output.write(show.text) }
    try output.flush()
    if let failure = show.failure { throw failure }
  }
}

/// `--as-was` or `--as-is`.
enum ViewFlag: EnumerableFlag {
  case asWas
  case asIs

  var view: LineageView { self == .asIs ? .asIs : .asWas }
}
