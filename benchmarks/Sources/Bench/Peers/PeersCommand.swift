import ArgumentParser
import Glibc
@_spi(Harness) import MotCham

/// `motcham-bench peers`: others who keep the same bytes as durably, and MotCham, in one run.
struct PeersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "peers", abstract: "MotCham beside LMDB, SQLite, PostgreSQL, Redis and UmaDB, in one run.",
    discussion: """
      All are given the same stored bytes of standard reports, and acknowledge after a flush. Servers are started \
      and stopped by this program; one that is not installed is reported as absent. Each run ends with a count of \
      what the peer holds.

      burst: who acknowledges how much, with no index but the order of arrival; MotCham's views may lag and are then \
      drained. sustained: MotCham with its views within a second of the log, beside SQLite and PostgreSQL that keep \
      the same rows with the same secondary indexes, 1,024 rows a transaction.
      """)

  enum Mode: String, ExpressibleByArgument, CaseIterable { case burst, sustained }

  @OptionGroup var common: CommonOptions
  @Option(help: "burst or sustained.") var mode = Mode.burst
  @Option(help: "Rows that sustained takes.") var rows = 1_000_000
  @Option(help: "Parts of sustained that are timed apart, as the table grows.") var parts = 4
  @Option(help: "About how many seconds each peer is asked in each of its ways, in burst.") var seconds = 1.0
  @Option(name: .customLong("peer"), help: "Only these: \(allNames.joined(separator: ", ")).") var chosen: [String] = []
  @Option(help: "The folder of PostgreSQL's initdb and postgres.") var postgresql: String?
  @Option(help: "A Python that has UmaDB's package.") var python: String?

  private static let allNames = [
    "lmdb_in_c", "sqlite", "postgresql", "redis", "umadb", "motcham_log", "motcham_intake",
  ]

  func validate() throws {
    guard parts > 0, rows / ReportRows.batchSize >= parts else {
      throw ValidationError("--rows must be at least 1,024 for each of --parts")
    }
    guard seconds > 0 else { throw ValidationError("--seconds must be greater than 0") }
    for name in chosen where !Self.allNames.contains(name) { throw ValidationError("there is no peer \(name)") }
  }

  func run() throws {
    let rulebook = try common.rulebookBytes()
    let base = try common.makeDirectory()
    defer { Files.removeTree(base) }
    let workload = try StandardReport(seed: common.seed, rulebook: try Rulebook(json: rulebook))
    let city = try City(in: base, rulebook: rulebook)
    let load = PeerLoad(try Sample.events(of: workload, count: PeerLoad.count, city))
    city.remove()
    var figures = Figures()
    figures.add("command", "peers")
    figures.add("machine", Machine.describe(try Device.measure(in: base)))
    figures.add("input", describe(workload, load, rulebook))
    figures.add("mode", mode.rawValue)
    let found: PeerResults
    switch mode {
    case .burst:
      let peers = peers(in: base, rulebook, workload).filter { chosen.isEmpty || chosen.contains($0.name) }
      found = try PeerSeries(runCount: common.runs, seconds: seconds, quietSeconds: common.quiet)(peers, load)
    case .sustained:
      let peers = keepers(in: base, rulebook, workload).filter { chosen.isEmpty || chosen.contains($0.name) }
      found = try SustainedSeries(runCount: common.runs, rowCount: rows, partCount: parts, quietSeconds: common.quiet)(
        peers, ReportRows(workload, load: load))
    }
    figures.add("peers", found.peers)
    figures.add("ratios", found.ratios)
    common.print(figures)
    if !common.json { Swift.print("\n" + found.table.text, terminator: "") }
  }

  private func peers(in base: String, _ rulebook: [UInt8], _ workload: StandardReport) -> [any Peer] {
    [
      LMDBPeer(in: base), SQLitePeer(in: base), PostgreSQLPeer(in: base, folder: postgresql), RedisPeer(in: base),
      UmaDBPeer(in: base, python: python), MotChamLogPeer(in: base),
      MotChamIntakePeer(in: base, rulebook: rulebook, workload: workload),
    ]
  }

  private func keepers(
    in base: String, _ rulebook: [UInt8], _ workload: StandardReport
  ) -> [any SustainedPeer] {
    [
      SustainedSQLite(in: base), SustainedPostgreSQL(in: base, folder: postgresql),
      SustainedIntake(in: base, rulebook: rulebook, workload: workload),
    ]
  }

  private func describe(_ workload: StandardReport, _ load: PeerLoad, _ rulebook: [UInt8]) -> Figures {
    var figures = CommonOptions.describe(workload, rulebook)
    // Nonces are new in each run, so that these bytes are too.
    figures.add("digest_of_the_bytes_of_this_run", load.digest)
    figures.add("stored_bytes_per_event", Double(load.byteCount) / Double(PeerLoad.count))
    figures.add("seconds_each", seconds)
    figures.add("postgresql_settings", PostgreSQLServer.settings.joined(separator: " "))
    return figures
  }
}
