@_spi(Harness) import MotCham

/// Stored events for those who only move bytes: the engine makes them, so that they are what it stores.
enum Sample {
  /// - Parameter like: its rulebook is used; nothing is written there.
  static func events(
    of workload: any Workload, count: Int, in base: String, like city: City
  ) throws -> [[UInt8]] {
    let folder = base + "/sample"
    try Files.makeDirectory(folder)
    defer { Files.removeTree(folder) }
    return try events(of: workload, count: count, city.sister(in: folder))
  }

  static func events(of workload: any Workload, count: Int, _ city: City) throws -> [[UInt8]] {
    let engine = try city.open(ringsTimers: workload.ringsTimers)
    var commands = workload.commands(from: 0, count: count)
    workload.stamp(&commands, first: 0)
    for answer in try engine.submit(commands) { _ = try answer.get() }
    try engine.close()
    var events: [[UInt8]] = []
    _ = try LogAudit.walk(city.directory + "/log") { events.append([UInt8]($0)) }
    return Array(events.dropFirst(Int(City.foundingEventCount)).prefix(count))
  }
}
