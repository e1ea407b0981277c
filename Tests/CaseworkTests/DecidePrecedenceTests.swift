import Testing

@testable import Casework

/// A command that breaks several rules is refused with the one that stands first.
@Suite struct `The order of refusals` {
  /// One line: who asks what of which state, and the codes of all that is wrong with it, the first first.
  struct Line {
    var state: String
    var actor: Actor
    var command: CommandBody
    var occurredAt: String?
    var codes: [Refusal.Code]
  }

  static let stranger = Actor(.officer, name: "x", agency: World.nobody)
  static let noRole = Actor(Role(rawValue: 40), name: String(repeating: "n", count: 2_000))
  static let long = String(repeating: "a", count: 1_025)

  static let lines: [Line] = [
    // Content that cannot be read stands before everything.
    Line(
      state: "none", actor: .citizen, command: .handOver(authority: "", proof: nil),
      codes: [.fieldMissing, .caseUnknown, .roleNotAllowed]),
    Line(
      state: "erased", actor: noRole, command: .accept,
      codes: [.fieldTooLong, .fieldInvalid, .caseErased, .roleNotAllowed]),
    Line(
      state: "none", actor: noRole, command: .submit(Report()),
      codes: [.fieldMissing, .fieldTooLong, .fieldInvalid, .roleNotAllowed]),
    Line(
      state: "cls", actor: .citizen, command: .reject(reason: long, instead: ""),
      codes: [.fieldMissing, .fieldTooLong, .roleNotAllowed, .stateForbids]),
    Line(state: "prg", actor: .citizen, command: .rate(stars: 6), codes: [.fieldInvalid, .stateForbids]),
    Line(
      state: "none", actor: World.officer,
      command: .resolve(evidence: [Digest](repeating: World.evidence, count: 33) + [Digest(high: 0, low: 0)]),
      codes: [.fieldInvalid, .tooManyItems, .caseUnknown]),
    // Identity before authority.
    Line(state: "none", actor: .citizen, command: .accept, codes: [.caseUnknown, .roleNotAllowed]),
    Line(
      state: "erased", actor: .citizen, command: .erase(basis: ""),
      codes: [.caseErased, .roleNotAllowed, .reasonMissing]),
    // Role before agency before state.
    Line(state: "cls", actor: .citizen, command: .accept, codes: [.roleNotAllowed, .stateForbids]),
    Line(
      state: "cls", actor: stranger, command: .accept, codes: [.notTheAgencyInCharge, .stateForbids, .agencyUnknown]),
    Line(
      state: "cls", actor: World.powerOfficer, command: .transfer(to: World.nobody, reason: ""),
      codes: [.notTheAgencyInCharge, .stateForbids, .agencyUnknown, .reasonMissing]),
    Line(
      state: "ans", actor: World.officer, command: .close(.office), codes: [.resolverMayNotClose, .officeMayNotClose]),
    Line(state: "cls", actor: World.colleague, command: .close(.office), codes: [.officeMayNotClose, .stateForbids]),
    // State before content.
    Line(
      state: "rec", actor: World.dispatcher, command: .transfer(to: World.nobody, reason: ""),
      codes: [.stateForbids, .agencyUnknown, .reasonMissing]),
    Line(
      state: "asg", actor: World.officer, command: .transfer(to: World.roads, reason: ""),
      codes: [.alreadySo, .reasonMissing]),
    Line(
      state: "res", actor: World.officer, command: .extend(Extension.of(.resolve, 1)),
      codes: [.commitmentNotRunning, .reasonMissing, .approverMissing]),
    Line(state: "prg", actor: World.administrator, command: .lift(basis: ""), codes: [.notHeld, .reasonMissing]),
    Line(
      state: "prg", actor: World.dispatcher,
      command: .classify(Classification.of(kind: .complaint, level: Level(rawValue: 9))),
      codes: [.convertInstead, .levelUnknown]),
    // Content in the order of its codes.
    Line(
      state: "asg", actor: World.officer, command: .transfer(to: World.nobody, reason: ""),
      occurredAt: "2030-01-01 00:00", codes: [.agencyUnknown, .reasonMissing, .timeAhead]),
    Line(
      state: "asg", actor: World.officer, command: .transfer(to: World.banCo, reason: ""),
      occurredAt: "2025-06-01 00:00",
      codes: [.agencyNotInForce, .reasonMissing, .timeBeforeReport, .timeBeforeLastEvent]),
    Line(
      state: "prg", actor: World.officer, command: .extend(Extension.of(.answer, 1)),
      codes: [.reasonMissing, .approverMissing]),
    Line(
      state: "prg", actor: World.officer, command: .return(reason: "r"), occurredAt: "2600-01-01 00:00",
      codes: [.timeAhead, .timeOutOfRange]),
    Line(
      state: "prg", actor: World.officer, command: .return(reason: "r"), occurredAt: "1820-01-01 00:00",
      codes: [.timeOutOfRange, .timeBeforeReport, .timeBeforeLastEvent]),
    Line(
      state: "prg", actor: World.officer, command: .return(reason: "r"), occurredAt: "2025-09-02 00:00",
      codes: [.timeBeforeReport, .timeBeforeLastEvent]),
    Line(
      state: "prg", actor: World.officer, command: .return(reason: "r"), occurredAt: "2025-09-03 08:02",
      codes: [.timeBeforeLastEvent]),
    Line(
      state: "asg", actor: World.dispatcher, command: .linkDuplicate(of: CaseNumber(500)),
      occurredAt: "2025-09-02 00:00", codes: [.timeBeforeReport, .sameCase]),
  ]

  @Test(arguments: lines.indices) func `The first of several faults is named`(_ index: Int) throws {
    let line = Self.lines[index]
    #expect(line.codes == line.codes.sorted(), "the line names its faults in the order of the codes")
    // The fixtures run under a policy in which an office may close; here it may not.
    var life = try GridCase.life(.accept, line.state)
    life.rulebook = try World.rulebook()
    let refusal = #expect(throws: Refusal.self) {
      try life.take(line.command, by: line.actor, now: GridCase.now, occurredAt: line.occurredAt.map { wallTime($0) })
    }
    #expect(
      refusal?.code == line.codes.first,
      "line \(index): \(Act(line.command, on: life.state)) in \(line.state): \(refusal?.description ?? "")")
  }

  @Test func `Every code has a name and a sentence of its own, and groups keep their numbers`() {
    let codes = Refusal.Code.allCases
    #expect(Set(codes.map(\.name)).count == codes.count)
    #expect(Set(codes.map(\.sentence)).count == codes.count)
    #expect(codes.map(\.rawValue) == codes.map(\.rawValue).sorted())
    for code in codes {
      #expect(code.name == Self.snake("\(code)"))
      #expect(code.sentence.hasSuffix(".") && code.sentence.contains(where: { $0 == ";" || $0 == "." }), "\(code)")
    }
    #expect(Refusal.Code.engineFailed.rawValue == 20)
    #expect(Refusal.Code.submissionKeyReused.rawValue == 40)
    #expect(Refusal.Code.roleNotAllowed.rawValue == 60)
    #expect(Refusal.Code.stateForbids.rawValue == 80)
    #expect(Refusal.Code.kindUnknown.rawValue == 100)
    #expect(Refusal(.agencyUnknown, "agency 9").description.hasPrefix("agency 9: the rulebook knows no such agency"))
  }

  private static func snake(_ text: String) -> String {
    text.reduce(into: "") { name, letter in name += letter.isUppercase ? "_" + letter.lowercased() : String(letter) }
  }
}

extension Extension {
  static func of(_ kind: CommitmentKind, _ amount: UInt32) -> Extension {
    var more = Extension()
    more.kind = kind
    more.amount = amount
    return more
  }
}

extension Classification {
  static func of(kind: ReportKind? = nil, level: Level? = nil) -> Classification {
    var said = Classification()
    said.kind = kind
    said.level = level
    return said
  }
}
