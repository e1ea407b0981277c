package import MotCham

/// A case as DESIGN fixes its fields.
package struct CaseJSON {
  let city: ShownCity
  let at: Instant

  private var rulebook: Rulebook { city.rulebook }
  private var names: Names { city.names }

  package init(_ city: ShownCity, at instant: Instant) {
    self.city = city
    at = instant
  }

  /// The fields of a `queue` line.
  package func line(_ entry: QueueEntry, _ json: inout JSONWriter) {
    json.field("case", city.code(of: entry.caseNumber))
    json.field("status", entry.status.description)
    json.field("kind", entry.kind.description)
    json.field("category", entry.category == .none ? nil : names.category(entry.category))
    json.field("level", (entry.level == .unspecified ? .normal : entry.level).description)
    json.field("ward", entry.ward == .none ? nil : names.ward(entry.ward, at: entry.reportedAt ?? at))
    json.field("agency", entry.agency == .none ? nil : names.agency(entry.agency))
    json.field("commitment", entry.commitment == .unspecified ? nil : entry.commitment.description)
    json.field("due", entry.due, in: rulebook.zone)
    json.field("overdue", entry.isOverdue(at: at))
    json.field("legs", entry.legCount)
  }

  /// The fields of a `case` object.
  package func whole(_ history: CaseHistory, _ json: inout JSONWriter) {
    line(QueueEntry(history.state), &json)
    json.list("commitments", history.state.commitments.indices) { json, place in
      json.beginObject()
      commitment(history.state.commitments[place], history.state, &json)
      if let account = city.account(of: place, in: history.events, at: at) { legs(account, &json) }
      json.endObject()
    }
    json.list("events", history.events) { json, event in
      json.beginObject()
      self.event(event, &json)
      if let revealed = history.revealed, !event.sealed.isEmpty {
        personal(revealed.first { $0.sequence == event.sequence }?.personal, &json)
      }
      json.endObject()
    }
  }

  private func commitment(_ tracked: TrackedCommitment, _ state: CaseState, _ json: inout JSONWriter) {
    EventJSON(rulebook: rulebook).commitment(tracked.commitment ?? Commitment(), &json)
    json.field("first_due", tracked.firstDue, in: rulebook.zone)
    json.field("met_at", tracked.metAt, in: rulebook.zone)
    json.field("ended_at", tracked.endedAt, in: rulebook.zone)
    json.field("reminded_at", tracked.remindedAt, in: rulebook.zone)
    json.field("missed_at", tracked.missedAt, in: rulebook.zone)
    json.field("escalated_at", tracked.escalatedAt, in: rulebook.zone)
    json.field("escalation_step", tracked.escalationStep)
    json.field("escalates_at", tracked.escalatesAt, in: rulebook.zone)
    json.field("moves", tracked.moveCount)
    let due = tracked.commitment?.due
    json.field("overdue", tracked.isRunning && state.pausedAt == nil && due.map { $0 < at } == true)
  }

  /// Who used the time of a deadline; working time where that is what it counts.
  private func legs(_ account: CommitmentAccount, _ json: inout JSONWriter) {
    json.field("minutes_used", account.millisecondsUsed / 60_000)
    json.list("legs", account.legs) { json, leg in
      json.beginObject()
      json.field("agency", leg.agency == .none ? nil : names.agency(leg.agency))
      json.field("from", leg.from, in: rulebook.zone)
      json.field("until", leg.until, in: rulebook.zone)
      json.field("minutes_used", leg.milliseconds / 60_000)
      json.field("minutes_paused", leg.pausedMilliseconds / 60_000)
      json.endObject()
    }
  }

  package func event(_ event: Event, _ json: inout JSONWriter) {
    json.field("sequence", event.sequence.rawValue)
    json.field("type", event.body.typeName)
    json.field("recorded_at", event.recordedAt, in: rulebook.zone)
    json.field("occurred_at", event.occurredAt, in: rulebook.zone)
    json.field("by", event.actor.map { ActorText.text($0, rulebook: rulebook) })
    if let key = SubmissionKey(value: event.submission) { json.field("submission", key.description) }
    EventJSON(rulebook: rulebook).fields(event, code: city.code(of:), &json)
  }

  /// Null when the keys of the case were destroyed.
  package func personal(_ part: PersonalPart?, _ json: inout JSONWriter) {
    json.name("personal")
    guard let part else { return json.null() }
    json.beginObject()
    for (name, text) in part.texts where !text.isEmpty { json.field(name, text) }
    if let place = part.place {
      json.name("lat")
      json.fixedPoint(place.latitudeE7, decimals: 7)
      json.name("long")
      json.fixedPoint(place.longitudeE7, decimals: 7)
    }
    if !part.attachmentNames.isEmpty { json.list("attachments", part.attachmentNames) { $0.text($1.name) } }
    json.endObject()
  }
}

extension PersonalPart {
  /// Its words by their names, in the order in which they are shown.
  package var texts: [(name: String, text: String)] {
    [("title", title), ("text", text), ("address", address), ("name", name), ("phone", phone), ("email", email)]
  }
}
