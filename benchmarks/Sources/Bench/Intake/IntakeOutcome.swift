@_spi(Harness) import MotCham

/// What one run through the whole engine took, whoever sent.
struct IntakeOutcome: Sendable {
  var receipts = Receipts()
  /// Until the last receipt.
  var cost = Cost()
  var writerNanoseconds: UInt64 = 0
  var projectorNanoseconds: UInt64 = 0
  var lag: UInt64 = 0
  var drainSeconds = 0.0
  /// With the views, when they were drained.
  var writtenByteCount: UInt64 = 0
  var blocks: UInt64 = 0
  var eventByteCount: UInt64 = 0
  var logByteCount: UInt64 = 0
  var viewsByteCount: UInt64 = 0
  /// Of each call of callers; batches have none.
  var latencyMicroseconds: [Double] = []
  /// Of all views folded anew, where that was asked for.
  var rebuildSeconds = 0.0

  var perSecond: Double { Double(receipts.reports) / cost.seconds }
  /// Of each report.
  func each(_ number: UInt64) -> Double { Double(number) / Double(receipts.reports) }

  /// Measures `send`, waits for the views, closes the engine and holds its log against the receipts.
  init(_ engine: Engine, of city: City, _ send: () throws -> Receipts) throws {
    let (before, meter) = (ThreadTimes.now(), Meter())
    receipts = try send()
    cost = meter.end()
    let after = ThreadTimes.now()
    lag = engine.lag
    writerNanoseconds = after.spent("motcham-writer", since: before)
    projectorNanoseconds = after.spent("motcham-views", since: before)
    drainSeconds = drain(engine)
    writtenByteCount = meter.writtenByteCount
    try engine.close()
    if let failure = receipts.failure { throw BenchError("a report was refused: \(failure)") }
    let log = try city.check(receipts)
    blocks = log.blocks - 1
    eventByteCount = log.eventByteCount
    logByteCount = city.logByteCount
    viewsByteCount = city.viewsByteCount
  }
}
