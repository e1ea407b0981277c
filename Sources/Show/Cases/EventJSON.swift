import MotCham

/// What an event says, by the names of the schema.
struct EventJSON {
  let rulebook: Rulebook

  private var names: Names { Names(rulebook: rulebook) }
  private var zone: TimeZoneRule { rulebook.zone }

  func commitment(_ commitment: Commitment, _ json: inout JSONWriter) {
    json.field("kind", commitment.kind.description)
    json.field("amount", commitment.amount)
    json.field("unit", commitment.unit.description)
    json.field("start", commitment.start, in: zone)
    json.field("due", commitment.due, in: zone)
    json.field("rulebook_edition", commitment.rulebookEdition)
    json.field("calendar", rulebook.calendar(number: commitment.calendar)?.id)
    json.field("calendar_edition", commitment.calendarEdition)
    json.field("part", commitment.part)
    json.field("lead_minutes", commitment.leadMinutes)
  }

  /// - Parameter code: what people see of a case number.
  func fields(_ event: Event, code: (CaseNumber) -> String, _ json: inout JSONWriter) {
    switch event.body {
    case .reportReceived(let said): report(said, event.happenedAt, &json)
    case .classified(let said):
      if said.kind != .unspecified { json.field("kind", said.kind.description) }
      if said.category != .none { json.field("category", names.category(said.category)) }
      if said.level != .unspecified { json.field("level", said.level.description) }
      if said.ward != .none { json.field("ward", names.ward(said.ward, at: event.happenedAt)) }
      json.field("rulebook_edition", said.rulebookEdition)
      if !said.approvedBy.isEmpty { json.field("approved_by", said.approvedBy) }
      moved(said.moved, &json)
    case .kindConverted(let said):
      json.field("from", said.from.description)
      json.field("to", said.to.description)
      json.field("basis", said.basis)
      json.field("rulebook_edition", said.rulebookEdition)
      commitments(said.commitments, &json)
    case .assigned(let said):
      json.field("agency", agency(said.agency))
      json.field("leg", said.leg)
      commitments(said.commitments, &json)
    case .accepted(let said): commitments(said.commitments, &json)
    case .returned(let said):
      json.field("from", agency(said.from))
      json.field("reason", said.reason)
      commitments(said.commitments, &json)
    case .transferred(let said):
      json.field("from", agency(said.from))
      json.field("to", agency(said.to))
      json.field("leg", said.leg)
      json.field("reason", said.reason)
      commitments(said.commitments, &json)
    case .handedOver(let said):
      json.field("authority", said.authority)
      json.field("proof", said.proof.map { "sha256:\($0)" })
    case .partAdded(let said):
      json.field("part", said.part)
      json.field("agency", agency(said.agency))
      commitments(said.commitments, &json)
    case .partCompleted(let said): json.field("part", said.part)
    case .escalated(let said):
      json.field("level", said.level)
      json.field("cause", said.cause)
      json.field("to", agency(said.to))
      if said.kind != .unspecified {
        commitment(said.kind, said.part, said.due, &json)
        json.field("step", said.step)
        json.field("next_at", said.nextAt, in: zone)
      }
    case .dueSoon(let said): commitment(said.kind, said.part, said.due, &json)
    case .deadlineMissed(let said):
      commitment(said.kind, said.part, said.due, &json)
      json.field("escalates_at", said.escalatesAt, in: zone)
    case .caseMoved(let said):
      json.field("from", agency(said.from))
      json.field("to", agency(said.to))
      json.field("rulebook_edition", said.rulebookEdition)
      json.field("cause", said.cause)
      json.field("ward", said.ward == .none ? nil : names.ward(said.ward, at: event.happenedAt))
      if !said.parts.isEmpty {
        json.list("parts", said.parts) { json, part in
          json.beginObject()
          json.field("part", part.part)
          json.field("from", agency(part.from))
          json.field("to", agency(part.to))
          json.endObject()
        }
      }
    case .informationRequested, .informationProvided, .commitmentMade, .deadlineExtended, .deadlinesMoved:
      clock(event.body, &json)
    default: record(event.body, code, &json)
    }
  }

  private func report(_ said: ReportReceived, _ at: Instant, _ json: inout JSONWriter) {
    json.field("kind", said.kind.description)
    json.field("category", said.category == .none ? nil : names.category(said.category))
    json.field("level", said.level == .unspecified ? nil : said.level.description)
    json.list("channel", said.channels) { $0.text(names.channel($1)) }
    json.field("ward", said.ward == .none ? nil : names.ward(said.ward, at: at))
    json.field("identity", said.identity == .unspecified ? nil : said.identity.description)
    attachments(said.attachments, &json)
    if !said.enteredBy.isEmpty { json.field("entered_by", said.enteredBy) }
    if !said.source.isEmpty { json.field("source", said.source) }
    json.field("rulebook_edition", said.rulebookEdition)
    json.field("agency", agency(said.agency))
    commitments(said.commitments, &json)
  }

  private func clock(_ body: EventBody, _ json: inout JSONWriter) {
    switch body {
    case .informationRequested(let said): json.field("pauses", said.pauses)
    case .informationProvided(let said):
      attachments(said.attachments, &json)
      moved(said.moved, &json)
    case .commitmentMade(let said):
      json.field("reason", said.reason)
      commitments(said.commitments, &json)
    case .deadlineExtended(let said):
      json.field("amount", said.amount)
      json.field("unit", said.unit.description)
      json.field("reason", said.reason)
      json.field("approved_by", said.approvedBy)
      moved(said.moved, &json)
    case .deadlinesMoved(let said):
      json.field("rulebook_edition", said.rulebookEdition)
      json.field("basis", said.basis)
      moved(said.moved, &json)
    default: break
    }
  }

  private func record(_ body: EventBody, _ code: (CaseNumber) -> String, _ json: inout JSONWriter) {
    switch body {
    case .resolved(let said):
      json.list("evidence", said.evidence) { $0.text("sha256:\($1)") }
      commitments(said.commitments, &json)
    case .answered(let said): commitments(said.commitments, &json)
    case .closed(let said): json.field("basis", said.basis.description)
    case .rejected(let said):
      json.field("reason", said.reason)
      json.field("instead", said.instead)
    case .reopened(let said):
      json.field("count", said.count)
      commitments(said.commitments, &json)
    case .rated(let said): json.field("stars", said.stars)
    case .duplicateLinked(let said): json.field("original", code(said.original))
    case .commented(let said): attachments(said.attachments, &json)
    case .published(let said):
      json.field("title", said.title)
      json.field("text", said.text)
    case .holdPlaced(let said): json.field("basis", said.basis)
    case .holdLifted(let said): json.field("basis", said.basis)
    case .revealed(let said): json.field("purpose", said.purpose)
    case .erasureRequested(let said):
      json.field("basis", said.basis)
      json.field("rule", said.rule)
      commitments(said.commitments, &json)
    case .erased(let said): json.field("basis", said.basis)
    default: break
    }
  }

  /// The commitment that a timer was about.
  private func commitment(_ kind: CommitmentKind, _ part: UInt32, _ due: Instant?, _ json: inout JSONWriter) {
    json.field("commitment", kind.description)
    json.field("part", part)
    json.field("due", due, in: zone)
  }

  private func agency(_ id: AgencyID) -> String? { id == .none ? nil : names.agency(id) }

  private func commitments(_ made: [Commitment], _ json: inout JSONWriter) {
    guard !made.isEmpty else { return }
    json.list("commitments", made) { json, made in
      json.beginObject()
      commitment(made, &json)
      json.endObject()
    }
  }

  private func moved(_ moved: [MovedCommitment], _ json: inout JSONWriter) {
    guard !moved.isEmpty else { return }
    json.list("moved", moved) { json, moved in
      json.beginObject()
      json.field("kind", moved.kind.description)
      json.field("part", moved.part)
      json.field("from", moved.from, in: zone)
      json.field("to", moved.to, in: zone)
      if moved.calendarEdition != 0 { json.field("calendar_edition", moved.calendarEdition) }
      json.endObject()
    }
  }

  private func attachments(_ files: [Attachment], _ json: inout JSONWriter) {
    guard !files.isEmpty else { return }
    json.list("attachments", files) { json, file in
      json.beginObject()
      json.field("digest", file.digest.map { "sha256:\($0)" })
      json.field("media_type", file.mediaType)
      json.field("size", file.byteCount)
      json.endObject()
    }
  }
}
