internal import Casework

/// A command as the writer takes it: what is personal sealed, the content digested, nothing left to compute.
struct PreparedCommand: Sendable {
  /// Zero when the command has no key.
  var key: UInt128
  /// The nonce of the case whose key sealed and digested it; zero when the case was not known then.
  var caseNonce: UInt128
  var content: Content

  enum Content: Sendable {
    /// Opens a case; numbers only, since nearly all commands are reports.
    case report(PreparedReport)
    case wish(PreparedWish)
    /// What the door found wrong with it; the writer only passes it on, in its place.
    case refused(Refusal)
  }
}

/// A report whose event lies encoded among the bytes of its submission, but for what the writer and the law add.
struct PreparedReport: Sendable {
  var facts: ReportFacts
  var epoch: EpochNumber
  /// Where its bytes begin: the event up to and with its sealed part, then what the sender said of the report.
  var offset: Int
  var headByteCount: Int
  var bodyByteCount: Int
}

/// Any command but a report.
final class PreparedWish: Sendable {
  let target: CaseReference
  let actor: Actor
  let occurredAt: Instant?
  let body: CommandBody
  /// Nonce, ciphertext and tag; empty when nothing personal was said.
  let sealed: [UInt8]
  let contentDigest: UInt128
  /// It has a key or personal words, so it must have been prepared with the key of its case.
  let needsCaseKey: Bool

  init(
    target: CaseReference, actor: Actor, occurredAt: Instant?, body: CommandBody, sealed: [UInt8] = [],
    contentDigest: UInt128 = 0, needsCaseKey: Bool
  ) {
    self.target = target
    self.actor = actor
    self.occurredAt = occurredAt
    self.body = body
    self.sealed = sealed
    self.contentDigest = contentDigest
    self.needsCaseKey = needsCaseKey
  }
}

/// What the writer says of one prepared command; the caller's side makes an `Answer` of it.
enum Outcome: Sendable {
  /// Not yet looked at.
  case waiting
  case taken(caseNumber: CaseNumber, sequence: SequenceNumber, recordedAt: Instant)
  /// The key stands at this sequence; whether the content is the same is for the caller's side to find out.
  case seenBefore(SequenceNumber)
  /// It was sealed with another case's key: prepare it again for this case, and submit it again.
  case prepareAgain(CaseNumber)
  case refused(Refusal)
}
