/// A wish: it becomes events, or a refusal.
public struct Command: Equatable, Sendable {
  /// Makes the command idempotent for ever. Without a key a retry is a new command.
  public var key: SubmissionKey?
  public var target: CaseReference
  public var actor: Actor
  /// When it happened, where that is not now: a clerk enters yesterday's letter.
  public var occurredAt: Instant?
  public var body: CommandBody
  /// What is personal in it; sealed before it leaves the caller's thread.
  public var personal: PersonalPart
  /// The reporter as the sign-on names them; only a keyed hash of it is stored.
  public var subject: String?
  /// Files that come with it, each sealed and kept before the command is taken; only for commands that can
  /// name attachments.
  public var files: [AttachedFile]

  public init(
    _ body: CommandBody, on target: CaseReference, by actor: Actor, key: SubmissionKey? = nil,
    occurredAt: Instant? = nil, personal: PersonalPart = PersonalPart(), subject: String? = nil,
    files: [AttachedFile] = []
  ) {
    self.key = key
    self.target = target
    self.actor = actor
    self.occurredAt = occurredAt
    self.body = body
    self.personal = personal
    self.subject = subject
    self.files = files
  }
}

/// A file as a citizen or officer sends it.
public struct AttachedFile: Equatable, Sendable {
  public var name: String
  /// `image/jpeg`
  public var mediaType: String
  public var bytes: [UInt8]

  public init(name: String, mediaType: String, bytes: [UInt8]) {
    self.name = name
    self.mediaType = mediaType
    self.bytes = bytes
  }
}

/// Which case a command is about.
public enum CaseReference: Hashable, Sendable {
  /// The case that the command opens.
  case new
  case number(CaseNumber)
  /// The case that the command with this key opened, before or in the same submission.
  case submission(SubmissionKey)
}

/// The commands of the law. Each becomes an event or a refusal.
public enum CommandBody: Equatable, Sendable {
  case submit(Report)
  case classify(Classification)
  case convert(to: ReportKind, basis: String)
  case assign(to: AgencyID)
  case accept
  case `return`(reason: String)
  case transfer(to: AgencyID, reason: String)
  case handOver(authority: String, proof: Digest?)
  case addPart(agency: AgencyID)
  case completePart(UInt32)
  case requestInformation
  case provideInformation(attachments: [Attachment])
  /// A deadline set by name: an absolute instant, as a court or a source system gives it.
  case commit(kind: CommitmentKind, due: Instant, reason: String)
  case extend(Extension)
  case resolve(evidence: [Digest])
  case answer
  case confirm
  case close(ClosingBasis)
  case reject(reason: String, instead: String)
  case reopen
  case rate(stars: UInt32)
  case linkDuplicate(of: CaseNumber)
  case comment(attachments: [Attachment])
  case publish(title: String, text: String)
  case unpublish
  case hold(basis: String)
  case lift(basis: String)
  /// By the engine, when an edition of the rulebook moves the case: where to is for the edition to say.
  case move
  /// By the engine, when a change says that it moves running deadlines.
  case moveDeadlines(basis: String, moved: [MovedCommitment])
  // The four of the engine's timers. Each stands only while the very commitment that it names runs with that due
  // instant, and once for it.
  /// The deadline is near.
  case remind(CommitmentName)
  /// The deadline has passed unkept.
  case recordMiss(CommitmentName)
  /// It lies overdue for as long as this step of the rulebook's chain says, counted from 1.
  case escalate(CommitmentName, step: UInt32)
  /// The time to confirm has run out: the case closes by itself.
  case closeUnconfirmed(CommitmentName)
  case reveal(purpose: String)
  /// The right to have one's data erased is claimed; its clock starts.
  case requestErasure(basis: String)
  case erase(basis: String)
  /// About the city: a new edition of the rulebook comes into force.
  case adopt(Edition)
  /// About the city, by the engine: every case that the edition in force moves has been moved.
  case concludeAdoption(RulebookApplied)
}

/// Which running commitment of a case is meant: by its kind, its part and its due instant as recorded.
public struct CommitmentName: Hashable, Sendable {
  public var kind: CommitmentKind
  /// Zero for the whole case.
  public var part: UInt32
  public var due: Instant

  public init(_ kind: CommitmentKind, part: UInt32 = 0, due: Instant) {
    self.kind = kind
    self.part = part
    self.due = due
  }
}

/// A report (phản ánh, kiến nghị, …) as a door hands it on, its personal part apart.
public struct Report: Equatable, Sendable {
  public var kind = ReportKind.unspecified
  public var category = CategoryID.none
  /// Unspecified is taken as normal.
  public var level = Level.unspecified
  /// Channel hops in order.
  public var channels: [ChannelID] = []
  public var ward = UnitID.none
  public var cell: UInt64 = 0
  public var identity = IdentityStrength.unspecified
  public var attachments: [Attachment] = []
  public var enteredBy = ""
  public var source = ""
  /// Filled by the vault when the personal part is sealed.
  public var seal = CaseSeal()

  public init() {}
}

/// What the vault puts in the clear beside a sealed report.
public struct CaseSeal: Equatable, Sendable {
  public var epoch = EpochNumber(0)
  public var caseNonce: UInt128 = 0
  public var pseudonym: UInt128 = 0

  public init() {}
}

/// What a dispatcher says of a report; a nil field stays as it was.
public struct Classification: Equatable, Sendable {
  public var kind: ReportKind?
  public var category: CategoryID?
  public var level: Level?
  public var ward: UnitID?
  /// Who approved that a running deadline may become later.
  public var approvedBy = ""

  public init() {}
}

/// More time for a running commitment (gia hạn).
public struct Extension: Equatable, Sendable {
  public var kind = CommitmentKind.resolve
  public var part: UInt32 = 0
  public var amount: UInt32 = 0
  public var unit = TimeUnit.workingDays
  /// A code of the rulebook.
  public var reason = ""
  public var approvedBy = ""

  public init() {}
}
