internal import Casework

/// What is made of all cases of a fold. Each thread has one, and in the end they are merged, in the order of the cases.
protocol CaseTally: Sendable {
  /// - Parameter events: of one case in the order of the log, without their sealed parts; the first is its report.
  mutating func add(_ events: [Event])
  mutating func merge(_ other: Self)
}

/// How quickly a log was read and folded.
package struct FoldSpeed: Sendable {
  package var events: UInt64
  /// Processor time of all threads together.
  package var cpuNanoseconds: UInt64
  package var nanoseconds: UInt64

  package var eventsPerSecond: UInt64 { Self.perSecond(events, nanoseconds) }
  package var eventsPerCoreSecond: UInt64 { Self.perSecond(events, cpuNanoseconds) }

  private static func perSecond(_ count: UInt64, _ nanoseconds: UInt64) -> UInt64 {
    UInt64(Double(count) * 1_000_000_000 / Double(max(1, nanoseconds)))
  }
}

/// All cases of a log, each folded from its first event, by as many threads as there are.
struct CaseFold<Tally: CaseTally>: Sendable {
  let log: any LogSource
  /// One past the last event that counts.
  let end: UInt64
  /// Where working files go.
  let folder: String
  var threadCount = ParallelWork.threadCount
  /// Only the cases with these numbers; all when left out.
  var isChosen: (@Sendable (UInt64) -> Bool)?

  private struct Part: Sendable {
    var tally: Tally
    var cpuNanoseconds: UInt64
  }

  /// - Parameter empty: a tally that has seen no case; each thread begins with it.
  func run(into empty: Tally) throws(EngineError) -> (Tally, FoldSpeed) {
    let began = (MonotonicClock.nanoseconds(), ThreadClock.nanoseconds())
    let isChosen = isChosen ?? { _ in true }
    let histories = try CaseHistories(log, end: end, folder: folder, isChosen: isChosen)
    let gathered = ThreadClock.nanoseconds() - began.1
    let parts = try ParallelWork.run(on: ParallelWork.ranges(0..<end, threadCount: threadCount)) {
      range throws(EngineError) in
      let began = ThreadClock.nanoseconds()
      var tally = empty
      try histories.each(range) { tally.add($0) }
      return Part(tally: tally, cpuNanoseconds: ThreadClock.nanoseconds() - began)
    }
    var whole = parts[0].tally
    for part in parts.dropFirst() { whole.merge(part.tally) }
    let speed = FoldSpeed(
      events: end, cpuNanoseconds: parts.reduce(gathered) { $0 + $1.cpuNanoseconds },
      nanoseconds: MonotonicClock.nanoseconds() - began.0)
    return (whole, speed)
  }
}
