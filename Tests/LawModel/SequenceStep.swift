public import Casework

/// One step of a sequence.
public enum SequenceStep: Sendable {
  /// A command; the case is nil for a new one, and may be one that does not exist.
  case command(CommandBody, on: CaseNumber?, by: Actor, occurredAt: Instant?)
  /// The engine's timers look for what is due.
  case ring
  /// The process ends and begins again.
  case restart
  /// The next edition of the rulebook comes into force.
  case adopt
}

/// Makes up what happens next, from the city as it stands: half of it is what a good office would do, so that cases
/// come to their end, and the rest is anything at all.
public struct SequenceMaker {
  public var chance: SeededGenerator
  /// What the machine's clock says.
  public private(set) var now = SequenceCity.start
  /// Cases of another system are taken over.
  private let isImport: Bool
  private let caseCountMax: Int
  /// New editions come into force and cases are erased.
  let isWhole: Bool
  private var isAdopted = false

  public init(seed: UInt64, isWhole: Bool) {
    chance = SeededGenerator(seed: seed)
    isImport = chance.once(in: 8)
    caseCountMax = chance.number(1...6)
    self.isWhole = isWhole
  }

  public mutating func next(in city: CityModel) -> SequenceStep {
    moveClock(city)
    if chance.once(in: 40) { return .restart }
    if isWhole, !isAdopted, now > Self.reform, chance.once(in: 8) {
      isAdopted = true
      return .adopt
    }
    if chance.once(in: 6) { return .ring }
    let occurredAt = chance.once(in: 5) ? now.adding(minutes: Int64(chance.number(-3_000...6))) : nil
    if city.states.isEmpty || (city.states.count < caseCountMax && chance.once(in: 6)) {
      let actor = isImport ? Actor(.source, name: "nyc311") : chance.one(of: Self.reporters)
      return .command(report(), on: nil, by: actor, occurredAt: occurredAt)
    }
    let state = chance.one(of: city.states)
    if chance.once(in: 2), let (command, actor) = natural(state) {
      return .command(command, on: state.number, by: actor, occurredAt: chance.once(in: 9) ? occurredAt : nil)
    }
    let number = chance.once(in: 60) ? CaseNumber(UInt64(chance.number(0...200))) : state.number
    var command = anything(state)
    while !isWhole, Self.isNobodysToSend(command) { command = anything(state) }
    var actor = isImport && chance.once(in: 2) ? Actor(.source, name: "nyc311") : anybody(state)
    // Mostly somebody who may, so that what the command says is looked at too.
    if !chance.once(in: 3) { actor = somebody(who: CommandTable.line(Act(command, on: state)), state) ?? actor }
    return .command(command, on: number, by: actor, occurredAt: occurredAt)
  }

  /// An engine adopts and erases through doors of their own, moves cases by itself, and a report names no case.
  private static func isNobodysToSend(_ command: CommandBody) -> Bool {
    switch command {
    case .submit, .adopt, .concludeAdoption, .move, .erase: true
    default: false
    }
  }

  /// Hours and days pass; now and then the clock is set, by an hour or by weeks.
  private mutating func moveClock(_ city: CityModel) {
    switch chance.number(0...19) {
    case 0: now = now.adding(minutes: -60)
    case 1: now = now.adding(minutes: 60)
    case 2: now = now.adding(minutes: Int64(chance.number(0...20_000)))
    case 3...8:
      // To the moment at which something falls due, a millisecond around it.
      if let next = city.states.compactMap(\.nextTimerAt).filter({ $0 > now }).min() {
        now = next.adding(milliseconds: Int64(chance.number(-1...1)))
      }
    default: now = now.adding(minutes: Int64(chance.number(0...600)))
    }
  }

  /// 15 July 2025, when edition 2 becomes valid.
  private static let reform = Instant(milliseconds: 1_752_512_400_000)
  private static let reporters = [
    Actor.citizen, Actor(.clerk, name: "lan"), Actor(.dispatcher, name: "hoa"), Actor(.administrator, name: "khanh"),
  ]

  /// What would come next in a good office.
  private mutating func natural(_ state: CaseState) -> (CommandBody, Actor)? {
    let officer = Actor(.officer, name: "an", agency: state.agency)
    if state.isErased { return nil }
    if state.isHeld, chance.once(in: 9) { return (.erase(basis: "late"), Actor(.administrator, name: "khanh")) }
    if state.isHeld, chance.once(in: 4) { return (.lift(basis: "court"), Actor(.administrator, name: "khanh")) }
    if let part = state.parts.first(where: { $0.completedAt == nil }), chance.once(in: 2) {
      return (.completePart(part.number), Actor(.officer, name: "em", agency: part.agency))
    }
    switch state.status {
    case .received:
      return (.assign(to: chance.one(of: SequenceCity.agencies)), Actor(.dispatcher, name: "hoa"))
    case .assigned: return (.accept, officer)
    case .inProgress:
      return state.kind == .consultation ? (.answer, officer) : (.resolve(evidence: [Self.digest]), officer)
    case .awaitingCitizen: return (.provideInformation(attachments: []), .citizen)
    case .resolved: return (.answer, officer)
    case .answered:
      switch chance.number(0...3) {
      case 0: return (.reopen, .citizen)
      case 1: return (.rate(stars: UInt32(chance.number(1...5))), .citizen)
      case 2: return (.confirm, .citizen)
      default: return (.close(.confirmed), Actor(.supervisor, name: "chi", agency: state.agency))
      }
    default: return chance.once(in: 3) ? (.reopen, .citizen) : nil
    }
  }

  /// Somebody whom a line of the table allows to act; nil when chance finds none.
  private mutating func somebody(who line: CommandTable.Line, _ state: CaseState) -> Actor? {
    for _ in 0..<6 {
      let actor = anybody(state)
      if line.roles.contains(actor.role) { return actor }
    }
    return nil
  }

  private mutating func anybody(_ state: CaseState) -> Actor {
    let agency =
      chance.once(in: 2) ? state.agency : chance.one(of: SequenceCity.agencies + [.none, SequenceCity.nobody])
    let partAgency = state.parts.isEmpty ? agency : chance.one(of: state.parts).agency
    switch chance.number(0...11) {
    case 0: return .citizen
    case 1: return Actor(.clerk, name: "lan")
    case 2, 3: return Actor(.dispatcher, name: "hoa")
    case 4, 5: return Actor(.officer, name: chance.one(of: ["an", "binh"]), agency: agency)
    case 6: return Actor(.officer, name: "em", agency: partAgency)
    case 7: return Actor(.supervisor, name: "chi", agency: agency)
    case 8: return Actor(.supervisor, name: "dung")
    case 9: return Actor(.administrator, name: "khanh")
    case 10: return .system
    default: return chance.once(in: 4) ? Actor(.source, name: "nyc311") : .citizen
    }
  }

  static let digest = Digest(high: 1, low: 2)
}
