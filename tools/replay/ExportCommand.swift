import ArgumentParser
import MotCham
import Show

/// `motcham-replay export`: a log, or a part of it, for somebody else to read.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes a log, or a part of it, into a bundle.",
    discussion: """
      bundle: a folder with the chosen events, the signed checkpoint that they are bound to, the rulebooks and the \
      schema; verify and timeline read it without the city it came from.

      What is asked for together holds together. Nothing that is there is ever replaced.
      """)

  @Argument(help: "The city's directory; another process may be writing there.")
  var directory: String

  @Option(help: ArgumentHelp("Where it goes; nothing may be there yet.", valueName: "place"))
  var output: String

  mutating func run() throws {
    let bar = Bar()
    let made = try BundleExport.run(directory, choice: BundleChoice(), to: output) { bar.show($0, $1) }
    bar.clear()
    Messages.say("\(made.eventCount) of \(made.treeSize) events in \(output), under root \(made.root)")
    if let reason = made.unsignedReason { Messages.say("the manifest is unsigned: \(reason)") }
  }

  /// The bar behind a closure that others hold; one thread calls it.
  private final class Bar {
    private var bar = ProgressBar(total: nil)

    func show(_ done: UInt64, _ all: UInt64) {
      bar.show(doneCount: Int64(clamping: done), of: Int64(clamping: all), label: "\(done) of \(all) events")
    }

    func clear() { bar.clear() }
  }
}
