public import Casework
internal import LMDB

extension Reading {
  /// A page of an agency's queue, the first due first; cases of which nothing is due come last.
  ///
  /// - Parameters:
  ///   - agency: `.none` for triage.
  ///   - dueBefore: only cases of which something is due before it: overdue as of this instant. All when left out.
  ///   - from: where the page before left off.
  ///   - limit: at most so many.
  public func queue(
    _ queue: Queue = .open, of agency: AgencyID, dueBefore: Instant? = nil, from: QueuePlace? = nil, limit: Int
  ) throws(EngineError) -> QueuePage {
    var page = QueuePage(entries: [])
    guard limit > 0 else { return page }
    var records: [QueueRecord] = []
    page.next = try walk(queue, agency, dueBefore, from) { record in
      records.append(record)
      return records.count < limit
    }
    page.entries.reserveCapacity(records.count)
    for record in records {
      if record.standing & QueueRecord.flagLookUp == 0 {
        page.entries.append(QueueEntry(record))
        continue
      }
      let number = CaseNumber(record.number)
      guard let state = try state(of: number) else {
        throw served.damaged("case \(number.rawValue), which a queue names")
      }
      page.entries.append(QueueEntry(state))
    }
    return page
  }

  /// How many cases stand in an agency's queue, and of how many something was overdue as of an instant.
  ///
  /// Walks the queue, 50 ns a case.
  /// - Parameters:
  ///   - agency: `.none` for triage.
  ///   - isCounted: sees each case; while the clocks stand its due instant is not known here.
  public func queueCount(
    _ queue: Queue = .open, of agency: AgencyID, at instant: Instant,
    where isCounted: (QueueEntry) -> Bool = { _ in true }
  ) throws(EngineError) -> (cases: Int, overdue: Int) {
    let bound = DueOrder.key(instant)
    var count = (cases: 0, overdue: 0)
    _ = try walk(queue, agency, nil, nil) { record in
      if isCounted(QueueEntry(record)) {
        count.cases += 1
        if record.due < bound { count.overdue += 1 }
      }
      return true
    }
    return count
  }

  /// Visits the records of a queue in order until `visit` returns false; returns where to go on, nil at the end.
  private func walk(
    _ queue: Queue, _ agency: AgencyID, _ dueBefore: Instant?, _ from: QueuePlace?, _ visit: (QueueRecord) -> Bool
  ) throws(EngineError) -> QueuePlace? {
    try served.require(queue == .open ? .queues : .unanswered)
    let table = queue == .open ? served.tables.queues : served.tables.unanswered
    let end = dueBefore.map { DueOrder.key($0) }
    var next: QueuePlace?
    var isDamaged = false
    try stored { () throws(LMDBError) in
      var cursor = try snapshot.pointee.cursor(table)
      var key = CompoundKey()
      key.append(agency.rawValue)
      key.append(from?.due ?? 0)
      key.append(from?.number ?? 0)
      var found = try key.withBytes { key throws(LMDBError) in try cursor.seek(atOrAfter: key) }
      while let (key, value) = found {
        guard let record = QueueRecord(key: key, value: value) else {
          isDamaged = true
          return
        }
        guard record.agency == agency.rawValue, end.map({ record.due < $0 }) ?? true else { return }
        if !visit(record) {
          next = QueuePlace(due: record.due, number: record.number + 1)
          return
        }
        found = try cursor.next()
      }
    }
    if isDamaged { throw served.damaged("entries of a queue") }
    return next
  }
}
