import ArgumentParser
import MotCham
import Show

/// `motcham-replay verify`: every block, sequence, event and root, from byte 0.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Holds a whole log against itself, and against checkpoints that were kept.",
    discussion: """
      The checkpoints in the directory prove nothing against an operator who has its key. Bring one of your own, and \
      the key you were given then: --checkpoint FILE --key FILE.
      """)

  @Argument(help: "The city's directory; another process may be writing there.")
  var directory: String

  @Option(help: "A checkpoint that was kept elsewhere; may be given several times.")
  var checkpoint: [String] = []

  @Option(help: "The log's public key as it was kept elsewhere, a file of one line.")
  var key: String?

  @Flag(help: "One line of JSON.")
  var json = false

  mutating func run() throws {
    let bar = Bar()
    let start = Clock.monotonicMilliseconds
    let audit = try CityAudit.run(
      directory, key: try key.map(KeyFile.read), checkpointFiles: checkpoint,
      progress: { done, all in bar.show(done, all) })
    bar.clear()
    let report = VerifyReport(
      audit: audit, directory: directory, milliseconds: Clock.monotonicMilliseconds - start)
    var output = Output.standard
    if json { try report.json(to: &output) } else { try output.write(report.text) }
    try output.flush()
    if let failure = report.failure { throw Failure(failure) }
  }

  /// The bar is drawn by one thread, behind a closure that others hold.
  private final class Bar {
    private var bar = ProgressBar(total: nil)

    func show(_ done: UInt64, _ all: UInt64) {
      bar.show(
        doneCount: Int64(clamping: done), of: Int64(clamping: all), label: "\(done) of \(all) events")
    }

    func clear() { bar.clear() }
  }
}

/// A public key that somebody kept.
enum KeyFile {
  static func read(_ path: String) throws -> VerifierKey {
    let text = String(decoding: try File.read(path), as: UTF8.self)
    do throws(ProofError) { return try VerifierKey(text) } catch { throw Failure("\(path): \(error)") }
  }
}
