@_spi(Harness) import MotCham
import Peer

/// Mode (c): one caller with one report a call, against one LMDB commit of the same bytes in C.
///
/// The two take turns, a hundred commits each, so that both meet the same weather on the disk and the cores.
struct SingleRun {
  private let callCount: Int
  private let quietSeconds: Int
  private let turn = 100

  init(callCount: Int, quietSeconds: Int) {
    self.callCount = max(100, callCount / 100 * 100)
    self.quietSeconds = quietSeconds
  }

  struct Outcome {
    var engineMicroseconds: Spread
    var peerMicroseconds: Spread
    var coresOfOthers: Double
    var ratio: Double { engineMicroseconds.median / peerMicroseconds.median }
    var meanRatio: Double { engineMicroseconds.mean / peerMicroseconds.mean }
  }

  func callAsFunction(_ city: City, in base: String, _ workload: StandardReport) throws -> Outcome {
    let peer = try LMDBRecords(in: base)
    defer { peer.close() }
    // Bytes of real events, sealed as the engine seals them, taken from a log of their own.
    let events = try Sample.events(of: workload, count: 256, in: base, like: city)
    let engine = try city.open()
    Neighbours.waitForQuiet(seconds: quietSeconds)
    let neighbours = Neighbours.now()
    var engineTimes: [Double] = []
    var peerTimes: [Double] = []
    var sequenceSum: UInt64 = 0
    for start in stride(from: 0, to: callCount, by: turn) {
      for number in start..<(start + turn) {
        var command = workload.command(number)
        command.key = workload.key(number)
        let sent = Tick.now()
        let receipt = try engine.submit(command)
        engineTimes.append(Double(Tick.now() - sent) / 1e3)
        sequenceSum += receipt.sequence.rawValue
      }
      // The views of the last turn do not burden the peer.
      _ = drain(engine)
      for number in start..<(start + turn) {
        let event = events[number % events.count]
        let sent = Tick.now()
        try peer.append(event)
        peerTimes.append(Double(Tick.now() - sent) / 1e3)
      }
    }
    let others = neighbours.coresSinceThen()
    try engine.close()
    try city.check(acknowledged: UInt64(callCount), sequenceSum: sequenceSum)
    try PeerRun.check("LMDB in C", counted: try peer.count(), acknowledged: UInt64(callCount))
    return Outcome(engineMicroseconds: Spread(engineTimes), peerMicroseconds: Spread(peerTimes), coresOfOthers: others)
  }
}

/// Mode (c), several runs.
struct SingleSeries {
  var runCount: Int
  var callCount: Int
  var quietSeconds: Int

  func callAsFunction(_ base: String, _ rulebook: [UInt8], _ workload: StandardReport) throws -> Figures {
    let kept = try Neighbours.undisturbed(
      runCount, quietSeconds: quietSeconds, coresOfOthers: { $0.coresOfOthers }
    ) { run in
      let city = try City(in: base, rulebook: rulebook)
      defer { city.remove() }
      let outcome = try SingleRun(callCount: callCount, quietSeconds: quietSeconds)(city, in: base, workload)
      note("one caller, run \(run): ratio \(outcome.ratio)")
      return outcome
    }
    let outcomes = kept.outcomes
    var figures = Figures()
    figures.add("calls", callCount)
    kept.describe(into: &figures)
    figures.add("cores_busy_for_others", Spread(outcomes.map(\.coresOfOthers)))
    figures.add("ratio_of_medians_to_lmdb_in_c", Spread(outcomes.map(\.ratio)))
    figures.add("ratio_of_means_to_lmdb_in_c", Spread(outcomes.map(\.meanRatio)))
    for (name, part) in [("p50", 0.5), ("p90", 0.9), ("p99", 0.99)] {
      figures.add("engine_\(name)_microseconds", Spread(outcomes.map { $0.engineMicroseconds.at(part) }))
      figures.add("lmdb_in_c_\(name)_microseconds", Spread(outcomes.map { $0.peerMicroseconds.at(part) }))
    }
    return figures
  }
}
