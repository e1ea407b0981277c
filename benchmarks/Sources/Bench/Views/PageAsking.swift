import Glibc
import MotCham

/// Pages of 50 of any agency's queue, asked for at a fixed rate while reports come in at another.
///
/// Nobody waits for an answer before the next question is due, as citizens do not: what a slow page holds up counts as
/// their time too.
struct PageAsking {
  let p50: Double
  let p99: Double
  let p999: Double
  /// From the moment of asking, not from when the page should have been asked for.
  let servedP99: Double
  let partOfFullPages: Double
  /// Reports that came in meanwhile.
  let reportCount: Int
  let reportsPerSecond: Double
  let coresOfOthers: Double

  private static let pageSize = 50

  init(
    _ engine: Engine, agencies: [AgencyID], workload: StandardReport, first: Int, rate: Int, arrivals: Int,
    seconds: Int, seed: UInt64
  ) throws {
    let places = try Self.places(engine, agencies)
    guard !places.isEmpty else { throw BenchError("no queue of the city holds a case") }
    let neighbours = Neighbours.now()
    let reported = Slots<Int>(repeating: 0, count: 1)
    let failure = Slots<String?>(repeating: nil, count: 1)
    let reporter = Reporter(engine: engine, workload: workload, first: first, arrivals: arrivals, seconds: seconds)
    let start = Tick.now()
    let member = Crew.start {
      do { reported[0] = try reporter.run() } catch { failure[0] = "\(error)" }
    }

    var latencies: [Double] = []
    var served: [Double] = []
    var fullCount = 0
    var random = SeededRandom(seed: seed)
    let total = rate * seconds
    latencies.reserveCapacity(total)
    served.reserveCapacity(total)
    let step = 1_000_000_000 / UInt64(rate)
    for number in 0..<total {
      let due = start + UInt64(number) * step
      while true {
        let now = Tick.now()
        if now >= due { break }
        // The kernel wakes a sleeper some 60 µs late: the rest is waited for awake.
        if due - now > 100_000 { usleep(UInt32((due - now - 80_000) / 1_000)) }
      }
      let (agency, place) = random.pick(places)
      let asked = Tick.now()
      let page = try engine.read { reading throws(EngineError) in
        try reading.queue(of: agency, from: place, limit: Self.pageSize)
      }
      let answered = Tick.now()
      if page.entries.count == Self.pageSize { fullCount += 1 }
      latencies.append(Double(answered - due) / 1e3)
      served.append(Double(answered - asked) / 1e3)
    }
    member.join()
    if let failure = failure[0] { throw BenchError(failure) }
    let spread = Spread(latencies)
    p50 = spread.median
    p99 = spread.at(0.99)
    p999 = spread.at(0.999)
    servedP99 = Spread(served).at(0.99)
    partOfFullPages = Double(fullCount) / Double(total)
    reportCount = reported[0]
    reportsPerSecond = Double(reportCount) / Double(seconds)
    coresOfOthers = neighbours.coresSinceThen()
  }

  /// Beginnings of pages: the first of each queue, and some from further down, found by walking it.
  private static func places(
    _ engine: Engine, _ agencies: [AgencyID]
  ) throws(EngineError) -> [(AgencyID, QueuePlace?)] {
    var found: [(AgencyID, QueuePlace?)] = []
    for agency in agencies + [.none] {
      let starts = try engine.read { reading throws(EngineError) in
        var starts: [QueuePlace?] = []
        var place: QueuePlace?
        repeat {
          let page = try reading.queue(of: agency, from: place, limit: starts.count < 4 ? pageSize : 2_000)
          if page.entries.count < pageSize { break }
          starts.append(place)
          place = page.next
        } while place != nil && starts.count < 64
        return starts
      }
      for start in starts { found.append((agency, start)) }
    }
    return found
  }
}

/// Sends reports at a fixed rate, a hundredth of a second's worth at a time.
private struct Reporter: Sendable {
  var engine: Engine
  var workload: StandardReport
  var first: Int
  var arrivals: Int
  var seconds: Int

  func run() throws -> Int {
    let each = max(1, arrivals / 100)
    let start = Tick.now()
    var number = first
    for turn in 0..<(seconds * 100) {
      let due = start + UInt64(turn) * 10_000_000
      let now = Tick.now()
      if now < due { usleep(UInt32((due - now) / 1_000)) }
      let commands = (number..<(number + each)).map { number in
        var command = workload.command(number)
        command.key = workload.key(number)
        return command
      }
      number += each
      for answer in try engine.submit(commands) {
        guard case .success = answer else { throw BenchError("a report was not taken: \(answer)") }
      }
    }
    return number - first
  }
}
