public import Casework
internal import LMDB

/// A running commitment of an open case whose clocks go.
public struct DueCommitment: Equatable, Sendable {
  /// The last instant at which it is still kept.
  public var due: Instant
  public var caseNumber: CaseNumber
  /// Its place in `CaseState.commitments`, from 0.
  public var ordinal: Int
  public var kind: CommitmentKind
  /// The part that it binds; zero for the whole case.
  public var part: UInt32
  /// Whose deadline it is: the agency of the part, else of the case; none in triage.
  public var agency: AgencyID
}

extension Reading {
  /// The commitments that fall due within a stretch of time, the first due first; ties by case, then by the order in
  /// which the case was promised them.
  ///
  /// What is overdue as of an instant is everything due before it; what is due soon lies between it and a later one.
  /// - Parameters:
  ///   - from: the least due instant; everything from the beginning when left out.
  ///   - to: the due instants lie before it.
  ///   - after: the last one of the page before, to go on behind it.
  ///   - limit: at most so many.
  public func dueCommitments(
    from: Instant = Limits.instantMin, to: Instant, after: DueCommitment? = nil, limit: Int
  ) throws(EngineError) -> [DueCommitment] {
    try served.dueCommitments(from: from, to: to, after: after, limit: limit, in: snapshot.pointee)
  }
}

extension ServedViews {
  /// The commitments that fall due from an instant on and before another; see `Reading.dueCommitments`.
  func dueCommitments(
    from: Instant, to: Instant, after: DueCommitment? = nil, limit: Int, in snapshot: borrowing Snapshot
  ) throws(EngineError) -> [DueCommitment] {
    try require(.commitments)
    guard limit > 0, from < to else { return [] }
    var start = CompoundKey()
    if let after, from <= after.due {
      start.append(DueOrder.key(after.due))
      start.append(after.caseNumber.rawValue)
      start.append(UInt32(after.ordinal) + 1)
    } else {
      start.append(DueOrder.key(from))
    }
    let end = DueOrder.key(to)
    var found: [DueCommitment] = []
    var isDamaged = false
    try stored { () throws(LMDBError) in
      var cursor = try snapshot.cursor(tables.commitments)
      var record = try start.withBytes { key throws(LMDBError) in try cursor.seek(atOrAfter: key) }
      while let (key, value) = record, found.count < limit {
        guard let entry = CommitmentEntry(key: key, value: value) else {
          isDamaged = true
          return
        }
        guard entry.due < end else { return }
        found.append(DueCommitment(entry))
        record = try cursor.next()
      }
    }
    if isDamaged { throw damaged("entries of the table commitments") }
    return found
  }

  /// The open cases of which a timer is set for before an instant, the first that rings first.
  ///
  /// - Parameters:
  ///   - after: the last one of the page before, to go on behind it.
  ///   - limit: at most so many.
  func timers(
    before end: Instant, after: (at: Instant, caseNumber: CaseNumber)? = nil, limit: Int,
    in snapshot: borrowing Snapshot
  ) throws(EngineError) -> [(at: Instant, caseNumber: CaseNumber)] {
    try require(.timers)
    var found: [(at: Instant, caseNumber: CaseNumber)] = []
    var start = CompoundKey()
    start.append(after.map { DueOrder.key($0.at) } ?? 0)
    start.append(after.map { $0.caseNumber.rawValue + 1 } ?? 0)
    try stored { () throws(LMDBError) in
      var cursor = try snapshot.cursor(tables.timers)
      var record = try start.withBytes { key throws(LMDBError) in try cursor.seek(atOrAfter: key) }
      while let (key, _) = record, found.count < limit {
        let at = DueOrder.instant(BigEndianKey.readUInt64(key))
        guard at < end else { return }
        found.append((at, CaseNumber(BigEndianKey.readUInt64(key, at: 8))))
        record = try cursor.next()
      }
    }
    return found
  }
}

extension DueCommitment {
  init(_ entry: CommitmentEntry) {
    due = DueOrder.instant(entry.due)
    caseNumber = CaseNumber(entry.number)
    ordinal = Int(entry.ordinal)
    kind = CommitmentKind(rawValue: entry.kind)
    part = entry.part
    agency = AgencyID(entry.agency)
  }
}
