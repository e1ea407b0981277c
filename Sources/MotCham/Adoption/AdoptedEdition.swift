public import Casework

/// An edition of the rulebook that came into force in this city.
public struct AdoptedEdition: Hashable, Sendable {
  public var edition: UInt32
  public var name: String
  /// The place in the log from which on it is in force, until the next one.
  public var sequence: SequenceNumber
  public var adoptedAt: Instant
  /// The SHA-256 of its document, which lies in `rulebooks/` under this name.
  public var digest: Digest
  /// Every case that it moves has been moved. Always so for the edition the city was founded with.
  public var isApplied: Bool

  init?(_ event: Event) {
    guard case .rulebookAdopted(let adopted) = event.body, let digest = adopted.digest else { return nil }
    edition = adopted.edition
    name = adopted.name
    sequence = event.sequence
    adoptedAt = event.recordedAt
    self.digest = digest
    isApplied = event.sequence == Founding.adoptionSequence
  }

  /// Takes up what an event of the city says of its editions.
  static func take(_ event: Event, into editions: inout [AdoptedEdition]) {
    if let adopted = AdoptedEdition(event) { return editions.append(adopted) }
    guard case .rulebookApplied(let applied) = event.body else { return }
    for index in editions.indices where editions[index].sequence == applied.adopted { editions[index].isApplied = true }
  }
}

/// What became of a wish to adopt an edition.
public struct Adoption: Hashable, Sendable {
  public var edition: AdoptedEdition
  /// This document was adopted before: nothing new was recorded.
  public var isDuplicate: Bool
}

/// How far the cases are that the edition in force moves.
public struct MoveProgress: Hashable, Sendable {
  public var edition: UInt32
  /// Cases to be moved, or of which a deadline is; nil until they were looked for.
  public var found: Int?
  public var done = 0
  public var isFinished = true
  /// Why it stands still before its end; it goes on when the city is opened again, or the edition adopted again.
  public var failure: String?
}
