import ArgumentParser
import MotCham
import Show

/// `motcham init`: founds a city.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Makes a new city in an empty or new directory.")

  @Argument(help: "The new directory.")
  var directory: String

  @Option(help: ArgumentHelp("The rulebook document.", valueName: "file"))
  var rulebook: String

  mutating func run() throws {
    let bytes = try ByteSource.wholeFile(rulebook)
    do throws(EngineError) { try Engine.create(at: directory, rulebook: bytes) } catch .rulebook(let sentence) {
      throw Failure("\(rulebook): \(sentence)")
    }
    let engine = try Engine.open(directory, options: .ofACommand)
    defer { try? engine.close() }
    let book = engine.rulebook
    var output = Output.standard
    try output.line(
      "\(book.name): edition \(book.edition) of the rulebook, \(book.agencies.count) agencies, "
        + "\(book.units.count) units, \(book.categories.count) categories, cases named \(book.casePrefix)-…")
    try output.line("The city lies in \(directory).")
    try output.flush()
  }
}
