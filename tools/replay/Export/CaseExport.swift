import MotCham
import Show

/// The chosen cases as a table, one row a case (RFC 4180).
struct CaseExport {
  let city: LoggedCity
  let choice: EventChoice
  /// Nil to leave what is personal sealed.
  let revealing: RevealingExport?
  /// As of when a case is overdue.
  let at: Instant
  /// Where cases are kept that memory has no room for.
  let workplace: String?

  private static let columns = [
    "case", "status", "kind", "category", "level", "ward", "agency", "channel", "reported_at", "recorded_at",
    "commitment", "due", "overdue", "legs", "escalation_level", "accepted_at", "resolved_at", "answered_at",
    "closed_at", "reopened", "extended", "rating", "duplicate_of", "held", "erased",
  ]
  private static let personalColumns = ["title", "text", "address", "name", "phone", "email"]

  /// - Returns: how many cases.
  func write(to path: String) throws -> UInt64 {
    let file = try NewFile(path)
    let head = Self.columns + (revealing == nil ? [] : Self.personalColumns)
    try file.write(CSVRow.bytes(head))
    var count: UInt64 = 0
    var failure: (any Error)?
    do {
      try city.eachCase(choice, workplace: workplace) { state throws(EngineError) in
        var row = fields(state)
        if let revealing {
          do { row += try personal(state, revealing) } catch {
            failure = error
            throw EngineError.closed
          }
        }
        try file.write(CSVRow.bytes(row))
        count += 1
      }
    } catch { throw failure ?? error }
    try file.finish()
    return count
  }

  private func fields(_ state: CaseState) -> [String] {
    let rulebook = city.rulebook
    let names = Names(rulebook: rulebook)
    let entry = QueueEntry(state)
    func time(_ instant: Instant?) -> String { instant.map(rulebook.zone.text) ?? "" }
    func yes(_ flag: Bool) -> String { flag ? "true" : "false" }
    return [
      city.code(of: state.number), state.status.description, state.kind.description,
      state.category == .none ? "" : names.category(state.category),
      (state.level == .unspecified ? .normal : state.level).description,
      state.ward == .none ? "" : names.ward(state.ward, at: state.reportedAt ?? at),
      state.agency == .none ? "" : names.agency(state.agency),
      state.channels.map(names.channel).joined(separator: " "), time(state.reportedAt), time(state.recordedAt),
      entry.commitment == .unspecified ? "" : entry.commitment.description, time(entry.due),
      yes(entry.isOverdue(at: at)), String(state.legCount), String(state.escalationLevel), time(state.acceptedAt),
      time(state.resolvedAt), time(state.answeredAt), time(state.finishedAt), String(state.reopenCount),
      String(state.extensionCount), state.rating == 0 ? "" : String(state.rating),
      state.isDuplicate ? city.code(of: state.original) : "", yes(state.isHeld), yes(state.isErased),
    ]
  }

  /// What the report said; empty for a case whose keys were destroyed.
  private func personal(_ state: CaseState, _ revealing: RevealingExport) throws -> [String] {
    guard let report = try city.event(at: SequenceNumber(state.number.rawValue)), !report.sealed.isEmpty,
      let personal = try revealing.personal(of: report)
    else { return Self.personalColumns.map { _ in "" } }
    let texts = personal.texts
    return Self.personalColumns.map { name in texts.first { $0.name == name }?.text ?? "" }
  }
}
