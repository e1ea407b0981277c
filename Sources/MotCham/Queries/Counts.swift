internal import Casework
internal import LMDB

/// How often what happened.
public struct CaseCounts: Equatable, Sendable {
  private var numbers = [UInt64](repeating: 0, count: CaseCount.slotCount)

  public init() {}

  public subscript(count: CaseCount) -> UInt64 { numbers[count.rawValue] }

  mutating func add(_ row: UnsafeRawBufferPointer) {
    for slot in 0..<CaseCount.slotCount { numbers[slot] += UInt64(CounterRow.load(row, slot)) }
  }
}

extension Reading {
  /// What happened in some half days of the city's own time, added up for each number of a dimension.
  ///
  /// Each event counts where the case stood when it happened, at the time when it happened: as it was. A report that
  /// is entered late changes the figures of the half day in which it was made.
  /// - Parameter halfDays: from the first to before the last.
  /// - Returns: each number once, in ascending order.
  public func counts(
    by dimension: CountDimension, during halfDays: Range<HalfDay>
  ) throws(EngineError) -> [(number: UInt32, counts: CaseCounts)] {
    try served.require(.counters)
    var sums: [UInt32: CaseCounts] = [:]
    let end = CounterKey(dimension.number, halfDays.upperBound, 0)
    try stored { () throws(LMDBError) in
      var cursor = try snapshot.pointee.cursor(served.tables.counters)
      var record = try CounterKey(dimension.number, halfDays.lowerBound, 0).withBytes { key throws(LMDBError) in
        try cursor.seek(atOrAfter: key)
      }
      while let (key, value) = record, CounterKey(key).packed < end.packed {
        sums[CounterKey(key).number, default: CaseCounts()].add(value)
        record = try cursor.next()
      }
    }
    return sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
