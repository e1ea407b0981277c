import Casework

/// Every body that an event can have, in the order of the schema.
///
/// Both switches are exhaustive: a new body does not compile until it has its place here, and the tests of the
/// schema and of the golden vectors then ask for its number, its name and its sample.
enum WireBodies {
  static let all: [EventBody] = {
    var bodies = [EventBody]()
    var last = EventBody.none
    while let body = following(last) {
      bodies.append(body)
      last = body
    }
    return bodies
  }()

  private static func following(_ body: EventBody) -> EventBody? {
    switch body {
    case .none: .reportReceived(ReportReceived())
    case .reportReceived: .classified(Classified())
    case .classified: .kindConverted(KindConverted())
    case .kindConverted: .assigned(Assigned())
    case .assigned: .accepted(Accepted())
    case .accepted: .returned(Returned())
    case .returned: .transferred(Transferred())
    case .transferred: .handedOver(HandedOver())
    case .handedOver: .partAdded(PartAdded())
    case .partAdded: .partCompleted(PartCompleted())
    case .partCompleted: .informationRequested(InformationRequested())
    case .informationRequested: .informationProvided(InformationProvided())
    case .informationProvided: .commitmentMade(CommitmentMade())
    case .commitmentMade: .deadlineExtended(DeadlineExtended())
    case .deadlineExtended: .resolved(Resolved())
    case .resolved: .answered(Answered())
    case .answered: .confirmed(Confirmed())
    case .confirmed: .closed(Closed())
    case .closed: .rejected(Rejected())
    case .rejected: .reopened(Reopened())
    case .reopened: .rated(Rated())
    case .rated: .duplicateLinked(DuplicateLinked())
    case .duplicateLinked: .commented(Commented())
    case .commented: .published(Published())
    case .published: .unpublished(Unpublished())
    case .unpublished: .holdPlaced(HoldPlaced())
    case .holdPlaced: .holdLifted(HoldLifted())
    case .holdLifted: .escalated(Escalated())
    case .escalated: .caseMoved(CaseMoved())
    case .caseMoved: .revealed(Revealed())
    case .revealed: .erased(Erased())
    case .erased: .deadlinesMoved(DeadlinesMoved())
    case .deadlinesMoved: .logCreated(LogCreated())
    case .logCreated: .rulebookAdopted(RulebookAdopted())
    case .rulebookAdopted: .dueSoon(DueSoon())
    case .dueSoon: .deadlineMissed(DeadlineMissed())
    case .deadlineMissed: .rulebookApplied(RulebookApplied())
    case .rulebookApplied: .erasureRequested(ErasureRequested())
    case .erasureRequested: nil
    }
  }

  /// A body of the same kind, with every field filled anew.
  static func refilled(_ body: EventBody, _ fill: inout WireRandom) throws(WireError) -> EventBody {
    switch body {
    case .none: .none
    case .reportReceived: .reportReceived(try fill.message())
    case .classified: .classified(try fill.message())
    case .kindConverted: .kindConverted(try fill.message())
    case .assigned: .assigned(try fill.message())
    case .accepted: .accepted(try fill.message())
    case .returned: .returned(try fill.message())
    case .transferred: .transferred(try fill.message())
    case .handedOver: .handedOver(try fill.message())
    case .partAdded: .partAdded(try fill.message())
    case .partCompleted: .partCompleted(try fill.message())
    case .informationRequested: .informationRequested(try fill.message())
    case .informationProvided: .informationProvided(try fill.message())
    case .commitmentMade: .commitmentMade(try fill.message())
    case .deadlineExtended: .deadlineExtended(try fill.message())
    case .resolved: .resolved(try fill.message())
    case .answered: .answered(try fill.message())
    case .confirmed: .confirmed(try fill.message())
    case .closed: .closed(try fill.message())
    case .rejected: .rejected(try fill.message())
    case .reopened: .reopened(try fill.message())
    case .rated: .rated(try fill.message())
    case .duplicateLinked: .duplicateLinked(try fill.message())
    case .commented: .commented(try fill.message())
    case .published: .published(try fill.message())
    case .unpublished: .unpublished(try fill.message())
    case .holdPlaced: .holdPlaced(try fill.message())
    case .holdLifted: .holdLifted(try fill.message())
    case .escalated: .escalated(try fill.message())
    case .caseMoved: .caseMoved(try fill.message())
    case .revealed: .revealed(try fill.message())
    case .erased: .erased(try fill.message())
    case .deadlinesMoved: .deadlinesMoved(try fill.message())
    case .logCreated: .logCreated(try fill.message())
    case .rulebookAdopted: .rulebookAdopted(try fill.message())
    case .dueSoon: .dueSoon(try fill.message())
    case .deadlineMissed: .deadlineMissed(try fill.message())
    case .rulebookApplied: .rulebookApplied(try fill.message())
    case .erasureRequested: .erasureRequested(try fill.message())
    }
  }
}
