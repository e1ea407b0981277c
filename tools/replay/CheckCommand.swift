import ArgumentParser
import MotCham
import Show

/// `motcham-replay check`: whether a receipt may be believed, with nothing but itself and a public key.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Checks a receipt offline: the signature, the checkpoint, and that the event is under its root.",
    discussion: """
      Take the key from where the city publishes it, not from whoever brings the receipt. Exit status: 0 for a receipt \
      that may be believed as far as the key's owner is; 1 for any other, with the reason.
      """)

  @Argument(help: "The receipt; - for standard input.")
  var receipt: String

  @Option(help: ArgumentHelp("The log's public key, a file of one line.", valueName: "file"))
  var key: String

  @Flag(help: "One line of JSON.")
  var json = false

  mutating func run() throws {
    let key = try KeyFile.read(key)
    let proof = try EventProof(receipt == "-" ? File.readStandardInput() : File.read(receipt))
    let checkpoint = try proof.check(with: key)
    guard let event = proof.decodedEvent else {
      throw Failure("the event in the receipt is none, or of another place in the log than \(proof.inclusion.index)")
    }
    var output = Output.standard
    if json {
      var lines = JSONOutput()
      try lines.line(to: &output) { writer in
        writer.field("ok", true)
        writer.field("log", checkpoint.origin)
        writer.field("size", Int(clamping: checkpoint.size))
        writer.field("root", checkpoint.root.description)
        writer.field("sequence", Int(clamping: proof.inclusion.index))
        writer.field("type", event.body.typeName)
        writer.field("case_number", Int(clamping: event.caseNumber.rawValue))
        writer.field("recorded_at", TimeZoneRule(offsetMinutes: 0).text(event.recordedAt))
      }
    } else {
      try output.line(
        """
        event \(proof.inclusion.index) of the \(checkpoint.size) that \(checkpoint.origin) signed: \
        \(event.body.typeName) of case number \(event.caseNumber.rawValue), recorded at \
        \(TimeZoneRule(offsetMinutes: 0).text(event.recordedAt)), under root \(checkpoint.root)
        """)
    }
    try output.flush()
  }
}
