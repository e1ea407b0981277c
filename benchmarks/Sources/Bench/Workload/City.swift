import Glibc
@_spi(Harness) import MotCham

/// A fresh city for one run, and the check of what the run left in its log.
struct City {
  let directory: String
  private let rulebookBytes: [UInt8]

  /// - Parameter base: an existing directory; the city gets a folder of its own there.
  init(in base: String, rulebook: [UInt8]) throws {
    directory = base + "/city"
    rulebookBytes = rulebook
    Files.removeTree(directory)
    try Engine.create(at: directory, rulebook: rulebook)
  }

  /// A city that is there already.
  init(at directory: String, rulebook: [UInt8]) {
    self.directory = directory
    rulebookBytes = rulebook
  }

  /// Another city of the same rules, in another place.
  func sister(in base: String) throws -> City { try City(in: base, rulebook: rulebookBytes) }

  /// - Parameters:
  ///   - ringsTimers: off where deadlines of long ago would ring all at once.
  ///   - change: what else is not as usual.
  func open(ringsTimers: Bool = true, _ change: (inout Engine.Options) -> Void = { _ in }) throws -> Engine {
    var options = Engine.Options()
    options.ringsTimers = ringsTimers
    // A hundred million events fit.
    options.logMapByteCount = 1 << 36
    options.viewsMapByteCount = 1 << 36
    change(&options)
    return try Engine.open(directory, options: options)
  }

  /// The same for senders that `LagWatch` paces: the views take part early enough for a second.
  func openPaced() throws -> Engine { try open { $0.projectorFloodMilliseconds = 200 } }

  /// Reads the whole log again and holds it against what was acknowledged.
  ///
  /// - Parameters:
  ///   - acknowledged: receipts given.
  ///   - sequenceSum: of all receipts; with dense numbers it fixes which ones were given.
  @discardableResult
  func check(acknowledged: UInt64, sequenceSum: UInt64) throws -> VerifiedLog {
    let log = try check(events: acknowledged + Self.foundingEventCount)
    let expected = (log.events - 1) * log.events / 2 - 1
    guard sequenceSum == expected else {
      throw BenchError("receipts name other sequences than the log holds: sum \(sequenceSum), expected \(expected)")
    }
    return log
  }

  @discardableResult
  func check(_ receipts: Receipts) throws -> VerifiedLog {
    try check(acknowledged: receipts.events, sequenceSum: receipts.sequenceSum)
  }

  /// Reads the whole log again, as `motcham-replay verify` does: every page, block, event and root.
  ///
  /// - Parameter events: how many there are to be.
  @discardableResult
  func check(events: UInt64) throws -> VerifiedLog {
    let log = try VerifiedLog(city: directory, threadCount: Machine.coreCount)
    guard log.events == events else {
      throw BenchError("the log holds \(log.events) events, but \(events) were acknowledged or founded the city")
    }
    return log
  }

  /// The log begins with two events of the city itself.
  static let foundingEventCount: UInt64 = 2

  /// The file of the log.
  var logPath: String { directory + "/log/data.mdb" }
  var logByteCount: UInt64 { Files.allocatedByteCount(logPath) }
  var viewsByteCount: UInt64 { Files.allocatedByteCount(directory + "/views/data.mdb") }

  func remove() { Files.removeTree(directory) }
}

extension Engine {
  /// Durable events that are not in the views yet.
  var lag: UInt64 {
    let position = position
    return position.durable.rawValue - min(position.projected, position.durable).rawValue
  }
}

/// Waits until the views hold everything, without asking for haste.
func drain(_ engine: Engine) -> Double {
  let start = Tick.now()
  while engine.position.projected < engine.position.durable { usleep(500) }
  return Tick.seconds(since: start)
}
