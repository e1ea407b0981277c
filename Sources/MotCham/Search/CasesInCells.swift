internal import Casework
internal import LMDB

/// A rectangle of grid cells: rows from the south pole, columns from the 180th meridian.
struct CellRange {
  var rows: ClosedRange<UInt64>
  var columns: ClosedRange<UInt64>
}

extension Reading {
  /// The cases of a category in some cells, in the order of their numbers.
  ///
  /// Walks all that the cells hold, from the page's first case on: take large pages.
  /// - Parameters:
  ///   - category: not `.none`; a case without one stands in no place.
  ///   - after: the last number of the page before.
  func cases(
    in cells: CellRange, _ category: CategoryID, after: CaseNumber?, limit: Int
  ) throws(EngineError) -> [CaseNumber] {
    try served.require(.places)
    let floor = after.map { $0.rawValue + 1 } ?? 0
    guard limit > 0, floor < end.rawValue else { return [] }
    var numbers: [UInt64] = []
    try stored { () throws(LMDBError) in
      var cursor = try snapshot.pointee.cursor(served.tables.places)
      for tranche in PlaceEntry.tranche(of: floor)...PlaceEntry.tranche(of: end.rawValue - 1) {
        let before = numbers.count
        for row in cells.rows {
          let last = (row << 32 | cells.columns.upperBound) + 1
          var key = CompoundKey()
          key.append(tranche)
          key.append((row << 32 | cells.columns.lowerBound) + 1)
          var record = try key.withBytes { key throws(LMDBError) in try cursor.seek(atOrAfter: key) }
          while let (key, _) = record {
            let entry = PlaceEntry(key: key)
            guard PlaceEntry.tranche(of: entry.number) == tranche, entry.cell <= last else { break }
            if entry.number >= floor, entry.category == category.rawValue { numbers.append(entry.number) }
            record = try cursor.next()
          }
        }
        // The numbers of the next tranche are all greater.
        numbers[before...].sort()
        if numbers.count >= limit { return }
      }
    }
    return numbers.prefix(limit).map { CaseNumber($0) }
  }
}
