// The command that opens a case.

/// What `decide` makes of a report.
func open(_ report: Report, by actor: Actor, occurredAt: Instant?, on state: CaseState?, in context: DecisionContext)
  throws(Refusal) -> Decided
{
  if let refusal = report.fieldRefusal(by: actor) { throw refusal }
  let facts = ReportFacts(report, by: actor, occurredAt: occurredAt)
  if let state {
    if state.isErased { throw Refusal(.caseErased) }
    guard CommandTable.line(.submit).roles.contains(actor.role) else { throw facts.refusedRole() }
    throw Refusal(.stateForbids, "submit")
  }
  try facts.check(now: context.now, rulebook: context.rulebook)
  var event = ReportReceived()
  event.say(report, sealed: report.seal)
  event.rulebookEdition = context.rulebook.edition
  event.agency = facts.agency(now: context.now, rulebook: context.rulebook)
  facts.eachCommitment(agency: event.agency, now: context.now, rulebook: context.rulebook) {
    event.commitments.append(copy $0)
  }
  return Decided(.reportReceived(event))
}

extension ReportReceived {
  /// Takes over what the sender said: every field before `rulebookEdition`. The rest is for the law to say.
  mutating func say(_ report: borrowing Report, sealed seal: CaseSeal) {
    epoch = seal.epoch
    caseNonce = seal.caseNonce
    pseudonym = seal.pseudonym
    kind = report.kindOfCase
    category = report.category
    level = report.level
    channels.removeAll(keepingCapacity: true)
    for channel in report.channels { channels.append(channel.rawValue) }
    ward = report.ward
    cell = report.cell
    identity = report.identity
    attachments = report.attachments
    enteredBy = report.enteredBy
    source = report.source
  }
}
