import ArgumentParser
import MotCham
import Show

/// `motcham do`: one command on one case.
struct DoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "do", abstract: "Does one thing with a case: assign, accept, answer, close, …",
    discussion: """
      Commands and their keys; all take [submission=UUID], which makes a repetition harmless, and [occurred_at=TIME]:

      \(CommandForm.help)

      ACTOR is role[:name][@agency], as dispatcher:lan, officer:an@NYPD, citizen. Without --by a dispatcher acts, \
      under the name of $USER.
      """)

  @Argument(help: "The city's directory.")
  var directory: String

  @Argument(help: "What to do.")
  var command: String

  @Option(name: .customLong("case"), help: ArgumentHelp("The case.", valueName: "code"))
  var code: String

  @Option(help: ArgumentHelp("Who acts.", valueName: "actor"))
  var by: String?

  @Option(name: .customLong("set"), parsing: .singleValue, help: ArgumentHelp("What is said.", valueName: "key=value"))
  var settings: [String] = []

  @Flag(help: "The receipt as a line of JSON.")
  var json = false

  func validate() throws {
    guard let form = CommandForm.named(command) else {
      throw ValidationError(
        "there is no command \(command.debugDescription); choose one of \(CommandForm.all.map(\.name).joined(separator: ", "))"
      )
    }
    do throws(UsageFault) { _ = try Settings(settings, for: form) } catch { throw ValidationError(error.sentence) }
  }

  mutating func run() throws {
    guard let form = CommandForm.named(command) else { return }
    let engine = try CityWriter.open(directory)
    defer { try? engine.close() }
    do {
      try run(form, engine)
    } catch let fault as UsageFault { throw ValidationError(fault.sentence) }
  }

  private func run(_ form: CommandForm, _ engine: Engine) throws {
    let now = Clock.now
    guard let number = engine.number(of: code) else { throw Failure.notACode(code, engine.rulebook) }
    let actor =
      try by.map { text throws(Failure) in try ActorText.actor(text, rulebook: engine.rulebook, at: now) }
      ?? Actor(.dispatcher, name: Operator.name)
    let maker = CommandMaker(engine: engine, settings: try Settings(settings, for: form), now: now)
    let receipt = try engine.submit(try maker.command(form, on: number, by: actor))
    var output = Output.standard
    if json {
      var lines = JSONOutput()
      try lines.line(to: &output) { $0.receipt(receipt, in: engine.rulebook.zone) }
    } else {
      let state = try engine.read(after: receipt.sequence) { reading throws(EngineError) in
        try reading.state(of: number)
      }
      let recorded = receipt.isDuplicate ? "was recorded before" : "is recorded"
      try output.line(
        "\(receipt.code): \(form.name) \(recorded) as event \(receipt.sequence.rawValue) at "
          + "\(engine.rulebook.zone.text(receipt.recordedAt)); the case is \(state?.status.description ?? "unknown")")
    }
    try output.flush()
  }
}
