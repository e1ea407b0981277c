import ArgumentParser
import MotCham
import Show

/// `motcham-replay prove`: the receipt of one event, for whoever has the log's public key.
struct ProveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove",
    abstract: "Writes the receipt of an event, or the proof that the log only grew between two checkpoints.",
    discussion: """
      A receipt is a C2SP tlog-proof under the newest checkpoint in the directory: the event, its way to the root, and \
      the signed checkpoint. motcham-replay check believes it with nothing but the receipt and the public key of the \
      log, and so does any program written from that specification. What is personal in the event stays sealed.

      With --from, the proof that a newer checkpoint begins with the events of an older one, as C2SP tlog-witness sends \
      it: whoever kept the older one checks it with motcham-replay check --from.
      """)

  @Argument(help: "The city's directory; another process may be writing there.")
  var directory: String

  @Argument(
    help: ArgumentHelp("A case, whose first event is meant, or the sequence of an event.", valueName: "code|sequence"))
  var event: String?

  @Option(
    help: ArgumentHelp("The older checkpoint, kept by somebody, or how many events it has.", valueName: "file|size"))
  var from: String?

  @Option(
    help: ArgumentHelp(
      "The newer checkpoint, or how many events one in the directory has; the newest when left out.",
      valueName: "file|size"))
  var to: String?

  @Option(help: ArgumentHelp("Where the receipt or proof goes; standard output when left out.", valueName: "file"))
  var output: String?

  mutating func validate() throws {
    guard (event == nil) != (from == nil) else { throw ValidationError("name an event, or two trees with --from") }
    guard from != nil || to == nil else { throw ValidationError("--to goes with --from") }
  }

  mutating func run() throws {
    let bytes = try event.map(receipt) ?? consistency()
    if let output { return try File.write(bytes, to: output) }
    var standard = Output.standard
    try standard.write(bytes)
    try standard.flush()
  }

  private func receipt(of event: String) throws -> [UInt8] {
    try CityProof.receipt(of: sequence(event), in: directory).bytes
  }

  private func consistency() throws -> [UInt8] {
    guard let from else { return [] }
    return try CityProof.consistency(from: Self.tree(from), to: to.map(Self.tree), in: directory).bytes
  }

  /// A bare number is a size; a file of that name is `./12`.
  private static func tree(_ text: String) throws -> CityProof.Tree {
    try UInt64(text).map { .size($0) } ?? .kept(CheckpointFile.read(text))
  }

  private func sequence(_ event: String) throws -> UInt64 {
    if let sequence = UInt64(event) { return sequence }
    guard let number = try CityProof.caseNumber(of: event, in: directory) else {
      throw Failure("\(event.debugDescription) is no case code of this city; look at it again, one symbol may be wrong")
    }
    return number.rawValue
  }
}

/// A checkpoint that somebody kept.
enum CheckpointFile {
  static func read(_ path: String) throws -> SignedNote {
    let bytes = try File.read(path)
    do throws(ProofError) { return try SignedNote(bytes) } catch { throw Failure("\(path): \(error)") }
  }
}
