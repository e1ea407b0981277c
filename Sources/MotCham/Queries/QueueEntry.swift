public import Casework

/// Which of an agency's queues.
public enum Queue: Sendable, CaseIterable {
  /// Every open case; of no agency: the triage.
  case open
  /// đã xử lý, chưa trả lời: resolved, and the citizen does not know it yet.
  case unanswered
}

/// A case as a queue shows it.
public struct QueueEntry: Equatable, Sendable {
  public var caseNumber: CaseNumber
  /// None in triage.
  public var agency: AgencyID
  public var status: CaseStatus
  public var kind: ReportKind
  public var level: Level
  public var category: CategoryID
  public var ward: UnitID
  /// Legs between agencies, the first assignment counted.
  public var legCount: UInt32
  public var escalationLevel: UInt32
  public var reportedAt: Instant?
  /// The running commitment that falls due first; unspecified when none runs.
  public var commitment: CommitmentKind
  /// When that falls due; nil when none runs. While the clocks stand it is not due.
  public var due: Instant?
  /// The clocks stand: the citizen was asked for more.
  public var isPaused: Bool

  /// Nothing is overdue while the clocks stand.
  public func isOverdue(at instant: Instant) -> Bool {
    guard !isPaused, let due else { return false }
    return due < instant
  }

  /// A case as a queue shows it, or would if it stood in one.
  public init(_ state: CaseState) {
    caseNumber = state.number
    agency = state.agency
    status = state.status
    kind = state.kind
    level = state.level
    category = state.category
    ward = state.ward
    legCount = state.legCount
    escalationLevel = state.escalationLevel
    reportedAt = state.reportedAt
    let next = state.nextDue
    commitment = next?.kind ?? .unspecified
    due = next?.due
    isPaused = state.pausedAt != nil
  }

  /// A record in which everything stands.
  init(_ record: QueueRecord) {
    func byte(_ shift: UInt64) -> UInt32 { UInt32(record.standing >> shift & 0xFF) }
    caseNumber = CaseNumber(record.number)
    agency = AgencyID(record.agency)
    status = CaseStatus(rawValue: byte(8))
    kind = ReportKind(rawValue: byte(16))
    level = Level(rawValue: byte(24))
    category = CategoryID(record.category)
    ward = UnitID(record.ward)
    legCount = UInt32(record.standing >> 48)
    escalationLevel = byte(40)
    reportedAt = record.reportedAt == Int64.min ? nil : Instant(milliseconds: record.reportedAt)
    commitment = CommitmentKind(rawValue: byte(32))
    due = record.due == DueOrder.never ? nil : DueOrder.instant(record.due)
    isPaused = record.standing & QueueRecord.flagPaused != 0
  }
}

/// A place in a queue, to go on behind it.
public struct QueuePlace: Hashable, Sendable {
  var due: UInt64
  var number: UInt64
}

/// Some of a queue, in its order.
public struct QueuePage: Equatable, Sendable {
  public var entries: [QueueEntry]
  /// Where the next page begins; nil when this was the last.
  public var next: QueuePlace?
}
