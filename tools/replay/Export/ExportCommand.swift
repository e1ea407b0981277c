import ArgumentParser
import MotCham
import Show

/// `motcham-replay export`: a log, or a part of it, for somebody else to read.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes a log, or a part of it, as lines of JSON, a table, a bundle or tiles.",
    discussion: """
      ndjson: one event a line, as motcham case --json shows it, with its case in front.
      csv: one case a line (RFC 4180), as it stands at the end of the log, and overdue as of now. A cell that a \
      spreadsheet would take for a formula gets an apostrophe in front.
      bundle: a folder with the chosen events as stored, the signed checkpoint that they are bound to, the rulebooks \
      and the schema; verify and timeline read it without the city it came from. Its manifest is signed where the \
      log's secret key can be read.
      tiles: the Merkle tree of the whole log as static files (C2SP tlog-tiles), for any web server. Where --output \
      holds an earlier state, only what came since is written. With --entries also the events, sealed parts sealed.

      --period chooses events by when they were recorded, and the cases of a table by when they were reported. \
      --agency chooses cases that ever stood there or had a part there, with all their events. What is asked for \
      together holds together. But for tiles, nothing that is there is ever replaced.

      What is personal stays sealed. --reveal opens it, with --by and --purpose: then the engine of the city is opened \
      for writing, and of every case that is shown it records that it was, before anything is written. That needs the \
      city's own directory with its keys, and no other process writing there. Of erased cases nothing opens.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case ndjson, csv, bundle, tiles
  }

  @Argument(help: "The city's directory, which another process may be writing to; for ndjson and csv also a bundle.")
  var directory: String

  @Option(help: "ndjson, csv, bundle or tiles.")
  var format: Format

  @Option(help: ArgumentHelp("Where it goes; nothing may be there yet.", valueName: "place"))
  var output: String

  @OptionGroup var chosen: ChosenEvents

  @Flag(help: "Tiles: with the events themselves.")
  var entries = false

  @Flag(help: "ndjson and csv: opens what is personal, and records of each case that it was opened.")
  var reveal = false

  @Option(help: ArgumentHelp("With --reveal: the account name of whoever will read it.", valueName: "name"))
  var by: String?

  @Option(help: ArgumentHelp("With --reveal: what for.", valueName: "text"))
  var purpose: String?

  @Option(
    help: ArgumentHelp(
      "csv: where cases are kept that memory has no room for (default: TMPDIR, or /tmp).", valueName: "folder"))
  var temporary: String?

  mutating func validate() throws {
    guard !reveal || format == .ndjson || format == .csv else {
      throw ValidationError("--reveal goes with --format ndjson or csv: what is stored is always sealed")
    }
    guard reveal == (by != nil), reveal == (purpose != nil) else {
      throw ValidationError("--reveal, --by and --purpose go together")
    }
    guard format == .tiles || !entries else { throw ValidationError("--entries goes with --format tiles") }
    guard format != .tiles || chosen.isEverything else {
      throw ValidationError("tiles are of the whole log; leave --period, --agency and --case out")
    }
  }

  mutating func run() throws {
    switch format {
    case .ndjson: try readable("events") { try events($0, $1, $2) }
    case .csv:
      try readable("cases") {
        let export = CaseExport(city: $0, choice: $1, revealing: $2, at: Clock.now, workplace: temporary)
        return try export.write(to: output)
      }
    case .bundle: try bundle()
    case .tiles: try tiles()
    }
  }

  private func events(_ city: LoggedCity, _ choice: EventChoice, _ revealing: RevealingExport?) throws -> UInt64 {
    let bar = ExportBar()
    defer { bar.clear() }
    return try EventExport(city: city, choice: choice, revealing: revealing).write(to: output) { bar.show($0, $1) }
  }

  /// What people read: the city as it stood when this began, whatever is recorded meanwhile.
  private func readable(
    _ unit: String, _ write: (LoggedCity, EventChoice, RevealingExport?) throws -> UInt64
  ) throws {
    let city = try LoggedCity.open(directory)
    let choice = try chosen.choice(in: city)
    var revealing: RevealingExport?
    if let by, let purpose {
      revealing = try RevealingExport(directory, by: Actor(.administrator, name: by), purpose: purpose)
    }
    defer { try? revealing?.close() }
    let count = try write(city, choice, revealing)
    Messages.say("\(count) \(unit) in \(output)")
    if let revealing { Messages.say("that somebody looked is recorded in \(revealing.caseCount) cases") }
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
