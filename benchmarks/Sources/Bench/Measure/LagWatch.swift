import Glibc
import MotCham
import Synchronization

/// How far the views are behind the log, looked at every two milliseconds from a thread of its own; apart for each part
/// of a run.
///
/// It is unchecked because what it finds is written by its thread and read when that was joined.
final class LagWatch: @unchecked Sendable {
  /// What was seen while one part of a run was going on.
  struct Part {
    /// How long ago at most the oldest event became durable that was not in the views.
    var mostMilliseconds = 0
    /// Durable events at most that were not in the views.
    var mostEvents: UInt64 = 0
    /// From the end of the part until the views held all that was durable then.
    var seconds = 0.0
  }

  private let engine: Engine
  private let now = Atomic(0)
  private let part = Atomic(0)
  private let isOver = EndMark()
  private var found: [Part]
  private var thread: Crew.Member?

  init(_ engine: Engine, partCount: Int = 1) {
    self.engine = engine
    found = Array(repeating: Part(), count: partCount)
    thread = Crew.start { [self] in look() }
  }

  /// How far behind they are now.
  private var milliseconds: Int { now.load(ordering: .relaxed) }

  /// Holds a sender up while the views are half a second behind: what is then on its way takes the rest of the second.
  func pace() { while milliseconds > 500 { usleep(1_000) } }

  /// The part that went on is over.
  func endPart() { part.add(1, ordering: .releasing) }

  /// Waits until the views hold everything and gives what was seen.
  func end() -> [Part] {
    isOver.raise()
    thread?.join()
    thread = nil
    return found
  }

  private func look() {
    // What was durable when, from the oldest that is not projected.
    var seen: [(tick: UInt64, durable: UInt64)] = []
    var first = 0
    // Parts that are over, and what the views have to hold for it.
    var ends: [(part: Int, tick: UInt64, durable: UInt64)] = []
    var current = 0
    while true {
      let (position, tick) = (engine.position, Tick.now())
      let (durable, projected) = (position.durable.rawValue, position.projected.rawValue)
      if seen.last?.durable != durable { seen.append((tick, durable)) }
      while first < seen.count, seen[first].durable <= projected { first += 1 }
      let lag = first < seen.count ? Int((tick - seen[first].tick) / 1_000_000) : 0
      now.store(lag, ordering: .relaxed)
      if current < found.count {
        found[current].mostMilliseconds = max(found[current].mostMilliseconds, lag)
        found[current].mostEvents = max(found[current].mostEvents, durable - min(projected, durable))
      }
      let next = part.load(ordering: .acquiring)
      while current < min(next, found.count) {
        ends.append((current, tick, durable))
        current += 1
      }
      while let end = ends.first, projected >= end.durable {
        found[end.part].seconds = Double(tick - end.tick) / 1e9
        ends.removeFirst()
      }
      if isOver.isRaised, ends.isEmpty, projected >= durable { return }
      usleep(2_000)
    }
  }
}
