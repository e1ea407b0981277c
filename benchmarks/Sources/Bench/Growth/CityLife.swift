@_spi(Harness) import MotCham

/// The cases of one sender through their whole life: reported, assigned where no route leads, accepted, resolved,
/// answered, confirmed and closed, each step `distance` of the sender's reports behind the one before. So commands come
/// for old cases all the time, most cases of the log are closed, and the open ones stay as many as they are.
struct CityLife: Sendable {
  private let sender: Int
  private let senderCount: Int
  private let distance: Int
  private let workload: StandardReport
  /// What a door has just parsed, sent again and again with new keys.
  private let templates: [Template]
  /// Cases of the last reports, by the report's number.
  private var cases: [CaseNumber]
  /// The number of the next report of this sender.
  private var next = 0
  /// Reports of the batch that is on its way: their numbers by their keys.
  private var opened: [SubmissionKey: Int] = [:]

  private struct Template: Sendable {
    let report: Command
    /// Behind the report, in order.
    let steps: [Step]
  }

  private struct Step: Sendable {
    let body: CommandBody
    let actor: Actor
    let personal: PersonalPart
  }

  /// Steps of a case that a dispatcher has to assign, its report not counted.
  private static let stepCountMax = 6
  private static let templateCount = 16_384

  /// - Parameter distance: at least as many reports as one batch has.
  init(
    sender: Int, of senderCount: Int, distance: Int, workload: StandardReport, rulebook: Rulebook, at now: Instant
  ) {
    self.sender = sender
    self.senderCount = senderCount
    self.distance = distance
    self.workload = workload
    templates = (0..<Self.templateCount).map { number in
      Self.template(workload.command(number * senderCount + sender), number, rulebook, now)
    }
    cases = Array(repeating: CaseNumber(0), count: distance * (Self.stepCountMax + 1))
  }

  private static func template(
    _ report: Command, _ number: Int, _ rulebook: Rulebook, _ now: Instant
  ) -> Template {
    guard case .submit(let said) = report.body else { preconditionFailure("a standard report is a report") }
    func route(_ find: (ReportKind, CategoryID, UnitID, Instant) -> AgencyID?) -> AgencyID? {
      find(said.kind, said.category, said.ward, now)
    }
    var steps: [Step] = []
    func add(_ body: CommandBody, by actor: Actor, _ personal: PersonalPart = PersonalPart()) {
      steps.append(Step(body: body, actor: actor, personal: personal))
    }
    let routed = route(rulebook.route)
    let agency =
      routed ?? route(rulebook.suggestion) ?? rulebook.agency(of: said.ward, at: now) ?? rulebook.agencies[0].number
    if routed == nil { add(.assign(to: agency), by: Actor(.dispatcher, name: "lan")) }
    let officer = Actor(.officer, name: "minh", agency: agency)
    add(.accept, by: officer)
    add(.resolve(evidence: []), by: officer)
    var words = PersonalPart()
    words.text = Phrases.descriptions[number % Phrases.descriptions.count]
    add(.answer, by: officer, words)
    add(.confirm, by: .citizen)
    add(.close(.confirmed), by: Actor(.dispatcher, name: "lan"))
    return Template(report: report, steps: steps)
  }

  /// The next commands, about `count` of them and never more.
  mutating func batch(of count: Int) -> [Command] {
    var commands: [Command] = []
    commands.reserveCapacity(count)
    opened.removeAll(keepingCapacity: true)
    while commands.count + Self.stepCountMax < count {
      var report = template(next).report
      let opening = key(next, step: 0)
      report.key = opening
      opened[opening] = next
      commands.append(report)
      for step in 1...Self.stepCountMax {
        let number = next - step * distance
        guard number >= 0, step <= template(number).steps.count else { continue }
        let what = template(number).steps[step - 1]
        commands.append(
          Command(
            what.body, on: .number(cases[number % cases.count]), by: what.actor, key: key(number, step: step),
            personal: what.personal))
      }
      next += 1
    }
    precondition(opened.count <= distance, "a case is opened in an earlier batch than its next step")
    return commands
  }

  /// Takes the receipt of a report of that batch.
  mutating func take(_ receipt: Receipt, of command: Command) {
    guard let number = command.key.flatMap({ opened[$0] }) else { return }
    cases[number % cases.count] = receipt.caseNumber
  }

  private func template(_ number: Int) -> Template { templates[number % Self.templateCount] }

  private func key(_ number: Int, step: Int) -> SubmissionKey {
    workload.key(number * senderCount + sender, step: step)
  }
}
