/// The lines of the command table: every command, and those that the law treats apart by what they say or
/// whom they are about.
public enum Act: UInt8, CaseIterable, Sendable {
  case submit, classify, convert, assign, accept, `return`, transfer, handOver, addPart, completePart
  case requestInformation, provideInformation, commit, extend, resolve, answer
  /// An answer to a consultation (tư vấn), which needs no resolution before it.
  case answerOnTheSpot
  case confirm, close
  /// A closure that a source system tells of.
  case closeImported
  case reject, reopen, rate, linkDuplicate, comment, publish, unpublish, hold, lift
  case move, moveDeadlines
  /// What the engine's timers ask for.
  case remind, recordMiss, escalate, closeUnconfirmed
  case reveal
  /// A look at who denounces (tố cáo): the law protects them.
  case revealDenunciation
  /// Whose data it is asks that they be erased.
  case requestErasure
  case erase
  /// About the city, not about a case.
  case adopt, concludeAdoption

  /// What a command is in the eyes of the law.
  public init(_ command: CommandBody, on state: CaseState?) {
    switch command {
    case .submit: self = .submit
    case .classify: self = .classify
    case .convert: self = .convert
    case .assign: self = .assign
    case .accept: self = .accept
    case .return: self = .return
    case .transfer: self = .transfer
    case .handOver: self = .handOver
    case .addPart: self = .addPart
    case .completePart: self = .completePart
    case .requestInformation: self = .requestInformation
    case .provideInformation: self = .provideInformation
    case .commit: self = .commit
    case .extend: self = .extend
    case .resolve: self = .resolve
    case .answer: self = state?.kind == .consultation ? .answerOnTheSpot : .answer
    case .confirm: self = .confirm
    case .close(let basis): self = basis == .imported ? .closeImported : .close
    case .reject: self = .reject
    case .reopen: self = .reopen
    case .rate: self = .rate
    case .linkDuplicate: self = .linkDuplicate
    case .comment: self = .comment
    case .publish: self = .publish
    case .unpublish: self = .unpublish
    case .hold: self = .hold
    case .lift: self = .lift
    case .move: self = .move
    case .moveDeadlines: self = .moveDeadlines
    case .remind: self = .remind
    case .recordMiss: self = .recordMiss
    case .escalate: self = .escalate
    case .closeUnconfirmed: self = .closeUnconfirmed
    case .reveal: self = state?.kind == .denunciation ? .revealDenunciation : .reveal
    case .requestErasure: self = .requestErasure
    case .erase: self = .erase
    case .adopt: self = .adopt
    case .concludeAdoption: self = .concludeAdoption
    }
  }

  /// The command's name in JSON and on the command line; acts of one command share it.
  public var commandName: String {
    switch self {
    case .submit: "submit"
    case .classify: "classify"
    case .convert: "convert"
    case .assign: "assign"
    case .accept: "accept"
    case .return: "return"
    case .transfer: "transfer"
    case .handOver: "hand_over"
    case .addPart: "add_part"
    case .completePart: "complete_part"
    case .requestInformation: "request_information"
    case .provideInformation: "provide_information"
    case .commit: "commit"
    case .extend: "extend"
    case .resolve: "resolve"
    case .answer, .answerOnTheSpot: "answer"
    case .confirm: "confirm"
    case .close, .closeImported: "close"
    case .reject: "reject"
    case .reopen: "reopen"
    case .rate: "rate"
    case .linkDuplicate: "link_duplicate"
    case .comment: "comment"
    case .publish: "publish"
    case .unpublish: "unpublish"
    case .hold: "hold"
    case .lift: "lift"
    case .move: "move"
    case .moveDeadlines: "move_deadlines"
    case .remind: "remind"
    case .recordMiss: "record_miss"
    case .escalate: "escalate"
    case .closeUnconfirmed: "close_unconfirmed"
    case .reveal, .revealDenunciation: "reveal"
    case .requestErasure: "request_erasure"
    case .erase: "erase"
    case .adopt: "adopt"
    case .concludeAdoption: "conclude_adoption"
    }
  }
}
