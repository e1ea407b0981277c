/// A case as its events have made it: everything that `decide` looks at, and nothing personal.
///
/// `motcham.v1.CaseRecord` of `schemas/motcham/v1/views.proto` in the views.
public struct CaseState: WireMessage {
  public var number = CaseNumber(0)
  public var status = CaseStatus.unspecified
  public var kind = ReportKind.unspecified
  public var level = Level.unspecified
  public var category = CategoryID.none
  public var ward = UnitID.none
  /// The agency in charge; none while the case lies in triage.
  public var agency = AgencyID.none
  /// Legs between agencies, the first assignment counted.
  public var legCount: UInt32 = 0
  public var escalationLevel: UInt32 = 0
  /// When it was reported: the clock of the law starts here.
  public var reportedAt: Instant?
  /// When its first event was recorded.
  public var recordedAt: Instant?
  /// Its last event, whatever that said.
  public var lastSequence = SequenceNumber(0)
  /// When the last event took effect that changed where the case stands; comments and looks do not.
  public var lastHappenedAt: Instant?
  public var epoch = EpochNumber(0)
  public var caseNonce: UInt128 = 0
  public var pseudonym: UInt128 = 0
  public var channels: [UInt32] = []
  public var cell: UInt64 = 0
  /// Who resolved it, so that another closes it where the rulebook says so.
  public var resolver: Actor?
  public var reopenCount: UInt32 = 0
  /// 1 to 5; zero is no rating, which is not a rating of zero.
  public var rating: UInt32 = 0
  /// The state to return to when the citizen has given more.
  public var statusBeforePause = CaseStatus.unspecified
  /// When the clocks were stopped; nil while they run.
  public var pausedAt: Instant?
  public var isPublished = false
  public var isHeld = false
  public var isErased = false
  public var isDuplicate = false
  /// The case it was linked to as a duplicate, when `isDuplicate`.
  public var original = CaseNumber(0)
  public var parts: [CasePart] = []
  public var commitments: [TrackedCommitment] = []
  public var source = ""
  /// When the citizen confirmed the answer; nil before, and again after a reopening.
  public var confirmedAt: Instant?
  /// When it was last opened again; the citizen-facing clocks run from there.
  public var reopenedAt: Instant?
  /// When an agency first took it on (thụ lý).
  public var acceptedAt: Instant?
  /// When it was last resolved (đã xử lý); nil before, and again after a reopening.
  public var resolvedAt: Instant?
  /// When it was last answered (đã trả lời); nil before, and again after a reopening.
  public var answeredAt: Instant?
  /// When it was last closed, rejected or handed over; nil while it is open.
  public var finishedAt: Instant?
  /// The legs before the one that goes on, in their order: who used which time.
  public var pastLegs: [CaseLeg] = []
  /// How often a deadline was extended (gia hạn).
  public var extensionCount: UInt32 = 0
  /// When the right to have it erased was claimed; nil when nobody has.
  public var erasureRequestedAt: Instant?
  /// Until when the law wants it erased; nil without a request, and beyond the calendar's known years.
  public var erasureDue: Instant?
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.number(1, &number)
    try codec.enumeration(2, &status)
    try codec.enumeration(3, &kind)
    try codec.enumeration(4, &level)
    try codec.number(5, &category)
    try codec.number(6, &ward)
    try codec.number(7, &agency)
    try codec.uint32(8, &legCount)
    try codec.uint32(9, &escalationLevel)
    try codec.instant(10, &reportedAt)
    try codec.instant(11, &recordedAt)
    try codec.number(12, &lastSequence)
    try codec.instant(13, &lastHappenedAt)
    try codec.number(14, &epoch)
    try codec.uint128(15, &caseNonce)
    try codec.uint128(16, &pseudonym)
    try codec.packed(17, &channels)
    try codec.uint64(18, &cell)
    try codec.message(19, &resolver)
    try codec.uint32(20, &reopenCount)
    try codec.uint32(21, &rating)
    try codec.enumeration(22, &statusBeforePause)
    try codec.instant(23, &pausedAt)
    try codec.bool(24, &isPublished)
    try codec.bool(25, &isHeld)
    try codec.bool(26, &isErased)
    try codec.bool(27, &isDuplicate)
    try codec.number(28, &original)
    try codec.messages(29, &parts)
    try codec.messages(30, &commitments)
    try codec.text(31, &source)
    try codec.instant(32, &confirmedAt)
    try codec.instant(33, &reopenedAt)
    try codec.instant(34, &acceptedAt)
    try codec.instant(35, &resolvedAt)
    try codec.instant(36, &answeredAt)
    try codec.instant(37, &finishedAt)
    try codec.messages(38, &pastLegs)
    try codec.uint32(39, &extensionCount)
    try codec.instant(40, &erasureRequestedAt)
    try codec.instant(41, &erasureDue)
  }
}

/// A stretch of time in which one agency was in charge, or none. It began where the one before it ended, the first
/// with the report.
public struct CaseLeg: WireMessage, Hashable {
  /// None while the case lay in triage.
  public var agency = AgencyID.none
  public var until: Instant?
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.number(1, &agency)
    try codec.instant(2, &until)
  }
}

/// A co-operating agency's share of a case.
public struct CasePart: WireMessage, Hashable {
  /// Counted from 1.
  public var number: UInt32 = 0
  public var agency = AgencyID.none
  public var completedAt: Instant?
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.uint32(1, &number)
    try codec.number(2, &agency)
    try codec.instant(3, &completedAt)
  }
}

/// A commitment and what became of it.
public struct TrackedCommitment: WireMessage, Hashable {
  /// As last recorded: its due instant is the one in force.
  public var commitment: Commitment?
  /// The due instant as first promised, once an extension or a pause has moved it; nil before.
  public var firstDue: Instant?
  /// When it was fulfilled; nil while it runs.
  public var metAt: Instant?
  /// When another took its place (reopened, converted, transferred, ended with the case); nil before.
  public var endedAt: Instant?
  /// When the case was last escalated because this lay overdue; nil before.
  public var escalatedAt: Instant?
  /// When whoever is bound was reminded of the due instant in force; nil before.
  public var remindedAt: Instant?
  /// When it was recorded that the due instant in force had passed; nil before.
  public var missedAt: Instant?
  /// How many steps of the rulebook's chain were taken for the due instant in force.
  public var escalationStep: UInt32 = 0
  /// The last instant before the next step is taken; nil when there is none.
  public var escalatesAt: Instant?
  /// How often the due instant was moved. What fired for one due instant may fire again for the next.
  public var moveCount: UInt32 = 0
  public var unknown = UnknownFields()

  public init() {}

  @inline(__always)
  public mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.message(1, &commitment)
    try codec.instant(2, &firstDue)
    try codec.instant(3, &metAt)
    try codec.instant(4, &endedAt)
    try codec.instant(5, &escalatedAt)
    try codec.instant(6, &remindedAt)
    try codec.instant(7, &missedAt)
    try codec.uint32(8, &escalationStep)
    try codec.instant(9, &escalatesAt)
    try codec.uint32(10, &moveCount)
  }

  /// Neither fulfilled nor replaced.
  public var isRunning: Bool { metAt == nil && endedAt == nil }
}

extension CaseState {
  /// The city still owes something: the case stands in a queue. An erased case owes nothing any more,
  /// since nobody can read what was asked; it counts in the figures under the status that it had.
  public var isOpen: Bool { status.isOpen && !isErased }

  /// Where the citizen-facing clocks started: the report, or the last reopening.
  public var clockStart: Instant? { reopenedAt ?? reportedAt }

  /// The status without the pause: where the work stands while the citizen is waited for.
  public var workStatus: CaseStatus { status == .awaitingCitizen ? statusBeforePause : status }

  /// Who is bound by a commitment: the agency of its part, else of the case; none in triage.
  ///
  /// - Parameter part: zero for the whole case.
  public func agency(of part: UInt32) -> AgencyID { part == 0 ? agency : self.part(part)?.agency ?? agency }

  /// The part with this number.
  public func part(_ number: UInt32) -> CasePart? { parts.first { $0.number == number } }

  /// The running commitment that falls due first; ties go to the one recorded first.
  public var nextDue: Commitment? {
    var next: Commitment?
    for tracked in commitments where tracked.isRunning {
      guard let commitment = tracked.commitment, let due = commitment.due else { continue }
      if let best = next?.due, best <= due { continue }
      next = commitment
    }
    return next
  }

  /// A running commitment lies behind `instant`. Nothing is overdue while the clocks stand.
  public func isOverdue(at instant: Instant) -> Bool {
    guard pausedAt == nil, let due = nextDue?.due else { return false }
    return due < instant
  }
}
