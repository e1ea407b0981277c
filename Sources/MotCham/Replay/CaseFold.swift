internal import Casework

/// What is made of all cases of a fold. Each worker has one, and in the end they are merged, in any order.
protocol CaseTally: Sendable {
  associatedtype Memory: CaseMemory
  /// What is kept of a new case; nil when the event opens none.
  func open(_ event: Event) -> Memory?
  /// Lets a case take its next event.
  func take(_ event: Event, into memory: inout Memory)
  mutating func add(_ memory: borrowing Memory)
  mutating func merge(_ other: Self)
}

extension CaseTally where Memory == CaseState {
  func open(_ event: Event) -> CaseState? { CaseState(opening: event) }
  func take(_ event: Event, into memory: inout CaseState) { memory.evolve(event) }
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

/// All cases of a log, folded from their first event by several threads, each of which takes some of the cases.
///
/// Memory is bounded by the number of cases that stay on the shelves, whatever the length of the log.
struct CaseFold<Tally: CaseTally>: Sendable {
  let log: any LogSource
  /// One past the last event that counts.
  let end: UInt64
  /// Where working files go.
  let folder: String
  var threadCount = ParallelWork.threadCount
  /// Of each thread.
  var casesInMemoryMax = 1 << 16
  /// Only the cases with these numbers; all when left out.
  var isChosen: (@Sendable (UInt64) -> Bool)?

  private struct Part: Sendable {
    var tally: Tally
    var cpuNanoseconds: UInt64
  }

  /// - Parameter tally: one that has seen no case; each thread begins with it.
  func run(into tally: Tally) throws(EngineError) -> (Tally, FoldSpeed) {
    try log.requireWhole()
    let began = MonotonicClock.nanoseconds()
    let parts = try ParallelWork.run(on: Array(0..<UInt64(threadCount))) { worker throws(EngineError) in
      let began = ThreadClock.nanoseconds()
      let tally = try fold(tally, worker)
      return Part(tally: tally, cpuNanoseconds: ThreadClock.nanoseconds() - began)
    }
    var whole = parts[0].tally
    for part in parts.dropFirst() { whole.merge(part.tally) }
    let speed = FoldSpeed(
      events: end, cpuNanoseconds: parts.reduce(0) { $0 + $1.cpuNanoseconds },
      nanoseconds: MonotonicClock.nanoseconds() - began)
    return (whole, speed)
  }

  private func fold(_ empty: Tally, _ worker: UInt64) throws(EngineError) -> Tally {
    let shelf = CaseShelf<Tally.Memory>(folder: folder, numberEnd: Int(end), countMax: casesInMemoryMax)
    let threadCount = UInt64(threadCount)
    try log.eachEvent(0..<end) { stored throws(EngineError) in
      // Neighbours go to the same thread, so that its working file has no holes.
      guard (stored.caseNumber >> 12) % threadCount == worker, isChosen?(stored.caseNumber) ?? true else { return }
      if stored.caseNumber == stored.sequence {
        // What the city says of itself, and what a newer writer may say.
        guard EventLayout.isReport(stored.bytes) else { return }
        guard let memory = empty.open(try stored.decoded()) else {
          throw .damagedLog(sequence: stored.sequence, expected: "a report, since it opens a case")
        }
        return try shelf.add(memory)
      }
      let event = try stored.decoded()
      guard try shelf.change(event.caseNumber, { empty.take(event, into: &$0) }) else {
        throw .damagedLog(sequence: stored.sequence, expected: "an event of a case that was opened before")
      }
    }
    var tally = empty
    try shelf.each { tally.add($0) }
    return tally
  }
}
