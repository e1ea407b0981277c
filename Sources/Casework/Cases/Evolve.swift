// How events make a case. Nothing is refused here: what stands in the log has happened.

extension Event {
  /// When the event took effect for the law.
  ///
  /// A door's clock may run ahead by minutes (`Limits.occurredAheadMillisecondsMax`); then the time of
  /// recording counts. So nothing in a state ever lies behind the log, and a command that says
  /// "now" is never before the event that it follows.
  public var effectiveAt: Instant { Instant.effective(occurredAt: occurredAt, recordedAt: recordedAt) }
}

extension Instant {
  static func effective(occurredAt: Instant?, recordedAt: Instant) -> Instant {
    guard let occurredAt else { return recordedAt }
    return min(occurredAt, recordedAt)
  }
}

extension CaseState {
  /// The case that an event opens; nil when it opens none: another body, or a case number that is not
  /// its own sequence.
  public init?(opening event: borrowing Event) {
    guard case .reportReceived(let report) = event.body, event.caseNumber.rawValue == event.sequence.rawValue
    else { return nil }
    self.init()
    number = event.caseNumber
    kind = report.kind
    level = report.level
    category = report.category
    ward = report.ward
    agency = report.agency
    status = agency == .none ? .received : .assigned
    legCount = agency == .none ? 0 : 1
    reportedAt = event.effectiveAt
    recordedAt = event.recordedAt
    lastSequence = event.sequence
    lastHappenedAt = event.effectiveAt
    epoch = report.epoch
    caseNonce = report.caseNonce
    pseudonym = report.pseudonym
    channels = report.channels
    cell = report.cell
    source = report.source
    track(report.commitments)
  }

  /// The case that these events make, in the order of the log; nil when the first opens none.
  public static func fold(_ events: some Sequence<Event>) -> CaseState? {
    var state: CaseState?
    for event in events {
      guard state != nil else {
        state = CaseState(opening: event)
        if state == nil { return nil }
        continue
      }
      state?.evolve(event)
    }
    return state
  }

  /// Takes the next event of this case. An event of a newer writer only advances `lastSequence`.
  ///
  /// - Precondition: the event belongs to this case and stands behind its last one in the log.
  public mutating func evolve(_ event: Event) {
    precondition(event.caseNumber == number, "an event was given to a case that is not its own")
    precondition(event.sequence > lastSequence, "the events of a case were given out of their order in the log")
    lastSequence = event.sequence
    let at = event.effectiveAt
    if event.body.changesStanding { lastHappenedAt = max(lastHappenedAt ?? at, at) }
    switch event.body {
    case .none, .logCreated, .rulebookAdopted, .rulebookApplied, .reportReceived: break
    case .classified(let classified): evolve(classified)
    case .kindConverted(let converted):
      kind = converted.to
      endAll(at: at)
      track(converted.commitments)
    case .assigned(let assigned):
      meet(.forward, at: at)
      stand(.assigned, with: assigned.agency, at: at)
      legCount = max(legCount, assigned.leg)
      track(assigned.commitments)
    case .accepted(let accepted):
      meet(.accept, at: at)
      acceptedAt = acceptedAt ?? at
      status = .inProgress
      track(accepted.commitments)
    case .returned(let returned):
      end(.accept, at: at)
      stand(.received, with: .none, at: at)
      track(returned.commitments)
    case .transferred(let transferred):
      end(.accept, at: at)
      stand(.assigned, with: transferred.to, at: at)
      legCount = max(legCount, transferred.leg)
      track(transferred.commitments)
    case .partAdded(let added):
      var part = CasePart()
      part.number = added.part
      part.agency = added.agency
      parts.append(part)
      track(added.commitments)
    case .partCompleted(let completed):
      for index in parts.indices where parts[index].number == completed.part { parts[index].completedAt = at }
      meet(.resolve, part: completed.part, at: at)
    case .informationRequested(let requested):
      if status != .awaitingCitizen { statusBeforePause = status }
      status = .awaitingCitizen
      if requested.pauses { pausedAt = at }
    case .informationProvided(let provided):
      move(provided.moved)
      leavePause()
    case .commitmentMade(let made): track(made.commitments)
    case .deadlineExtended(let extended):
      extensionCount &+= 1
      move(extended.moved)
    case .deadlinesMoved(let changed): move(changed.moved)
    case .resolved(let resolved):
      meet(.resolve, at: at)
      status = .resolved
      resolvedAt = at
      resolver = event.actor
      track(resolved.commitments)
    case .answered(let answered):
      // A consultation answered on the spot was forwarded, taken on and resolved by its answer.
      if status != .resolved {
        meet(.forward, at: at)
        meet(.accept, at: at)
        meet(.resolve, at: at)
        acceptedAt = acceptedAt ?? at
        resolvedAt = at
        resolver = event.actor
      }
      meet(.answer, at: at)
      answeredAt = at
      status = .answered
      track(answered.commitments)
    case .confirmed:
      meet(.confirm, at: at)
      confirmedAt = at
    case .closed(let closed):
      // A source's closure is the fulfilment as far as its history tells; any other closure only ends what runs.
      if closed.basis == .imported {
        meet(.resolve, at: at)
        meet(.answer, at: at)
        resolvedAt = resolvedAt ?? at
        answeredAt = answeredAt ?? at
      }
      finish(.closed, at: at)
    case .rejected: finish(.rejected, at: at)
    case .handedOver: finish(.handedOver, at: at)
    case .reopened(let reopened):
      endAll(at: at)
      reopenCount = max(reopenCount, reopened.count)
      reopenedAt = at
      resolver = nil
      confirmedAt = nil
      resolvedAt = nil
      answeredAt = nil
      finishedAt = nil
      stand(agency == .none ? .received : .assigned, with: agency, at: at)
      track(reopened.commitments)
    case .caseMoved(let moved): evolve(moved, at: at)
    case .escalated(let escalated):
      escalationLevel = max(escalationLevel, escalated.level)
      mark(escalated.kind, escalated.part, escalated.due, where: { $0.awaits(step: escalated.step, at: at) }) {
        $0.escalationStep = escalated.step
        $0.escalatedAt = at
        $0.escalatesAt = escalated.nextAt
      }
    case .dueSoon(let near):
      mark(near.kind, near.part, near.due, where: { $0.awaitsReminder(at: at) }) { $0.remindedAt = at }
    case .deadlineMissed(let missed):
      mark(missed.kind, missed.part, missed.due, where: { $0.awaitsMiss(at: at) }) {
        $0.missedAt = at
        $0.escalatesAt = missed.escalatesAt
      }
    case .rated(let rated): rating = rated.stars
    case .duplicateLinked(let linked):
      isDuplicate = true
      original = linked.original
    case .commented, .revealed: break
    case .published: isPublished = true
    case .unpublished: isPublished = false
    case .holdPlaced: isHeld = true
    case .holdLifted: isHeld = false
    case .erasureRequested(let request):
      erasureRequestedAt = at
      erasureDue = request.commitments.first { $0.kind == .resolve }?.due
    case .erased:
      isErased = true
      // Nobody can read any more what was promised to whom.
      endAll(at: at)
      pausedAt = nil
    }
  }

  private mutating func evolve(_ classified: Classified) {
    if classified.kind != .unspecified { kind = classified.kind }
    if classified.category != .none { category = classified.category }
    if classified.level != .unspecified { level = classified.level }
    if classified.ward != .none { ward = classified.ward }
    move(classified.moved)
  }

  /// A reorganisation changes who is in charge, never what was promised to the citizen. A case whose work
  /// is done stays done; without a certain successor it has no agency, and the dispatcher answers.
  private mutating func evolve(_ moved: CaseMoved, at: Instant) {
    if moved.ward != .none { ward = moved.ward }
    for part in moved.parts {
      for index in parts.indices where parts[index].number == part.part { parts[index].agency = part.to }
    }
    if moved.to == agency { return }
    beginLeg(with: moved.to, at: at)
    let triage = moved.to == .none
    if triage { end(.accept, at: at) }
    switch status {
    case .assigned, .inProgress: if triage { status = .received }
    case .awaitingCitizen: if triage { statusBeforePause = .received }
    case .received: status = .assigned
    default: break
    }
  }

  private mutating func stand(_ status: CaseStatus, with agency: AgencyID, at: Instant) {
    leavePause()
    self.status = status
    beginLeg(with: agency, at: at)
  }

  /// Another agency is in charge from now on, or none.
  private mutating func beginLeg(with agency: AgencyID, at: Instant) {
    guard agency != self.agency else { return }
    var leg = CaseLeg()
    leg.agency = self.agency
    leg.until = at
    pastLegs.append(leg)
    self.agency = agency
  }

  private mutating func finish(_ status: CaseStatus, at: Instant) {
    endAll(at: at)
    leavePause()
    finishedAt = at
    self.status = status
  }

  private mutating func leavePause() {
    if status == .awaitingCitizen { status = statusBeforePause }
    statusBeforePause = .unspecified
    pausedAt = nil
  }
}

/// Why a case is escalated: the words of `Escalated.cause`.
public enum EscalationCause {
  /// More legs between agencies than the rulebook allows (đùn đẩy).
  public static let legs = "legs"
  /// A running commitment lies overdue (quá hạn).
  public static let overdue = "overdue"
}

extension EventBody {
  /// It changes where the case stands or who has it, so that what happened before it cannot be entered later.
  ///
  /// Not among them: what only touches the record, and clocks moved by decision.
  var changesStanding: Bool {
    switch self {
    case .kindConverted, .assigned, .accepted, .returned, .transferred, .handedOver, .partAdded, .partCompleted,
      .informationRequested, .informationProvided, .resolved, .answered, .confirmed, .closed, .rejected, .reopened,
      .caseMoved:
      true
    case .none, .reportReceived, .classified, .commitmentMade, .deadlineExtended, .rated, .duplicateLinked, .commented,
      .published, .unpublished, .holdPlaced, .holdLifted, .escalated, .revealed, .erasureRequested, .erased,
      .deadlinesMoved, .logCreated,
      .rulebookAdopted, .rulebookApplied, .dueSoon, .deadlineMissed:
      false
    }
  }
}
