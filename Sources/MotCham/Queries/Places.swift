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
  /// Counts the links from the first case of the place: take large pages.
  /// - Parameters:
  ///   - after: the last of the page before.
  ///   - limit: at most so many.
  public func cases(
    atCell cell: UInt64, category: CategoryID, after: CaseNumber? = nil, limit: Int
  ) throws(EngineError) -> [PlacedCase] {
    var found: [PlacedCase] = []
    guard limit > 0 else { return found }
    try walk(cell, category) { one in
      if let after, one.caseNumber <= after { return true }
      found.append(one)
      return found.count < limit
    }
    return found
  }

  /// Which link of the chain of its place and category a case is; nil for one without a place or category, and when
  /// there is no such case.
  public func link(of number: CaseNumber) throws(EngineError) -> UInt32? {
    guard let state = try state(of: number), state.cell != 0, state.category != .none else { return nil }
    var link: UInt32?
    try walk(state.cell, state.category) { one in
      if one.caseNumber == number { link = one.link }
      return one.caseNumber < number
    }
    return link
  }

  /// Open cases of the same category at the same place or in one of the eight cells around it: likely duplicates.
  /// Nothing is linked or closed by that.
  ///
  /// - Parameter limit: at most so many.
  public func likelyDuplicates(of number: CaseNumber, limit: Int) throws(EngineError) -> [PlacedCase] {
    guard let state = try state(of: number), state.cell != 0, state.category != .none else { return [] }
    var found: [PlacedCase] = []
    for cell in Self.around(state.cell) where found.count < limit {
      try walk(cell, state.category) { one in
        if one.isOpen, one.caseNumber != number { found.append(one) }
        return found.count < limit
      }
    }
    return found
  }

  /// Visits the cases of a place and category in the order in which they came, until `visit` returns false.
  private func walk(
    _ cell: UInt64, _ category: CategoryID, _ visit: (PlacedCase) -> Bool
  ) throws(EngineError) {
    try served.require(.places)
    guard end.rawValue > 0 else { return }
    var chain = PlaceChain()
    var isDamaged = false
    try stored { () throws(LMDBError) in
      var cursor = try snapshot.pointee.cursor(served.tables.places)
      for tranche in 0...PlaceEntry.tranche(of: end.rawValue - 1) {
        var key = CompoundKey()
        key.append(tranche)
        key.append(cell)
        key.append(category.rawValue)
        var record = try key.withBytes { key throws(LMDBError) in try cursor.seek(atOrAfter: key) }
        while let (key, value) = record {
          guard key.count == PlaceEntry.keyByteCount, let ended = PlaceEnd(value) else {
            isDamaged = true
            return
          }
          let entry = PlaceEntry(key: key)
          guard PlaceEntry.tranche(of: entry.number) == tranche, entry.cell == cell,
            entry.category == category.rawValue
          else { break }
          let one = PlacedCase(
            caseNumber: CaseNumber(entry.number), cell: cell, category: category,
            link: chain.join(entry.number, ended), isOpen: ended.isOpen)
          if !visit(one) { return }
          record = try cursor.next()
        }
      }
    }
    if isDamaged { throw served.damaged("a case at its place") }
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
