import Glibc
@_spi(Harness) import MotCham

/// Mode (d): memory of a process that takes a million reports, and how soon its city opens again, after a
/// clean close and after a kill.
struct MillionRun {
  var count: Int
  var seed: UInt64
  var quietSeconds = 0

  struct Outcome {
    var perSecond = 0.0
    var cpuMicroseconds = 0.0
    var restAnonymous = 0.0
    var peakAnonymous = 0.0
    var peakResident = 0.0
    var writtenBytes = 0.0
    var flushesPerBlock = 0.0
    var drainSeconds = 0.0
    var closeSeconds = 0.0
    var openSeconds = 0.0
    var killedLag = 0.0
    var openAfterKillSeconds = 0.0
  }

  /// Numbers that the other process tells when it has its last receipt.
  private static let figureCount = 10

  func callAsFunction(_ base: String, _ rulebook: [UInt8]) throws -> Outcome {
    var outcome = Outcome()
    let mebibyte = Double(1 << 20)

    let city = try City(in: base, rulebook: rulebook)
    defer { city.remove() }
    Neighbours.waitForQuiet(seconds: quietSeconds)
    let child = try Child(["million-child", city.directory, "--count", "\(count)", "--seed", "\(seed)"])
    let taken = try child.numbers()
    let closed = try child.numbers()
    child.wait()
    guard taken.count == Self.figureCount, closed.count == 3 else {
      throw BenchError("the other process ended without its figures")
    }
    outcome.perSecond = Double(taken[0]) / (Double(taken[2]) / 1e6)
    outcome.cpuMicroseconds = Double(taken[3]) / 1e3 / Double(taken[0])
    outcome.restAnonymous = Double(taken[4]) / mebibyte
    outcome.peakAnonymous = Double(max(taken[5], closed[1])) / mebibyte
    outcome.writtenBytes = Double(taken[7]) / Double(taken[0])
    outcome.peakResident = Double(taken[8]) / mebibyte
    outcome.drainSeconds = Double(closed[0]) / 1e6
    outcome.closeSeconds = Double(closed[2]) / 1e9
    outcome.openSeconds = try open(city, cases: taken[0])
    let log = try city.check(acknowledged: taken[0], sequenceSum: taken[1])
    outcome.flushesPerBlock = Double(taken[9]) / Double(log.blocks - 1)

    let killed = try City(in: base, rulebook: rulebook)
    Neighbours.waitForQuiet(seconds: quietSeconds)
    let victim = try Child(["million-child", killed.directory, "--count", "\(count)", "--seed", "\(seed)", "--abandon"])
    let before = try victim.numbers()
    victim.kill()
    victim.wait()
    guard before.count == Self.figureCount else { throw BenchError("the other process ended without its figures") }
    outcome.killedLag = Double(before[6])
    outcome.openAfterKillSeconds = try open(killed, cases: before[0])
    try killed.check(acknowledged: before[0], sequenceSum: before[1])
    return outcome
  }

  /// Seconds until the city takes commands again; all its cases must be there then.
  private func open(_ city: City, cases: UInt64) throws -> Double {
    let start = Tick.now()
    let engine = try city.open()
    let seconds = Tick.seconds(since: start)
    let found = try engine.read { reading throws(EngineError) in try reading.caseCount() }
    try engine.close()
    guard found == Int(cases) else { throw BenchError("the views hold \(found) cases, but \(cases) were acknowledged") }
    return seconds
  }
}

/// Mode (d), several runs.
struct MillionSeries {
  var runCount: Int
  var count: Int
  var seed: UInt64
  var quietSeconds: Int

  func callAsFunction(_ base: String, _ rulebook: [UInt8]) throws -> Figures {
    var outcomes: [MillionRun.Outcome] = []
    for run in 1...runCount {
      let outcome = try MillionRun(count: count, seed: seed, quietSeconds: quietSeconds)(base, rulebook)
      outcomes.append(outcome)
      note("\(count) reports, run \(run): \(Int(outcome.peakAnonymous)) MiB, open \(outcome.openSeconds) s")
    }
    func spread(_ value: (MillionRun.Outcome) -> Double) -> Spread { Spread(outcomes.map(value)) }
    var figures = Figures()
    figures.add("reports", count)
    figures.add("reports_per_second_generator_included", spread { $0.perSecond })
    figures.add("cpu_microseconds_per_report_generator_included", spread { $0.cpuMicroseconds })
    figures.add("anonymous_mib_at_rest", spread { $0.restAnonymous })
    figures.add("anonymous_mib_peak", spread { $0.peakAnonymous })
    figures.add("resident_mib_peak", spread { $0.peakResident })
    figures.add("bytes_written_per_report", spread { $0.writtenBytes })
    figures.add("flushes_and_synced_writes_per_block", spread { $0.flushesPerBlock })
    figures.add("seconds_until_the_views_caught_up", spread { $0.drainSeconds })
    figures.add("close_seconds", spread { $0.closeSeconds })
    figures.add("open_seconds", spread { $0.openSeconds })
    figures.add("views_behind_when_killed", spread { $0.killedLag })
    figures.add("open_seconds_after_a_kill", spread { $0.openAfterKillSeconds })
    return figures
  }
}
