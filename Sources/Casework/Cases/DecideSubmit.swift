// The command that opens a case. It runs in the writer for every report, so no text is made unless it is refused.

extension Wish {
  @inline(__always)
  func open(_ report: Report, on state: CaseState?) throws(Refusal) -> Decided {
    var fields = Faults()
    fields.check(actor)
    fields.check(report)
    try fields.check()
    if let state, state.isErased { throw Refusal(.caseErased) }
    guard CommandTable.line(.submit).roles.contains(actor.role) else { throw refusedRole() }
    guard state == nil else { throw Refusal(.stateForbids, "submit") }

    var content = Faults()
    checkActor(&content)
    checkTime(&content)
    if report.kind != .unspecified && !report.kind.isKnown { content.add(.kindUnknown, report.kind.description) }
    if report.category != .none { checkCategory(report.category, &content) }
    if report.level != .unspecified && !report.level.isKnown { content.add(.levelUnknown, report.level.description) }
    for channel in report.channels where !rulebook.knows(channel) {
      content.add(.channelUnknown, "channel " + String(channel.rawValue))
    }
    if report.ward != .none { checkWard(report.ward, &content) }
    try content.check()
    return Decided(.reportReceived(received(report)))
  }

  private func received(_ report: Report) -> ReportReceived {
    var event = ReportReceived()
    event.epoch = report.seal.epoch
    event.caseNonce = report.seal.caseNonce
    event.pseudonym = report.seal.pseudonym
    // Whoever names only a category reports something (phản ánh).
    event.kind = report.kind == .unspecified ? .reflection : report.kind
    event.category = report.category
    event.level = report.level
    if !report.channels.isEmpty { event.channels = report.channels.map(\.rawValue) }
    event.ward = report.ward
    event.cell = report.cell
    event.identity = report.identity
    event.attachments = report.attachments
    event.enteredBy = report.enteredBy
    event.source = report.source
    event.rulebookEdition = rulebook.edition
    guard !isHistory else { return event }
    event.agency =
      rulebook.route(
        kind: event.kind, category: event.category, wardOfThen: event.ward, cell: event.cell, now: context.now) ?? .none
    event.commitments = opening(
      CaseClass(kind: event.kind, category: event.category, level: event.level), agency: event.agency, at: at)
    return event
  }

  @inline(never)
  private func refusedRole() -> Refusal { Refusal(.roleNotAllowed, "submit by " + actor.role.description) }
}
