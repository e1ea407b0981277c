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
  /// How far its timers have come.
  var stage: UInt8
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
  /// The commitments of some stages that fall due from an instant on and before another, in the order of their
  /// due instants; see `Reading.dueCommitments`.
  ///
  /// - Parameter stages: what the timers look for; all stages for everything that runs.
  func dueCommitments(
    from: Instant, to: Instant, after: DueCommitment? = nil, limit: Int,
    stages: ClosedRange<UInt8> = TrackedCommitment.stages, in snapshot: borrowing Snapshot
  ) throws(EngineError) -> [DueCommitment] {
    try require(.commitments)
    guard limit > 0, from < to else { return [] }
    var found: [DueCommitment] = []
    for stage in stages {
      // Where the walk begins in this stage: a page goes on behind the same place in each.
      var start = (due: DueOrder.key(from), number: UInt64(0), ordinal: UInt32(0))
      if let after, from <= after.due {
        start = (DueOrder.key(after.due), after.caseNumber.rawValue, UInt32(after.ordinal) + 1)
      }
      let last = found.count
      let end = DueOrder.key(to)
      var isDamaged = false
      try stored { () throws(LMDBError) in
        var cursor = try snapshot.cursor(tables.commitments)
        var record = try CommitmentEntry.withKey(
          stage: stage, due: start.due, number: start.number, ordinal: start.ordinal
        ) { key throws(LMDBError) in try cursor.seek(atOrAfter: key) }
        while let (key, value) = record, found.count - last < limit {
          guard let entry = CommitmentEntry(key: key, value: value) else {
            isDamaged = true
            return
          }
          guard entry.stage == stage, entry.due < end else { return }
          found.append(DueCommitment(entry))
          record = try cursor.next()
        }
      }
      if isDamaged { throw damaged("entries of the table commitments") }
    }
    if stages.count > 1 { found.sort { $0.isBefore($1) } }
    return Array(found.prefix(limit))
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
    stage = entry.stage
  }

  func isBefore(_ other: Self) -> Bool {
    (due, caseNumber.rawValue, ordinal) < (other.due, other.caseNumber.rawValue, other.ordinal)
  }
}
