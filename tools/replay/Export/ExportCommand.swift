import ArgumentParser
import MotCham
import Show

/// `motcham-replay export`: a log, or a part of it, for somebody else to read.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes a log, or a part of it, into a bundle or tiles.",
    discussion: """
      bundle: a folder with the chosen events as stored, the signed checkpoint that they are bound to, the rulebooks \
      and the schema; verify and timeline read it without the city it came from. Its manifest is signed where the \
      log's secret key can be read.
      tiles: the Merkle tree of the whole log as static files (C2SP tlog-tiles), for any web server. Where --output \
      holds an earlier state, only what came since is written. With --entries also the events, sealed parts sealed.

      --period chooses events by the time of their recording, --agency those of every case that ever stood there or \
      had a part there, --case those of that case. What is asked for together holds together. But for tiles, nothing \
      that is there is ever replaced.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case bundle, tiles
  }

  @Argument(help: "The city's directory; another process may be writing there.")
  var directory: String

  @Option(help: "bundle or tiles.")
  var format: Format

  @Option(help: ArgumentHelp("Where it goes; nothing may be there yet.", valueName: "place"))
  var output: String

  @OptionGroup var chosen: ChosenEvents

  @Flag(help: "Tiles: with the events themselves.")
  var entries = false

  mutating func validate() throws {
    guard format == .tiles || !entries else { throw ValidationError("--entries goes with --format tiles") }
    guard format != .tiles || chosen.isEverything else {
      throw ValidationError("tiles are of the whole log; leave --period, --agency and --case out")
    }
  }

  mutating func run() throws {
    switch format {
    case .bundle: try bundle()
    case .tiles: try tiles()
    }
  }

  private func bundle() throws {
    let choice = try chosen.choice(in: LoggedCity.open(directory))
    let bar = ExportBar()
    let made = try BundleExport.run(directory, choice: choice, to: output) { bar.show($0, $1) }
    bar.clear()
    Messages.say("\(made.eventCount) of \(made.treeSize) events in \(output), under root \(made.root)")
    if let reason = made.unsignedReason { Messages.say("the manifest is unsigned: \(reason)") }
  }

  private func tiles() throws {
    let bar = ExportBar()
    let made = try TileExport.run(directory, to: output, withEntries: entries) { bar.show($0, $1) }
    bar.clear()
    let before = made.sizeBefore > 0 ? ", \(made.sizeBefore) of them there before" : ""
    Messages.say("\(made.tileCount) tiles over \(made.size) events\(before), under root \(made.root)")
  }
}

/// The bar behind a closure that others hold; one thread calls it.
final class ExportBar {
  private var bar = ProgressBar(total: nil)

  func show(_ done: UInt64, _ all: UInt64) {
    bar.show(doneCount: Int64(clamping: done), of: Int64(clamping: all), label: "\(done) of \(all) events")
  }

  func clear() { bar.clear() }
}
