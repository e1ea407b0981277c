import ArgumentParser
import MotCham
import Show

/// `motcham-replay check`: whether a receipt may be believed, with nothing but itself and a public key.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Checks a receipt offline: the signature, the checkpoint, and that the event is under its root.",
    discussion: """
      With --from, a proof that the log only grew since a checkpoint that you kept.

      Take the key from where the city publishes it, not from whoever brings the receipt. Exit status: 0 for a receipt \
      that may be believed as far as the key's owner is; 1 for any other, with the reason.
      """)

  @Argument(help: "The receipt, or the proof; - for standard input.")
  var receipt: String

  @Option(help: ArgumentHelp("The log's public key, a file of one line.", valueName: "file"))
  var key: String

  @Option(help: ArgumentHelp("The older checkpoint, as you kept it.", valueName: "file"))
  var from: String?

  @Flag(help: "One line of JSON.")
  var json = false

  mutating func run() throws {
    let key = try KeyFile.read(key)
    let bytes = try receipt == "-" ? File.readStandardInput() : File.read(receipt)
    guard ConsistencyReceipt.isOne(bytes) == (from != nil) else {
      throw Failure(
        from == nil
          ? "this is a proof between two checkpoints; name the one that you kept with --from"
          : "this is no proof between two checkpoints; make one with motcham-replay prove --from")
    }
    if let from { return try check(ConsistencyReceipt(bytes), against: CheckpointFile.read(from), with: key) }
    try check(EventProof(bytes), with: key)
  }

  private func check(_ receipt: ConsistencyReceipt, against kept: SignedNote, with key: VerifierKey) throws {
    let (old, new) = try receipt.check(against: kept, with: key)
    var output = Output.standard
    if json {
      var lines = JSONOutput()
      try lines.line(to: &output) { writer in
        writer.field("ok", true)
        writer.field("log", new.origin)
        writer.field("from_size", old.size)
        writer.field("from_root", old.root.description)
        writer.field("size", new.size)
        writer.field("root", new.root.description)
      }
    } else {
      try output.line(
        "the \(new.size) events that \(new.origin) signed, under root \(new.root), begin with the \(old.size) events of \(from ?? "")"
      )
    }
    try output.flush()
  }

  private func check(_ proof: EventProof, with key: VerifierKey) throws {
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
