import ArgumentParser
import MotCham
import Show

/// `motcham adopt`: a new edition of the rulebook, and what it does to open cases.
struct AdoptCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "adopt", abstract: "Adopts the next edition of the rulebook and moves the cases that it moves.",
    discussion: """
      The plan comes first: how many open cases are kept, follow their agency or ward, are told apart by place, or go \
      to triage. With --dry-run that is all, and nothing is written; an edition that is not valid yet is counted as of \
      the day it will be.

      Deadlines run on as they were promised, unless the edition says that it moves them. Interrupted at any moment, \
      the same command goes on where it stood, and so does whatever opens the city next; no case is moved twice.
      """)

  @Argument(help: "The city's directory.")
  var directory: String

  @Option(help: ArgumentHelp("The document of the next edition.", valueName: "file"))
  var rulebook: String

  @Flag(help: "Only says what it would do.")
  var dryRun = false

  @Flag(help: "A line for each agency and ward that has gone and has open cases.")
  var units = false

  @Option(help: "Cases that are moved together, 1 to 4096.")
  var batch = 256

  @Flag(help: "The plan and what came of it as lines of JSON.")
  var json = false

  func validate() throws {
    guard (1...4_096).contains(batch) else { throw ValidationError("--batch must be 1 to 4096, not \(batch)") }
  }

  mutating func run() throws {
    let document = try ByteSource.wholeFile(rulebook)
    let engine = dryRun ? try CityReader.open(directory) : try CityWriter.open(directory, moveBatchCount: batch)
    do {
      try run(document, engine)
    } catch {
      // The reason that stands first is the one to tell.
      try? engine.close()
      throw error
    }
    try engine.close()
  }

  private func run(_ document: [UInt8], _ engine: Engine) throws {
    if !dryRun { Interruption.listen() }
    var show = try AdoptionShow(rulebook: parsed(document), isJSON: json, showsUnits: units)
    try show.plan(try engine.adoptionPlan(of: document))
    guard !dryRun else { return }
    let adoption = try engine.adopt(document, by: Actor(.administrator, name: Operator.name))
    let progress = waitForMoves(engine)
    if Interruption.isRequested, !progress.isFinished {
      throw Failure(
        "interrupted; edition \(adoption.edition.edition) is in force and \(progress.done) cases are moved, run the same command again to go on"
      )
    }
    if let failure = progress.failure {
      throw Failure("edition \(adoption.edition.edition) is in force, but not all of its cases are moved: \(failure)")
    }
    try show.outcome(adoption, progress)
  }

  private func parsed(_ document: [UInt8]) throws(Failure) -> Rulebook {
    do throws(RulebookError) { return try Rulebook(json: document) } catch {
      throw Failure("\(rulebook): \(error.description)")
    }
  }

  /// Until everything is moved, or somebody does not want to wait.
  private func waitForMoves(_ engine: Engine) -> MoveProgress {
    var bar: ProgressBar?
    while true {
      let progress = engine.waitForMoves(milliseconds: 50)
      if progress.isFinished || progress.failure != nil || Interruption.isRequested {
        bar?.clear()
        return progress
      }
      guard let found = progress.found else { continue }
      if bar == nil { bar = ProgressBar(total: Int64(found)) }
      bar?.show(doneCount: Int64(progress.done), label: "\(progress.done) of \(found) cases")
    }
  }
}
