import Glibc
@_spi(Harness) import MotCham

/// A city with many open cases, reported over the last sixteen months: what views are measured with.
struct OpenCity {
  let city: City
  let workload: StandardReport
  let count: Int

  private static let start = Instant("2025-07-02T07:00:00+07:00") ?? Instant(milliseconds: 0)

  init(_ city: City, workload: StandardReport, count: Int) {
    self.city = city
    self.workload = workload
    self.count = count
  }

  /// A city whose log holds these reports and nothing else, without views: found where an earlier run kept it, or filled
  /// now; its whole log is read in both cases.
  ///
  /// - Parameters:
  ///   - kept: a folder for it; nil for one of this run alone.
  ///   - base: where else it goes.
  static func logged(
    kept: String?, in base: String, rulebook: [UInt8], workload: StandardReport, count: Int
  ) throws -> OpenCity {
    if let kept, Files.allocatedByteCount(kept + "/city/log/data.mdb") > 0 {
      let city = City(at: kept + "/city", rulebook: rulebook)
      try city.check(events: UInt64(count) + City.foundingEventCount)
      return OpenCity(city, workload: workload, count: count)
    }
    if let kept { try Files.makeDirectory(kept) }
    let city = OpenCity(try City(in: kept ?? base, rulebook: rulebook), workload: workload, count: count)
    let start = Tick.now()
    let engine = try city.city.open(ringsTimers: false)
    try city.fill(engine)
    try engine.close()
    Files.removeTree(city.city.directory + "/views")
    try city.city.check(events: UInt64(count) + City.foundingEventCount)
    note("\(count) reports in \(Int(Tick.seconds(since: start))) s")
    return city
  }

  /// Report n of the city: they come at even distances, so that their deadlines lie as far apart as their days.
  func command(_ number: Int) -> Command {
    var command = workload.command(number)
    let span = Tick.wallMilliseconds() / 86_400_000 * 86_400_000 - Self.start.milliseconds
    command.occurredAt = Self.start.adding(milliseconds: span / Int64(count) * Int64(number % count))
    command.key = workload.key(number)
    return command
  }

  /// Sends every report through the engine, from two threads.
  func fill(_ engine: Engine) throws {
    let (size, total, source) = (1_024, count, self)
    _ = try Producers(batchCount: (total + size - 1) / size).send(through: engine) { _, number in
      (number * size..<min((number + 1) * size, total)).map { source.command($0) }
    }
  }
}
