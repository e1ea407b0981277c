@_spi(Harness) import MotCham

/// A city whose log grows by the lives of cases, stretch by stretch, with its views within a second of the log.
final class LivingCity {
  let city: City
  private var engine: Engine
  private let lives: Slots<CityLife>
  /// Of all stretches so far.
  private(set) var receipts = Receipts()

  private static let senderCount = 2
  private static let batchSize = 1_024

  /// What it cost to let the log grow by some events, until the views held them all.
  struct Stretch {
    var events: UInt64 = 0
    var seconds = 0.0
    /// Of the whole process: senders, writer and projector.
    var cpuNanoseconds: UInt64 = 0
    var writtenByteCount: UInt64 = 0
    var viewsBehindMilliseconds = 0
    var coresOfOthers = 0.0

    var microseconds: Double { seconds * 1e6 / Double(events) }
    var cpuMicroseconds: Double { Double(cpuNanoseconds) / 1e3 / Double(events) }
    var writtenBytes: Double { Double(writtenByteCount) / Double(events) }
  }

  init(in base: String, rulebook: [UInt8], seed: UInt64, distance: Int) throws {
    city = try City(in: base, rulebook: rulebook)
    engine = try city.openPaced()
    let rules = engine.rulebook
    let workload = try StandardReport(seed: seed, rulebook: rules)
    let now = Instant(milliseconds: Tick.wallMilliseconds())
    lives = Slots(
      (0..<Self.senderCount).map {
        CityLife(
          sender: $0, of: Self.senderCount, distance: distance, workload: workload, rulebook: rules, at: now)
      })
  }

  /// Takes about so many events more, and waits for the views.
  func grow(by count: Int) throws -> Stretch {
    let shares = Slots(repeating: Receipts(), count: Self.senderCount)
    let (engine, lives, share) = (engine, lives, UInt64(count / Self.senderCount))
    let neighbours = Neighbours.now()
    let (start, cpu, written) = (Tick.now(), Tick.process(), ProcFile.writtenByteCount())
    let watch = LagWatch(engine)
    Crew.run(Self.senderCount) { sender in
      while shares[sender].events < share, shares[sender].failure == nil {
        watch.pace()
        shares[sender].take(lives[sender].batch(of: Self.batchSize), through: engine) {
          lives[sender].take($0, of: $1)
        }
      }
    }
    var stretch = Stretch()
    stretch.viewsBehindMilliseconds = watch.end()[0].mostMilliseconds
    stretch.seconds = Tick.seconds(since: start)
    stretch.cpuNanoseconds = Tick.process() - cpu
    stretch.writtenByteCount = ProcFile.writtenByteCount() - written
    stretch.coresOfOthers = neighbours.coresSinceThen()
    for share in shares.all {
      if let failure = share.failure { throw BenchError("a command was refused: \(failure)") }
      stretch.events += share.events
      receipts.add(share)
    }
    return stretch
  }

  var openCaseCount: Int {
    get throws { try engine.read { reading throws(EngineError) in try reading.openCaseCount() } }
  }

  /// Closes the city and opens it again; the seconds until it takes commands.
  func reopen() throws -> Double {
    try engine.close()
    let start = Tick.now()
    engine = try city.openPaced()
    return Tick.seconds(since: start)
  }

  /// Closes it for good and holds the whole log against the receipts.
  func check() throws {
    try engine.close()
    try city.check(receipts)
  }
}
