import LawModel
import Testing

@testable import Casework

@Suite struct `The command table` {
  @Test func `The grid of the law names every act, state and actor`() {
    #expect(GridRow.all.map(\.act) == Act.allCases.map { "\($0)" })
    for row in GridRow.all {
      #expect(row.cells.count == GridRow.stateNames.count, "\(row.text)")
      #expect(row.marks.count == GridRow.actorNames.count, "\(row.text)")
    }
  }

  @Test func `Every line of the table stands in the place of its act`() {
    #expect(CommandTable.lines.map(\.act) == Act.allCases)
  }

  /// 41 acts in 11 states by 12 actors: each of the 5,412 cells becomes what the grid says.
  @Test(arguments: GridRow.all.indices) func `Every act in every state by every actor becomes what the grid says`(
    _ index: Int
  ) throws {
    let row = GridRow.all[index]
    let act = try #require(Act.allCases.first { "\($0)" == row.act })
    for (place, stateName) in GridRow.stateNames.enumerated() {
      for (column, actorName) in GridRow.actorNames.enumerated() {
        let expected = GridCase.expected(row, act, place, column)
        let found = try GridCase.found(act, stateName, actorName)
        guard found != expected else { continue }
        Issue.record("\(stateName), \(actorName): expected \(expected), found \(found), in the line\n\(row.text)")
      }
    }
  }

  @Test func `An act is ordered when its event changes where the case stands`() throws {
    for row in GridRow.all {
      let act = try #require(Act.allCases.first { "\($0)" == row.act })
      guard act != .submit, let place = row.cells.indices.first(where: { row.cells[$0].count == 3 }) else { continue }
      let actor = try #require(GridRow.actorNames.indices.last { row.marks[$0] == "+" })
      let decided = try #require(try GridCase.decided(act, GridRow.stateNames[place], GridRow.actorNames[actor]))
      #expect(decided.first.changesStanding == CommandTable.line(act).isOrdered, "\(row.text)")
    }
  }
}

/// One cell of the grid, played.
enum GridCase {
  static let now = wallTime("2025-09-10 09:00")
  static let late = wallTime("2025-12-10 09:00")

  /// Made once: thousands of cells are played under it.
  static let rulebook = Result { try World.rulebook { $0.officeMayCloseWithoutConfirmation = true } }
  /// Under which cases are moved.
  static let reorganised = Result { try World.reorganised { $0.officeMayCloseWithoutConfirmation = true } }

  /// Role before agency before state; a case that is unknown or erased before all of them.
  static func expected(_ row: GridRow, _ act: Act, _ place: Int, _ column: Int) -> String {
    let cell = row.cells[place]
    var mark = row.marks[column]
    let isOpening = act == .submit || act == .adopt || act == .concludeAdoption
    if cell == "?" { return "case_unknown" }
    if cell == "x" { return "case_erased" }
    // In triage those of the agency in charge and of a part are strangers like all others.
    let isTriage = GridRow.stateNames[place] == "rec"
    if isTriage, !isOpening {
      if GridRow.actorNames[column] == "off" || GridRow.actorNames[column] == "par" { mark = row.marks[5] }
      if GridRow.actorNames[column] == "sup" { mark = row.marks[7] }
    }
    if mark == "." { return "role_not_allowed" }
    if mark == "a" { return "not_the_agency_in_charge" }
    switch cell {
    case "-": return "state_forbids"
    case "p": return "not_overdue"
    case "s": return "not_due_soon"
    case "=": return "already_so"
    default: return row.event + " " + cell
    }
  }

  static func found(_ act: Act, _ stateName: String, _ actorName: String) throws -> String {
    var life = try life(act, stateName)
    if act == .move { life.rulebook = try reorganised.get() }
    let command = try command(act, life.state)
    do throws(Refusal) {
      try life.take(command, by: actor(actorName), now: instant(act, life.state))
    } catch {
      return error.code.name
    }
    let status = life.state.map { abbreviation($0.status) } ?? "none"
    return (life.events.last?.body.typeName ?? "") + " " + status
  }

  static func decided(_ act: Act, _ stateName: String, _ actorName: String) throws -> Decided? {
    var life = try life(act, stateName)
    if act == .move { life.rulebook = try reorganised.get() }
    let command = try command(act, life.state)
    return try life.take(command, by: actor(actorName), now: instant(act, life.state))
  }

  /// When the timer of an act rings; the same day for everything else.
  private static func instant(_ act: Act, _ state: CaseState?) -> Instant {
    switch act {
    case .remind: deadline(act, state).due
    case .recordMiss, .escalate, .closeUnconfirmed: late
    default: now
    }
  }

  /// The deadline that a timer is about; any, where none runs.
  private static func deadline(_ act: Act, _ state: CaseState?) -> CommitmentName {
    let found = state?.commitments.lazy.filter(\.isRunning).compactMap(\.commitment).first {
      switch act {
      case .remind: $0.leadMinutes > 0
      case .closeUnconfirmed: $0.kind == .confirm
      default: $0.kind != .confirm
      }
    }
    guard let found, let due = found.due else {
      return CommitmentName(act == .closeUnconfirmed ? .confirm : .resolve, due: now)
    }
    return CommitmentName(found.kind, part: found.part, due: due)
  }

  static func abbreviation(_ status: CaseStatus) -> String {
    switch status {
    case .received: "rec"
    case .assigned: "asg"
    case .inProgress: "prg"
    case .awaitingCitizen: "awt"
    case .resolved: "res"
    case .answered: "ans"
    case .closed: "cls"
    case .rejected: "rej"
    case .handedOver: "hov"
    default: "none"
    }
  }

  static func actor(_ name: String) -> Actor {
    switch name {
    case "clk": World.clerk
    case "dis": World.dispatcher
    case "off": World.colleague
    case "par": World.waterOfficer
    case "oth": World.powerOfficer
    case "sup": World.supervisor
    case "sot": World.powerSupervisor
    case "sci": World.citySupervisor
    case "adm": World.administrator
    case "sys": .system
    case "src": World.source
    default: .citizen
    }
  }

  /// A case brought to a state by commands; the water office has had a part where there was work to share.
  static func life(_ act: Act, _ state: String) throws -> Life {
    var life = Life(try rulebook.get())
    guard state != "none" else { return life }
    var minute: Int64 = 0
    func next() -> Instant {
      minute += 1
      return wallTime("2025-09-03 08:00").adding(minutes: minute)
    }
    let kind: ReportKind =
      switch act {
      case .answerOnTheSpot: .consultation
      case .revealDenunciation: .denunciation
      default: .reflection
      }
    try life.take(.submit(World.report(World.noise, kind: kind)), by: .citizen, now: next())
    for (command, actor) in path(to: state) { try life.take(command, by: actor, now: next()) }
    if act == .unpublish { try life.take(.publish(title: "t", text: ""), by: World.dispatcher, now: next()) }
    if act == .lift { try life.take(.hold(basis: "court"), by: World.administrator, now: next()) }
    if state == "ans", act == .recordMiss || act == .escalate {
      try life.take(
        .commit(kind: .answer, due: wallTime("2025-11-03 12:00"), reason: "court"), by: World.dispatcher, now: next())
    }
    if act == .escalate, life.state?.isOpen == true, state != "awt" {
      try life.take(.recordMiss(deadline(act, life.state)), by: .system, now: late)
    }
    if state == "erased", act != .lift { try life.take(.erase(basis: "x"), by: World.administrator, now: next()) }
    if state == "erased", act == .lift { life.state?.isErased = true }
    // The last step to a state in which a part is no longer open.
    if isWorking(state), act != .completePart, act != .reveal, act != .revealDenunciation,
      life.state?.parts.isEmpty == false
    {
      try life.take(.completePart(1), by: World.waterOfficer, now: next())
    }
    return life
  }

  private static func isWorking(_ state: String) -> Bool { state == "asg" || state == "prg" || state == "awt" }

  private static func path(to state: String) -> [(CommandBody, Actor)] {
    let assigned: [(CommandBody, Actor)] = [
      (.assign(to: World.roads), World.dispatcher), (.addPart(agency: World.water), World.dispatcher),
    ]
    let inProgress = assigned + [(.accept, World.officer)]
    let resolved = inProgress + [(.completePart(1), World.waterOfficer), (.resolve(evidence: []), World.officer)]
    let answered = resolved + [(.answer, World.officer)]
    switch state {
    case "rec": return []
    case "asg": return assigned
    case "prg", "erased": return inProgress
    case "awt": return inProgress + [(.requestInformation, World.officer)]
    case "res": return resolved
    case "ans": return answered
    case "cls": return answered + [(.close(.office), World.supervisor)]
    case "rej": return inProgress + [(.reject(reason: "r", instead: "court"), World.officer)]
    default: return inProgress + [(.handOver(authority: "tax", proof: World.evidence), World.officer)]
    }
  }

  /// A command of this act with nothing wrong in it.
  static func command(_ act: Act, _ state: CaseState?) throws -> CommandBody {
    switch act {
    case .submit: return .submit(World.report(World.noise))
    case .classify:
      var said = Classification()
      said.level = .urgent
      return .classify(said)
    case .convert: return .convert(to: .complaint, basis: "Điều 7")
    case .assign: return .assign(to: World.roads)
    case .accept: return .accept
    case .return: return .return(reason: "not_ours")
    case .transfer: return .transfer(to: World.power, reason: "cable")
    case .handOver: return .handOver(authority: "tax", proof: World.evidence)
    case .addPart: return .addPart(agency: World.power)
    case .completePart: return .completePart(1)
    case .requestInformation: return .requestInformation
    case .provideInformation: return .provideInformation(attachments: [])
    case .commit: return .commit(kind: .answer, due: wallTime("2025-11-03 12:00"), reason: "court")
    case .extend:
      var more = Extension()
      more.kind = .answer
      more.amount = 2
      more.reason = "rain"
      more.approvedBy = "lead"
      return .extend(more)
    case .resolve: return .resolve(evidence: [World.evidence])
    case .answer, .answerOnTheSpot: return .answer
    case .confirm: return .confirm
    case .close: return .close(.office)
    case .closeImported: return .close(.imported)
    case .reject: return .reject(reason: "r", instead: "court")
    case .reopen: return .reopen
    case .rate: return .rate(stars: 5)
    case .linkDuplicate: return .linkDuplicate(of: CaseNumber(3))
    case .comment: return .comment(attachments: [])
    case .publish: return .publish(title: "t", text: "x")
    case .unpublish: return .unpublish
    case .hold: return .hold(basis: "court")
    case .lift: return .lift(basis: "court")
    case .move: return .move
    case .moveDeadlines:
      var move = MovedCommitment()
      move.kind = state?.nextDue?.kind ?? .resolve
      move.part = state?.nextDue?.part ?? 0
      move.from = state?.nextDue?.due
      move.to = wallTime("2025-11-03 12:00")
      return .moveDeadlines(basis: "notice", moved: [move])
    case .remind: return .remind(deadline(act, state))
    case .recordMiss: return .recordMiss(deadline(act, state))
    case .escalate: return .escalate(deadline(act, state), step: 1)
    case .closeUnconfirmed: return .closeUnconfirmed(deadline(act, state))
    case .reveal, .revealDenunciation: return .reveal(purpose: "visit")
    case .requestErasure: return .requestErasure(basis: "Luật 91/2025")
    case .erase: return .erase(basis: "Luật 91/2025")
    case .adopt: return .adopt(Edition(rulebook: try reorganised.get(), digest: World.evidence))
    case .concludeAdoption:
      var applied = RulebookApplied()
      applied.edition = try rulebook.get().edition
      return .concludeAdoption(applied)
    }
  }
}
