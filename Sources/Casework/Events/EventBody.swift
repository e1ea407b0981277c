/// What an event says: the `oneof body` of `motcham.v1.Event`.
///
/// A body of a newer writer is `none` here, and its bytes are kept among the event's unknown fields.
public enum EventBody: Equatable, Sendable {
  case none
  case reportReceived(ReportReceived)
  case classified(Classified)
  case kindConverted(KindConverted)
  case assigned(Assigned)
  case accepted(Accepted)
  case returned(Returned)
  case transferred(Transferred)
  case handedOver(HandedOver)
  case partAdded(PartAdded)
  case partCompleted(PartCompleted)
  case informationRequested(InformationRequested)
  case informationProvided(InformationProvided)
  case commitmentMade(CommitmentMade)
  case deadlineExtended(DeadlineExtended)
  case resolved(Resolved)
  case answered(Answered)
  case confirmed(Confirmed)
  case closed(Closed)
  case rejected(Rejected)
  case reopened(Reopened)
  case rated(Rated)
  case duplicateLinked(DuplicateLinked)
  case commented(Commented)
  case published(Published)
  case unpublished(Unpublished)
  case holdPlaced(HoldPlaced)
  case holdLifted(HoldLifted)
  case escalated(Escalated)
  case caseMoved(CaseMoved)
  case revealed(Revealed)
  case erased(Erased)
  case deadlinesMoved(DeadlinesMoved)
  case logCreated(LogCreated)
  case rulebookAdopted(RulebookAdopted)
  case dueSoon(DueSoon)
  case deadlineMissed(DeadlineMissed)
  case rulebookApplied(RulebookApplied)
  case erasureRequested(ErasureRequested)
}

/// Something that is done with whichever message a body holds, without an existential on the way.
public protocol EventBodyVisitor {
  mutating func visit<M: WireMessage>(_ field: Int, _ message: M)
}

/// What a body is read from: stored bytes, or nothing but the types of its members.
protocol NestedReader {
  mutating func nested<M: WireMessage>(_ type: M.Type) throws(WireError) -> M
}

extension EventBody {
  /// Calls the visitor with the field number and message; not at all when there is none.
  public func visit<Visitor: EventBodyVisitor>(_ visitor: inout Visitor) {
    switch self {
    case .none: break
    case .reportReceived(let message): visitor.visit(16, message)
    case .classified(let message): visitor.visit(17, message)
    case .kindConverted(let message): visitor.visit(18, message)
    case .assigned(let message): visitor.visit(19, message)
    case .accepted(let message): visitor.visit(20, message)
    case .returned(let message): visitor.visit(21, message)
    case .transferred(let message): visitor.visit(22, message)
    case .handedOver(let message): visitor.visit(23, message)
    case .partAdded(let message): visitor.visit(24, message)
    case .partCompleted(let message): visitor.visit(25, message)
    case .informationRequested(let message): visitor.visit(26, message)
    case .informationProvided(let message): visitor.visit(27, message)
    case .commitmentMade(let message): visitor.visit(28, message)
    case .deadlineExtended(let message): visitor.visit(29, message)
    case .resolved(let message): visitor.visit(30, message)
    case .answered(let message): visitor.visit(31, message)
    case .confirmed(let message): visitor.visit(32, message)
    case .closed(let message): visitor.visit(33, message)
    case .rejected(let message): visitor.visit(34, message)
    case .reopened(let message): visitor.visit(35, message)
    case .rated(let message): visitor.visit(36, message)
    case .duplicateLinked(let message): visitor.visit(37, message)
    case .commented(let message): visitor.visit(38, message)
    case .published(let message): visitor.visit(39, message)
    case .unpublished(let message): visitor.visit(40, message)
    case .holdPlaced(let message): visitor.visit(41, message)
    case .holdLifted(let message): visitor.visit(42, message)
    case .escalated(let message): visitor.visit(43, message)
    case .caseMoved(let message): visitor.visit(44, message)
    case .revealed(let message): visitor.visit(45, message)
    case .erased(let message): visitor.visit(46, message)
    case .deadlinesMoved(let message): visitor.visit(47, message)
    case .logCreated(let message): visitor.visit(48, message)
    case .rulebookAdopted(let message): visitor.visit(49, message)
    case .dueSoon(let message): visitor.visit(50, message)
    case .deadlineMissed(let message): visitor.visit(51, message)
    case .rulebookApplied(let message): visitor.visit(52, message)
    case .erasureRequested(let message): visitor.visit(53, message)
    }
  }

  /// Reads the body with this field number; nil when this version knows none.
  static func read<Reader: NestedReader>(_ field: Int, from decoder: inout Reader) throws(WireError) -> EventBody? {
    switch field {
    case 16: .reportReceived(try decoder.nested(ReportReceived.self))
    case 17: .classified(try decoder.nested(Classified.self))
    case 18: .kindConverted(try decoder.nested(KindConverted.self))
    case 19: .assigned(try decoder.nested(Assigned.self))
    case 20: .accepted(try decoder.nested(Accepted.self))
    case 21: .returned(try decoder.nested(Returned.self))
    case 22: .transferred(try decoder.nested(Transferred.self))
    case 23: .handedOver(try decoder.nested(HandedOver.self))
    case 24: .partAdded(try decoder.nested(PartAdded.self))
    case 25: .partCompleted(try decoder.nested(PartCompleted.self))
    case 26: .informationRequested(try decoder.nested(InformationRequested.self))
    case 27: .informationProvided(try decoder.nested(InformationProvided.self))
    case 28: .commitmentMade(try decoder.nested(CommitmentMade.self))
    case 29: .deadlineExtended(try decoder.nested(DeadlineExtended.self))
    case 30: .resolved(try decoder.nested(Resolved.self))
    case 31: .answered(try decoder.nested(Answered.self))
    case 32: .confirmed(try decoder.nested(Confirmed.self))
    case 33: .closed(try decoder.nested(Closed.self))
    case 34: .rejected(try decoder.nested(Rejected.self))
    case 35: .reopened(try decoder.nested(Reopened.self))
    case 36: .rated(try decoder.nested(Rated.self))
    case 37: .duplicateLinked(try decoder.nested(DuplicateLinked.self))
    case 38: .commented(try decoder.nested(Commented.self))
    case 39: .published(try decoder.nested(Published.self))
    case 40: .unpublished(try decoder.nested(Unpublished.self))
    case 41: .holdPlaced(try decoder.nested(HoldPlaced.self))
    case 42: .holdLifted(try decoder.nested(HoldLifted.self))
    case 43: .escalated(try decoder.nested(Escalated.self))
    case 44: .caseMoved(try decoder.nested(CaseMoved.self))
    case 45: .revealed(try decoder.nested(Revealed.self))
    case 46: .erased(try decoder.nested(Erased.self))
    case 47: .deadlinesMoved(try decoder.nested(DeadlinesMoved.self))
    case 48: .logCreated(try decoder.nested(LogCreated.self))
    case 49: .rulebookAdopted(try decoder.nested(RulebookAdopted.self))
    case 50: .dueSoon(try decoder.nested(DueSoon.self))
    case 51: .deadlineMissed(try decoder.nested(DeadlineMissed.self))
    case 52: .rulebookApplied(try decoder.nested(RulebookApplied.self))
    case 53: .erasureRequested(try decoder.nested(ErasureRequested.self))
    default: nil
    }
  }

  /// The name of the event's type in JSON: the field's name in the schema.
  public var typeName: String {
    switch self {
    case .none: "unknown"
    case .reportReceived: "report_received"
    case .classified: "classified"
    case .kindConverted: "kind_converted"
    case .assigned: "assigned"
    case .accepted: "accepted"
    case .returned: "returned"
    case .transferred: "transferred"
    case .handedOver: "handed_over"
    case .partAdded: "part_added"
    case .partCompleted: "part_completed"
    case .informationRequested: "information_requested"
    case .informationProvided: "information_provided"
    case .commitmentMade: "commitment_made"
    case .deadlineExtended: "deadline_extended"
    case .resolved: "resolved"
    case .answered: "answered"
    case .confirmed: "confirmed"
    case .closed: "closed"
    case .rejected: "rejected"
    case .reopened: "reopened"
    case .rated: "rated"
    case .duplicateLinked: "duplicate_linked"
    case .commented: "commented"
    case .published: "published"
    case .unpublished: "unpublished"
    case .holdPlaced: "hold_placed"
    case .holdLifted: "hold_lifted"
    case .escalated: "escalated"
    case .caseMoved: "case_moved"
    case .revealed: "revealed"
    case .erased: "erased"
    case .deadlinesMoved: "deadlines_moved"
    case .logCreated: "log_created"
    case .rulebookAdopted: "rulebook_adopted"
    case .dueSoon: "due_soon"
    case .deadlineMissed: "deadline_missed"
    case .rulebookApplied: "rulebook_applied"
    case .erasureRequested: "erasure_requested"
    }
  }
}
