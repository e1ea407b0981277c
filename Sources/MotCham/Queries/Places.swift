public import Casework
internal import LMDB

/// A case among those of its place and category.
public struct PlacedCase: Equatable, Sendable {
  public var caseNumber: CaseNumber
  /// The grid cell of about 100 m, as in `CaseState.cell`.
  public var cell: UInt64
  public var category: CategoryID
  /// Its link in the chain of recurrences, from 1: 7 is the seventh time (lần 7). Cases of one link came before the
  /// matter was closed, and are likely duplicates of each other.
  public var link: UInt32
  public var isOpen: Bool
}

extension Reading {
  /// The cases of a place and category in the order in which they came: the chain of recurrences.
  ///
  /// - Parameters:
  ///   - after: the last of the page before.
  ///   - limit: at most so many.
  public func cases(
    atCell cell: UInt64, category: CategoryID, after: CaseNumber? = nil, limit: Int
  ) throws(EngineError) -> [PlacedCase] {
    try served.require(.places)
    var found: [PlacedCase] = []
    var isDamaged = false
    try stored { () throws(LMDBError) in
      var cursor = try snapshot.pointee.cursor(served.tables.places)
      var key = CompoundKey()
      key.append(cell)
      key.append(category.rawValue)
      // The head, if there is one, has the case number 0.
      key.append((after?.rawValue ?? 0) + 1)
      var record = try key.withBytes { key throws(LMDBError) in try cursor.seek(atOrAfter: key) }
      while let (key, value) = record, found.count < limit, BigEndianKey.readUInt64(key) == cell,
        BigEndianKey.readUInt32(key, at: 8) == category.rawValue
      {
        guard let place = PlaceRecord(value) else {
          isDamaged = true
          return
        }
        found.append(
          PlacedCase(
            caseNumber: CaseNumber(BigEndianKey.readUInt64(key, at: 12)), cell: cell, category: category,
            link: place.link, isOpen: place.isOpen))
        record = try cursor.next()
      }
    }
    if isDamaged { throw served.damaged("a case at its place") }
    return found
  }

  /// Which link of the chain of its place and category a case is; nil for one without a place or category, and when
  /// there is no such case.
  public func link(of number: CaseNumber) throws(EngineError) -> UInt32? {
    guard let state = try state(of: number), state.cell != 0, state.category != .none else { return nil }
    let before = number.rawValue == 0 ? nil : CaseNumber(number.rawValue - 1)
    let found = try cases(atCell: state.cell, category: state.category, after: before, limit: 1).first
    return found?.caseNumber == number ? found?.link : nil
  }

  /// Open cases of the same category at the same place or in one of the eight cells around it: likely duplicates.
  /// Nothing is linked or closed by that.
  ///
  /// - Parameter limit: at most so many.
  public func likelyDuplicates(of number: CaseNumber, limit: Int) throws(EngineError) -> [PlacedCase] {
    guard let state = try state(of: number), state.cell != 0, state.category != .none else { return [] }
    var found: [PlacedCase] = []
    for cell in Self.around(state.cell) {
      var last: CaseNumber?
      while found.count < limit {
        let page = try cases(atCell: cell, category: state.category, after: last, limit: 256)
        for one in page where one.isOpen && one.caseNumber != number && found.count < limit { found.append(one) }
        guard page.count == 256 else { break }
        last = page.last?.caseNumber
      }
    }
    return found
  }

  /// The cases that were linked to another as its duplicates, in the order of their numbers.
  public func duplicates(of original: CaseNumber) throws(EngineError) -> [CaseNumber] {
    try served.require(.duplicates)
    var found: [CaseNumber] = []
    try stored { () throws(LMDBError) in
      var cursor = try snapshot.pointee.cursor(served.tables.duplicates)
      var record = try BigEndianKey.withKey(original.rawValue) { key throws(LMDBError) in
        try cursor.seek(atOrAfter: key)
      }
      while let (key, _) = record, BigEndianKey.readUInt64(key) == original.rawValue {
        found.append(CaseNumber(BigEndianKey.readUInt64(key, at: 8)))
        record = try cursor.next()
      }
    }
    return found
  }

  /// A cell, then the eight around it: see `Place.cell`. Beyond the edge of the grid nothing was ever reported.
  private static func around(_ cell: UInt64) -> [UInt64] {
    let (north, east) = (Int64((cell - 1) >> 32), Int64((cell - 1) & 0xFFFF_FFFF))
    var cells = [cell]
    for rows in -1...1 as ClosedRange<Int64> {
      for columns in -1...1 as ClosedRange<Int64> where (rows, columns) != (0, 0) {
        guard north + rows >= 0, east + columns >= 0 else { continue }
        cells.append((UInt64(north + rows) << 32 | UInt64(east + columns)) + 1)
      }
    }
    return cells
  }
}
