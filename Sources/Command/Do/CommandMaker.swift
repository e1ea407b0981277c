import MotCham
import Show

/// Makes a command of the law from its form and the keys that were set.
struct CommandMaker {
  let engine: Engine
  let settings: Settings
  let now: Instant

  private var rulebook: Rulebook { engine.rulebook }

  /// - Throws: `UsageFault` for a value that cannot be read, `Failure` for a name that the city does not know.
  func command(_ form: CommandForm, on number: CaseNumber, by actor: Actor) throws -> Command {
    var personal = PersonalPart()
    if form.act != .publish { personal.text = settings.text("text") }
    var key: SubmissionKey?
    if let text = settings["submission"] {
      guard let found = SubmissionKey(text) else {
        throw UsageFault("submission must be a UUID, not \(text.debugDescription)")
      }
      key = found
    }
    return Command(
      try body(form.act), on: .number(number), by: actor, key: key, occurredAt: try settings.instant("occurred_at"),
      personal: personal)
  }

  private func body(_ act: Act) throws -> CommandBody {
    switch act {
    case .classify: .classify(try classification())
    case .convert: .convert(to: try settings.named("kind") ?? .unspecified, basis: settings.text("basis"))
    case .assign: .assign(to: try agency())
    case .accept: .accept
    case .return: .return(reason: settings.text("reason"))
    case .transfer: .transfer(to: try agency(), reason: settings.text("reason"))
    case .handOver: .handOver(authority: settings.text("authority"), proof: try settings.digests("proof").first)
    case .addPart: .addPart(agency: try agency())
    case .completePart: .completePart(try settings.number("part") ?? 0)
    case .requestInformation: .requestInformation
    case .provideInformation: .provideInformation(attachments: [])
    case .commit:
      .commit(
        kind: try settings.named("commitment") ?? .resolve, due: try settings.instant("due") ?? now,
        reason: settings.text("reason"))
    case .extend: .extend(try extensionOfTime())
    case .resolve: .resolve(evidence: try settings.digests("evidence"))
    case .answer, .answerOnTheSpot: .answer
    case .confirm: .confirm
    case .close, .closeImported: .close(try settings.named("basis") ?? .unspecified)
    case .reject: .reject(reason: settings.text("reason"), instead: settings.text("instead"))
    case .reopen: .reopen
    case .rate: .rate(stars: try settings.number("stars") ?? 0)
    case .linkDuplicate: .linkDuplicate(of: try original())
    case .comment: .comment(attachments: [])
    case .publish: .publish(title: settings.text("title"), text: settings.text("text"))
    case .unpublish: .unpublish
    case .hold: .hold(basis: settings.text("basis"))
    case .lift: .lift(basis: settings.text("basis"))
    case .requestErasure: .requestErasure(basis: settings.text("basis"))
    case .submit, .move, .moveDeadlines, .remind, .recordMiss, .escalate, .closeUnconfirmed, .reveal,
      .revealDenunciation, .erase, .adopt, .concludeAdoption:
      preconditionFailure("no form leads to a command that is not for people")
    }
  }

  private func classification() throws -> Classification {
    var said = Classification()
    said.kind = try settings.named("kind")
    said.level = try settings.named("level")
    if let id = settings["category"] {
      guard let category = rulebook.category(named: id) else {
        throw Failure("category: the rulebook knows no category \(id.debugDescription); use one of its ids")
      }
      said.category = category.number
    }
    if let code = settings["ward"] {
      let instant = try settings.instant("occurred_at") ?? now
      guard let unit = rulebook.unit(code: code, at: instant) else {
        throw Failure("ward: no ward has the code \(code.debugDescription) at \(rulebook.zone.text(instant))")
      }
      said.ward = unit.number
    }
    said.approvedBy = settings.text("approved_by")
    return said
  }

  private func agency() throws -> AgencyID {
    let name = settings.text("agency")
    guard let agency = rulebook.agency(named: name, at: try settings.instant("occurred_at") ?? now) else {
      throw Failure("agency: the rulebook knows no agency \(name.debugDescription); use one of its ids")
    }
    return agency.number
  }

  private func extensionOfTime() throws(UsageFault) -> Extension {
    var more = Extension()
    more.kind = try settings.named("commitment") ?? .resolve
    more.part = try settings.number("part") ?? 0
    more.amount = try settings.number("amount") ?? 0
    more.unit = try settings.named("unit") ?? .workingDays
    more.reason = settings.text("reason")
    more.approvedBy = settings.text("approved_by")
    return more
  }

  private func original() throws(Failure) -> CaseNumber {
    let code = settings.text("of")
    guard let number = engine.number(of: code) else { throw Failure.notACode(code, engine.rulebook) }
    return number
  }
}
