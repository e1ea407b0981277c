import ArgumentParser
import MotCham
import Show

/// `motcham case`: one case with its deadlines and its history.
struct CaseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "case", abstract: "Shows a case: where it stands, its deadlines day by day, its history.",
    discussion: """
      What is personal stays sealed. --reveal opens it, and that somebody looked is itself recorded, under the \
      name of $USER. The explanation is in Vietnamese where LANG begins with vi.
      """)

  @Argument(help: "The city's directory.")
  var directory: String

  @Argument(help: "The code of the case.")
  var code: String

  @Flag(help: "Opens what is personal, and records that it was opened.")
  var reveal = false

  @Flag(help: "One line of JSON.")
  var json = false

  mutating func run() throws {
    let engine = reveal ? try CityWriter.open(directory) : try CityReader.open(directory)
    defer { try? engine.close() }
    guard let number = engine.number(of: code) else { throw Failure.notACode(code, engine.rulebook) }
    var revealed: [RevealedEvent]?
    if reveal {
      revealed = try engine.reveal(
        number, by: Actor(.administrator, name: Operator.name), purpose: "motcham case --reveal")
    }
    let found: CaseHistory? = try engine.read { reading throws(EngineError) in
      guard let state = try reading.state(of: number) else { return nil }
      return CaseHistory(state: state, events: try reading.history(of: number), revealed: revealed)
    }
    guard let found else {
      throw Failure("there is no case \(engine.code(of: number)) in \(directory); check the code")
    }
    var output = Output.standard
    if json {
      var lines = JSONOutput()
      try lines.line(to: &output) { CaseJSON(ShownCity(engine), at: Clock.now).whole(found, &$0) }
    } else {
      try output.write(CaseText(ShownCity(engine), at: Clock.now).text(found))
    }
    try output.flush()
  }
}
