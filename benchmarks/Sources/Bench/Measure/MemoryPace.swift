import Synchronization

/// How long one access to memory takes right now that no core has near.
///
/// A virtual machine shares its last cache and its memory with others of the same host, which its own counters do not
/// show: the same access takes twice as long at one time as at another, and what has a thousand callers goes with it.
/// So a figure stands beside the pace at which it was taken.
struct MemoryPace: Sendable {
  /// Nanoseconds of one access, in random order over 8 MiB, on every core at once; their mean.
  let nanoseconds: Double

  /// The best that this process has seen, in picoseconds.
  private static let best = Atomic<UInt64>(UInt64(Int64.max))

  /// Takes about ten milliseconds of every core.
  static func now() -> MemoryPace {
    let count = Machine.coreCount
    let paces = Slots(repeating: 0.0, count: count)
    Crew.run(count) { paces[$0] = walk(from: UInt32($0 * lineCount / count)) }
    let mean = paces.all.reduce(0, +) / Double(count)
    best.min(UInt64(mean * 1e3), ordering: .relaxed)
    return MemoryPace(nanoseconds: mean)
  }

  /// How much slower than the best of this process: none is 0, half as fast 0.5.
  var slowness: Double { max(0, 1 - Double(Self.best.load(ordering: .relaxed)) / 1e3 / nanoseconds) }

  private static func walk(from start: UInt32) -> Double {
    ring.withUnsafeBufferPointer { ring in
      var place = start
      let began = Tick.now()
      // Each access needs the one before.
      for _ in 0..<accessCount { place = ring[Int(place) * Self.wordsInALine] }
      let took = Tick.now() - began
      // The place is looked at, or all of it would be left out.
      precondition(place < lineCount, "a ring leads nowhere else")
      return Double(took) / Double(accessCount)
    }
  }

  private static let lineCount = (8 << 20) / 64
  private static let wordsInALine = 64 / MemoryLayout<UInt32>.size
  private static let accessCount = 100_000

  /// In the first word of each line stands the line that comes next: one ring through all of them, by chance.
  private static let ring: [UInt32] = {
    var ring = [UInt32](repeating: 0, count: lineCount * wordsInALine)
    var order = (0..<UInt32(lineCount)).map { $0 }
    var random = SeededRandom(seed: 8)
    for last in stride(from: lineCount - 1, to: 0, by: -1) { order.swapAt(last, random.below(last + 1)) }
    for (place, line) in order.enumerated() { ring[Int(line) * wordsInALine] = order[(place + 1) % lineCount] }
    return ring
  }()
}
