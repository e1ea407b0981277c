@_spi(Harness) import MotCham

/// What the same cores, memory and disk do at this moment for a program with nothing of its own: LMDB in C, one record
/// per event, 1,024 of them a commit, flushed as LMDB does by default. Both share the weather of the machine, so the
/// ratio says more than the rate.
struct Yardstick {
  private let base: String
  private let bytes: [UInt8]
  private let offsets: [UInt32]

  static let batchSize = 1_024
  private static let commitCount = 120

  /// - Parameter workload: its events, as they are stored, are what is put.
  init(in base: String, _ workload: any Workload, like city: City) throws {
    self.base = base
    var (bytes, offsets): ([UInt8], [UInt32]) = ([], [0])
    for event in try Sample.events(of: workload, count: Self.batchSize, in: base, like: city) {
      bytes += event
      offsets.append(UInt32(bytes.count))
    }
    (self.bytes, self.offsets) = (bytes, offsets)
  }

  /// Takes about a quarter of a second.
  func eventsPerSecond() throws -> Double {
    let peer = try LMDBRecords(in: base)
    defer { peer.close() }
    let start = Tick.now()
    for _ in 0..<Self.commitCount { try peer.append(bytes, offsets: offsets) }
    return Double(Self.commitCount * (offsets.count - 1)) / Tick.seconds(since: start)
  }

  /// Runs `body` between two looks at the yardstick.
  func beside<Outcome>(_ body: () throws -> Outcome) throws -> (outcome: Outcome, eventsPerSecond: Double) {
    let before = try eventsPerSecond()
    let outcome = try body()
    return (outcome, (before + (try eventsPerSecond())) / 2)
  }

  /// - Parameter runs: each rate in reports a second, and that of LMDB in C beside it.
  static func describe(_ runs: [(perSecond: Double, besideIt: Double)], into figures: inout Figures) {
    figures.add("lmdb_in_c_beside_it_events_per_second", Spread(runs.map(\.besideIt)))
    figures.add("ratio_to_lmdb_in_c", Spread(runs.map { $0.perSecond / $0.besideIt }))
  }
}
