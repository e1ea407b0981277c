import ArgumentParser
import MotCham
import Show

/// `motcham-replay prove`: the receipt of one event, for whoever has the log's public key.
struct ProveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove",
    abstract: "Writes the receipt of an event: the event, its way to the root, and the signed checkpoint.",
    discussion: """
      A C2SP tlog-proof under the newest checkpoint in the directory. motcham-replay check believes it with nothing but \
      the receipt and the public key of the log, and so does any program written from that specification. What is \
      personal in the event stays sealed.
      """)

  @Argument(help: "The city's directory; another process may be writing there.")
  var directory: String

  @Argument(
    help: ArgumentHelp("A case, whose first event is meant, or the sequence of an event.", valueName: "code|sequence"))
  var event: String

  @Option(help: ArgumentHelp("Where the receipt goes; standard output when left out.", valueName: "file"))
  var output: String?

  mutating func run() throws {
    let receipt = try CityProof.receipt(of: sequence(), in: directory)
    if let output { return try File.write(receipt.bytes, to: output) }
    var standard = Output.standard
    try standard.write(receipt.bytes)
    try standard.flush()
  }

  private func sequence() throws -> UInt64 {
    if let sequence = UInt64(event) { return sequence }
    guard let number = try CityProof.caseNumber(of: event, in: directory) else {
      throw Failure("\(event.debugDescription) is no case code of this city; look at it again, one symbol may be wrong")
    }
    return number.rawValue
  }
}
