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
  /// Each call walks all that the cells hold: take large pages.
  /// - Parameters:
  ///   - category: not `.none`; a case without one stands in no place.
  ///   - after: the last number of the page before.
  func cases(
    in cells: CellRange, _ category: CategoryID, after: CaseNumber?, limit: Int
  ) throws(EngineError) -> [CaseNumber] {
    try served.require(.places)
    // A place's own head has the number 0.
    let floor = after.map { $0.rawValue + 1 } ?? 1
    var numbers: [UInt64] = []
    try stored { () throws(LMDBError) in
      var cursor = try snapshot.pointee.cursor(served.tables.places)
      for row in cells.rows {
        let last = (row << 32 | cells.columns.upperBound) + 1
        var record = try BigEndianKey.withKey((row << 32 | cells.columns.lowerBound) + 1) { key throws(LMDBError) in
          try cursor.seek(atOrAfter: key)
        }
        while let (key, _) = record, BigEndianKey.readUInt64(key) <= last {
          let number = BigEndianKey.readUInt64(key, at: 12)
          if number >= floor, BigEndianKey.readUInt32(key, at: 8) == category.rawValue { numbers.append(number) }
          // What is kept stays within twice the page.
          if numbers.count > 4_096, numbers.count / 2 >= limit {
            numbers.sort()
            numbers.removeLast(numbers.count - limit)
          }
          record = try cursor.next()
        }
      }
    }
    numbers.sort()
    return numbers.prefix(limit).map { CaseNumber($0) }
  }
}
