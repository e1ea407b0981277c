public import Casework
internal import LMDB

extension Reading {
  /// All cases in the order of their numbers, open or not, a page at a time.
  ///
  /// A walk reads every case that the city ever had.
  /// - Parameters:
  ///   - after: the last number of the page before.
  ///   - limit: at most so many.
  public func cases(after: CaseNumber? = nil, limit: Int) throws(EngineError) -> [CaseState] {
    guard limit > 0 else { return [] }
    var found: [CaseState] = []
    var damage: WireError?
    let first = after.map { $0.rawValue + 1 } ?? 0
    try stored { () throws(LMDBError) in
      var cursor = try snapshot.pointee.cursor(served.tables.cases)
      var record = try BigEndianKey.withKey(first) { key throws(LMDBError) in try cursor.seek(atOrAfter: key) }
      while let (_, value) = record, found.count < limit {
        do throws(WireError) { found.append(try CaseState.decode(value)) } catch {
          damage = error
          return
        }
        record = try cursor.next()
      }
    }
    if let damage {
      let last = found.last.map { "behind case \($0.number.rawValue)" } ?? "from case \(first) on"
      throw served.damaged("a case record \(last); \(damage)")
    }
    return found
  }
}
