import ArgumentParser
import Glibc
@_spi(Harness) import MotCham

/// `motcham-bench append`: the bytes of standard reports through the log alone, beside LMDB in C.
struct AppendCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "append", abstract: "Stored bytes through the block log, beside LMDB in C.",
    discussion: """
      The same stored events three ways, in turns: one LMDB record per event from C with default sync; the block \
      log with its Merkle tree, as the engine appends; the block log with the tree left out, to show its price.
      """)

  @OptionGroup var common: CommonOptions
  @Option(help: "Events in a commit.") var batches: [Int] = [1, 16, 128, 1_024, 8_192]

  @Option(help: NamedWorkload.help) var workload = NamedWorkload.standard

  func validate() throws {
    guard workload == .standard || workload == .newYork else {
      throw ValidationError("append moves bytes, of standard or new-york; the others are standard reports too")
    }
  }

  func run() throws {
    let input = try Input(workload, common)
    let base = try common.makeDirectory()
    defer { Files.removeTree(base) }
    let city = try City(in: base, rulebook: input.rulebook)
    let events = try Sample.events(of: input.workload, count: 8_192, city)
    city.remove()
    var figures = Figures()
    figures.add("command", "append")
    figures.add("machine", Machine.describe(try Device.measure(in: base)))
    var described = input.figures
    described.add("stored_bytes_per_event", Spread(events.map { Double($0.count) }).mean)
    figures.add("input", described)
    for batch in batches {
      let series = try AppendSeries(runCount: common.runs, batchSize: batch, quietSeconds: common.quiet)(base, events)
      figures.add("batch_\(batch)", series)
    }
    common.print(figures)
  }
}
