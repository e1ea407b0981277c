// Group 5: whether what was said agrees with the rulebook and the clock.

extension Wish {
  func checkContent(_ line: CommandTable.Line, _ state: CaseState) throws(Refusal) {
    var faults = Faults()
    checkActor(&faults)
    checkTime(&faults)
    if let reportedAt = state.reportedAt, at < reportedAt { faults.add(.timeBeforeReport, "occurred_at") }
    if line.isOrdered, let last = state.lastHappenedAt, at < last { faults.add(.timeBeforeLastEvent, "occurred_at") }
    switch command {
    case .classify(let said):
      if let kind = said.kind, !kind.isKnown { faults.add(.kindUnknown, kind.description) }
      if let category = said.category { checkCategory(category, &faults) }
      if let level = said.level, !level.isKnown { faults.add(.levelUnknown, level.description) }
      if let ward = said.ward { checkWard(ward, &faults) }
      checkApprover(said.approvedBy, &faults)
    case .convert(let kind, let basis):
      if !kind.isKnown { faults.add(.kindUnknown, kind.description) }
      checkReason(basis, "basis", &faults)
    case .assign(let agency), .addPart(let agency): checkAgency(agency, &faults)
    case .return(let reason), .reject(let reason, _): checkReason(reason, "reason", &faults)
    case .transfer(let agency, let reason):
      checkAgency(agency, &faults)
      checkReason(reason, "reason", &faults)
    case .completePart(let part): if state.part(part) == nil { faults.add(.partUnknown, "part " + String(part)) }
    case .commit(_, let due, let reason):
      checkReason(reason, "reason", &faults)
      checkRange(due, "due", &faults)
      if let reportedAt = state.reportedAt, due < reportedAt { faults.add(.timeBeforeReport, "due") }
    case .extend(let more):
      checkReason(more.reason, "reason", &faults)
      if more.approvedBy.isEmpty { faults.add(.approverMissing, "approved_by") }
      checkApprover(more.approvedBy, &faults)
      if let old = state.firstDue(more.kind, part: more.part)?.due {
        if let new = extendedDue(more, from: old, state) {
          if new <= old { faults.add(.deadlineNotLater, "amount") }
        } else {
          faults.add(.timeOutOfRange, "due")
        }
      }
    case .linkDuplicate(let original): if original == state.number { faults.add(.sameCase) }
    case .hold(let basis), .lift(let basis), .requestErasure(let basis), .erase(let basis):
      checkReason(basis, "basis", &faults)
    case .moveDeadlines(let basis, let moved):
      checkReason(basis, "basis", &faults)
      for to in moved.lazy.compactMap(\.to) { checkRange(to, "moved.to", &faults) }
    case .reveal(let purpose): checkReason(purpose, "purpose", &faults)
    default: break
    }
    try faults.check()
  }

  private func checkActor(_ faults: inout Faults) { faults.check(actorAgency: actor.agency, rulebook) }

  private func checkTime(_ faults: inout Faults) { faults.check(occurredAt: occurredAt, now: context.now) }

  private func checkRange(_ instant: Instant, _ name: @autoclosure () -> String, _ faults: inout Faults) {
    faults.check(range: instant, name())
  }

  private func checkCategory(_ category: CategoryID, _ faults: inout Faults) { faults.check(category, rulebook) }

  private func checkWard(_ ward: UnitID, _ faults: inout Faults) { faults.check(ward, at: at, rulebook) }

  /// An agency counts that was in force when it happened and is there still to do the work. A source tells of what
  /// was, also of an agency that has gone since.
  private func checkAgency(_ agency: AgencyID, _ faults: inout Faults) {
    if !rulebook.knows(agency) { return faults.add(.agencyUnknown, "agency " + String(agency.rawValue)) }
    if !rulebook.isInForce(agency, at: at) || (!isHistory && !rulebook.isInForce(agency, at: context.now)) {
      faults.add(.agencyNotInForce, "agency " + String(agency.rawValue))
    }
  }

  private func checkReason(_ text: String, _ name: @autoclosure () -> String, _ faults: inout Faults) {
    if text.isEmpty { faults.add(.reasonMissing, name()) }
  }

  /// Nobody approves what they ask for themselves, except those who lead.
  private func checkApprover(_ approver: String, _ faults: inout Faults) {
    if actor.role == .officer && !approver.isEmpty && approver == actor.name {
      faults.add(.approverMissing, "approved_by")
    }
  }
}

// What a report and every other command are asked alike.
extension Faults {
  @inline(__always)
  mutating func check(actorAgency agency: AgencyID, _ rulebook: borrowing Rulebook) {
    if agency != .none && !rulebook.knows(agency) {
      add(.agencyUnknown, "actor's agency " + String(agency.rawValue))
    }
  }

  @inline(__always)
  mutating func check(occurredAt: Instant?, now: Instant) {
    guard let occurredAt else { return }
    if occurredAt > now.adding(milliseconds: Limits.occurredAheadMillisecondsMax) { add(.timeAhead, "occurred_at") }
    check(range: occurredAt, "occurred_at")
  }

  @inline(__always)
  mutating func check(range instant: Instant, _ name: @autoclosure () -> String) {
    if instant < Limits.instantMin || instant > Limits.instantMax { add(.timeOutOfRange, name()) }
  }

  @inline(__always)
  mutating func check(_ category: CategoryID, _ rulebook: borrowing Rulebook) {
    if !rulebook.knows(category) { add(.categoryUnknown, "category " + String(category.rawValue)) }
  }

  /// A ward counts that was in force when it happened.
  @inline(__always)
  mutating func check(_ ward: UnitID, at instant: Instant, _ rulebook: borrowing Rulebook) {
    if !rulebook.isInForce(ward, at: instant) { add(.wardUnknown, "ward " + String(ward.rawValue)) }
  }
}

// Whether a number is known, without a copy of what it names.
extension Rulebook {
  @inline(__always) func knows(_ agency: AgencyID) -> Bool { index.agencyAt[agency.rawValue] != nil }
  @inline(__always) func knows(_ category: CategoryID) -> Bool { index.categoryAt[category.rawValue] != nil }
  @inline(__always) func knows(_ channel: ChannelID) -> Bool { index.channelAt[channel.rawValue] != nil }
}
