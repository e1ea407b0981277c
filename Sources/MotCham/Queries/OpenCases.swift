public import Casework
internal import LMDB

extension Reading {
  /// The open cases of an agency in the order of their numbers, a page at a time.
  ///
  /// A case keeps its number while its deadlines move, so that a walk from page to page, also over several readings,
  /// meets every case that stays with the agency exactly once. Each page walks the whole queue of the agency, 50 ns
  /// a case: take large pages.
  /// - Parameters:
  ///   - agency: `.none` for triage.
  ///   - after: the last number of the page before.
  ///   - limit: at most so many.
  public func openCases(
    of agency: AgencyID, after: CaseNumber? = nil, limit: Int
  ) throws(EngineError) -> [CaseNumber] {
    guard limit > 0 else { return [] }
    try served.require(.queues)
    let floor = after.map { $0.rawValue + 1 } ?? 0
    var numbers: [UInt64] = []
    try stored { () throws(LMDBError) in
      var cursor = try snapshot.pointee.cursor(served.tables.queues)
      var record = try BigEndianKey.withKey(agency.rawValue) { key throws(LMDBError) in
        try cursor.seek(atOrAfter: key)
      }
      while let (key, _) = record, BigEndianKey.readUInt32(key) == agency.rawValue {
        let number = BigEndianKey.readUInt64(key, at: 12)
        if number >= floor { numbers.append(number) }
        // What is kept stays within twice the page.
        if numbers.count > 4_096, numbers.count / 2 >= limit {
          numbers.sort()
          numbers.removeLast(numbers.count - limit)
        }
        record = try cursor.next()
      }
    }
    numbers.sort()
    return numbers.prefix(limit).map { CaseNumber($0) }
  }
}
