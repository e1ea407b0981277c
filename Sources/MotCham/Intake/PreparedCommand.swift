internal import Casework

/// A command as the writer takes it: what is personal sealed, the content digested, nothing left to compute.
struct PreparedCommand: Sendable {
  /// Zero when the command has no key.
  var key: UInt128
  var target: CaseReference
  var actor: Actor
  var occurredAt: Instant?
  var body: CommandBody
  /// Nonce, ciphertext and tag; empty when nothing personal was said.
  var sealed: [UInt8]
  var contentDigest: UInt128
  /// The nonce of the case whose key sealed and digested it; zero when the case was not known then.
  var caseNonce: UInt128
  /// It has a key or personal words, so it must have been prepared with the key of its case.
  var needsCaseKey: Bool
  /// What the door found wrong with it; the writer then only passes it on, in its place.
  var refusal: Refusal?
  /// Files that were kept for a new case, to be taken back when it is not taken.
  var keptFiles: [Digest] = []
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
