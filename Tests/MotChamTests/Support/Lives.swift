import Testing

@_spi(Harness) @testable import MotCham

/// Many cases that live side by side, decided by the law at times of their own: the events that a log would hold.
struct Lives {
  let rulebook: Rulebook
  private var random: Seeded
  private(set) var events: [Event] = []
  private(set) var states: [CaseState] = []
  private var now = Instant("2025-09-01T07:30:00+07:00") ?? Instant(milliseconds: 0)

  init(seed: UInt64, rulebook bytes: [UInt8]) throws {
    rulebook = try Rulebook(json: bytes)
    random = Seeded(seed)
    record(.logCreated(LogCreated()), by: .system, on: nil)
    var adopted = RulebookAdopted()
    adopted.edition = rulebook.edition
    record(.rulebookAdopted(adopted), by: .system, on: nil)
  }

  /// Gives so many commands, most of them sensible, and keeps what the accepted ones become.
  mutating func live(commands: Int, casesMax: Int) {
    for step in 0..<commands {
      now = now.adding(minutes: Int64.random(in: 0...600, using: &random))
      // What an edition does, as it stands in a log: the city's own events, and cases that move.
      if step % 97 == 5 { record(.rulebookApplied(RulebookApplied()), by: .system, on: nil) }
      if step % 23 == 7 { moveOne() }
      let opens = states.isEmpty || (states.count < casesMax && Int.random(in: 0..<6, using: &random) == 0)
      let place = opens ? nil : states.indices.randomElement(using: &random)
      let state = place.map { states[$0] }
      let (command, actor) = state.map { nextCommand($0) } ?? (submission(), .citizen)
      // A door gives an earlier time now and then.
      let isLate = Int.random(in: 0..<5, using: &random) == 0
      let occurredAt = isLate ? now.adding(minutes: -Int64.random(in: 0...3_000, using: &random)) : nil
      guard
        let decided = try? decide(
          command, by: actor, occurredAt: occurredAt, on: state, in: DecisionContext(now: now, rulebook: rulebook))
      else { continue }
      record(decided.first, by: actor, on: place, occurredAt: occurredAt)
      if let second = decided.second {
        record(second, by: .system, on: place ?? states.count - 1, occurredAt: occurredAt)
      }
    }
  }

  private mutating func moveOne() {
    guard let place = states.indices.filter({ states[$0].isOpen }).randomElement(using: &random) else { return }
    var moved = CaseMoved()
    moved.from = states[place].agency
    moved.to = [AgencyID.none, agency(), states[place].agency].randomElement(using: &random) ?? .none
    moved.ward = rulebook.units.prefix(9).randomElement(using: &random)?.number ?? .none
    record(.caseMoved(moved), by: .system, on: place)
  }

  private mutating func record(_ body: EventBody, by actor: Actor, on place: Int?, occurredAt: Instant? = nil) {
    var event = Event()
    event.sequence = SequenceNumber(UInt64(events.count))
    event.caseNumber = place.map { states[$0].number } ?? CaseNumber(UInt64(events.count))
    event.recordedAt = now
    event.occurredAt = occurredAt
    event.actor = actor
    event.body = body
    switch Int.random(in: 0..<8, using: &random) {
    case 0: break
    case 1: event.submission = UInt128.random(in: 1...UInt128.max, using: &random)
    case 2: event.submission = key(minutes: 60)
    default: event.submission = key(minutes: -1)
    }
    events.append(event)
    if let place { states[place].evolve(event) } else if let state = CaseState(opening: event) { states.append(state) }
  }

  private mutating func key(minutes: Int64) -> UInt128 {
    SubmissionKey(
      time: now.adding(minutes: minutes), random: UInt128(UInt64.random(in: 1..<UInt64.max, using: &random))
    )
    .value
  }

  private mutating func submission() -> CommandBody {
    var report = Report()
    report.kind = ReportKind.names.randomElement(using: &random)?.value ?? .reflection
    report.category =
      [CategoryID.none, CategoryID(1), CategoryID(2), CategoryID(3)].randomElement(using: &random) ?? .none
    report.level = [.unspecified, .urgent, .normal, .complex].randomElement(using: &random) ?? .normal
    report.cell =
      Int.random(in: 0..<4, using: &random) == 0 ? 0 : 432_829_624_508_397 + UInt64.random(in: 0..<12, using: &random)
    report.ward =
      rulebook.units.filter { rulebook.isInForce($0.number, at: now) }.prefix(3).randomElement(using: &random)?
      .number ?? .none
    report.channels = rulebook.channels.prefix(Int.random(in: 0...3, using: &random)).map(\.number)
    if report.channels.count == 3 { report.channels[2] = report.channels[0] }
    return .submit(report)
  }

  private mutating func nextCommand(_ state: CaseState) -> (CommandBody, Actor) {
    let officer = Actor(.officer, name: "o", agency: state.agency)
    if Int.random(in: 0..<3, using: &random) == 0, let timer = state.timersDue(at: now).first {
      return (timer.command, .system)
    }
    let dispatcher = Actor(.dispatcher, name: "d")
    if Int.random(in: 0..<3, using: &random) > 0 {
      // What would come next in a good office, so that lives reach their end.
      if let part = state.parts.first(where: { $0.completedAt == nil }) {
        return (.completePart(part.number), Actor(.supervisor, name: "s"))
      }
      switch state.status {
      case .received: return (.assign(to: agency()), dispatcher)
      case .assigned: return (.accept, officer)
      case .inProgress: return (.resolve(evidence: []), officer)
      case .awaitingCitizen: return (.provideInformation(attachments: []), .citizen)
      case .resolved: return (.answer, dispatcher)
      case .answered: return state.confirmedAt == nil ? (.confirm, .citizen) : (.close(.confirmed), .system)
      default: break
      }
    }
    let act = Act.allCases.randomElement(using: &random) ?? .accept
    // What ends a life comes seldom.
    if [.erase, .handOver, .reject, .closeImported].contains(act), Int.random(in: 0..<8, using: &random) > 0 {
      return (.comment(attachments: []), .citizen)
    }
    let actors = [
      officer, dispatcher, .citizen, .system, Actor(.administrator, name: "a"), Actor(.source, name: "nyc311"),
    ]
    let line = CommandTable.line(act)
    let actor = actors.filter { line.roles.contains($0.role) }.randomElement(using: &random) ?? dispatcher
    return (command(act, state), actor)
  }

  private mutating func agency() -> AgencyID {
    rulebook.agencies.filter { rulebook.isInForce($0.number, at: now) }.prefix(5).randomElement(using: &random)?.number
      ?? .none
  }

  private mutating func command(_ act: Act, _ state: CaseState) -> CommandBody {
    let next = state.nextDue
    switch act {
    case .submit: return submission()
    case .classify:
      var said = Classification()
      said.category = CategoryID(UInt32.random(in: 1...3, using: &random))
      said.level = [.urgent, .complex].randomElement(using: &random)
      said.approvedBy = "lead"
      return .classify(said)
    case .convert: return .convert(to: ReportKind.names.randomElement(using: &random)?.value ?? .petition, basis: "b")
    case .assign: return .assign(to: agency())
    case .accept: return .accept
    case .return: return .return(reason: "r")
    case .transfer: return .transfer(to: agency(), reason: "r")
    case .handOver: return .handOver(authority: "tax", proof: Digest(high: 1, low: 2))
    case .addPart: return .addPart(agency: agency())
    case .completePart: return .completePart(1)
    case .requestInformation: return .requestInformation
    case .provideInformation: return .provideInformation(attachments: [])
    case .commit:
      let due = now.adding(minutes: Int64.random(in: -5_000...50_000, using: &random))
      return .commit(kind: .answer, due: due, reason: "court")
    case .extend:
      var more = Extension()
      more.kind = next?.kind ?? .resolve
      more.part = next?.part ?? 0
      more.amount = UInt32.random(in: 1...9, using: &random)
      more.reason = "rain"
      more.approvedBy = "lead"
      return .extend(more)
    case .resolve: return .resolve(evidence: [Digest(high: 1, low: 2)])
    case .answer, .answerOnTheSpot: return .answer
    case .confirm: return .confirm
    case .close: return .close(.office)
    case .closeImported: return .close(.imported)
    case .reject: return .reject(reason: "r", instead: "court")
    case .reopen: return .reopen
    case .rate: return .rate(stars: UInt32.random(in: 1...5, using: &random))
    case .linkDuplicate: return .linkDuplicate(of: states.randomElement(using: &random)?.number ?? CaseNumber(2))
    case .comment: return .comment(attachments: [])
    case .publish: return .publish(title: "t", text: "x")
    case .unpublish: return .unpublish
    case .hold: return .hold(basis: "court")
    case .lift: return .lift(basis: "court")
    case .moveDeadlines:
      var move = MovedCommitment()
      move.kind = next?.kind ?? .resolve
      move.part = next?.part ?? 0
      move.from = next?.due
      move.to = now.adding(minutes: 7_777)
      return .moveDeadlines(basis: "notice", moved: [move])
    case .remind, .recordMiss, .escalate, .closeUnconfirmed, .move, .adopt, .concludeAdoption:
      return .comment(attachments: [])
    case .reveal, .revealDenunciation: return .reveal(purpose: "visit")
    case .requestErasure: return .requestErasure(basis: "Luật 91/2025")
    case .erase: return .erase(basis: "Luật 91/2025")
    }
  }

  /// Writes the events as a log into a new directory, in blocks of different lengths.
  func writeLog(to directory: String) throws {
    var random = Seeded(UInt64(events.count))
    let log = try LogAppender(directory: directory, mapByteCount: 1 << 30)
    defer { log.close() }
    var start = 0
    while start < events.count {
      let end = min(events.count, start + Int.random(in: 1...40, using: &random))
      var bytes: [UInt8] = []
      var offsets: [UInt32] = []
      for event in events[start..<end] {
        offsets.append(UInt32(bytes.count))
        bytes += event.encoded()
      }
      try bytes.withUnsafeBytes { try log.append(LogAppender.Batch(offsets: offsets, events: $0)) }
      start = end
    }
  }
}
