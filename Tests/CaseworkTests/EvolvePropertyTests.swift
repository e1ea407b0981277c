import Testing

@testable import Casework

/// Numbers from a seed, the same on every machine (SplitMix64).
struct Chance: RandomNumberGenerator {
  var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Random lives: whatever people do, the law holds.
@Suite struct `Random lives` {
  static let seeds: [UInt64] = Array(1...24)

  @Test(arguments: seeds) func `The invariants of a case hold over any commands`(_ seed: UInt64) throws {
    var chance = Chance(seed: seed)
    for _ in 0..<15 { try live(&chance, seed) }
  }

  @Test func `Every state and every event of a case is reached`() throws {
    var statuses = Set<CaseStatus>()
    var events = Set<String>()
    for seed in Self.seeds {
      var chance = Chance(seed: seed)
      for _ in 0..<15 {
        let life = try live(&chance, seed)
        events.formUnion(life.events.map(\.body.typeName))
        var state: CaseState?
        for event in life.events {
          if state == nil { state = CaseState(opening: event) } else { state?.evolve(event) }
          if let status = state?.status { statuses.insert(status) }
        }
      }
    }
    #expect(statuses == Set(CaseStatus.names.map(\.value)))
    let missing = Self.eventNames.subtracting(events)
    #expect(missing.isEmpty, "never happened: \(missing.sorted())")
  }

  static let eventNames: Set<String> = [
    "report_received", "classified", "kind_converted", "assigned", "accepted", "returned", "transferred", "handed_over",
    "part_added", "part_completed", "information_requested", "information_provided", "commitment_made",
    "deadline_extended", "resolved", "answered", "confirmed", "closed", "rejected", "reopened", "rated",
    "duplicate_linked", "commented", "published", "unpublished", "hold_placed", "hold_lifted", "escalated",
    "case_moved",
    "revealed", "erased", "deadlines_moved", "due_soon", "deadline_missed",
  ]

  /// One life of some dozen commands; every accepted one is checked.
  @discardableResult
  func live(_ chance: inout Chance, _ seed: UInt64) throws -> Life {
    // On 1 July the district ends; in one of the two its work is carried on.
    var life = Life(try (Bool.random(using: &chance) ? Self.rulebook : Self.rulebookWithHeirs).get())
    var now = wallTime("2025-06-20 08:00")
    let isImport = Int.random(in: 0..<8, using: &chance) == 0
    for step in 0..<60 {
      now = now.adding(minutes: Int64.random(in: 0..<2_000, using: &chance))
      var actor = isImport && step % 2 == 0 ? World.source : actor(&chance)
      var command = step == 0 ? submission(&chance) : try command(&chance, life.state)
      if step > 0, Int.random(in: 0..<4, using: &chance) == 0, let natural = naturalStep(life.state, now) {
        (command, actor) = natural
      }
      if step > 0, Int.random(in: 0..<6, using: &chance) == 0 { (command, actor) = (.move, .system) }
      let occurredAt =
        Int.random(in: 0..<4, using: &chance) == 0
        ? now.adding(minutes: Int64.random(in: -3_000..<5, using: &chance)) : nil
      let before = life.state
      let context = DecisionContext(now: now, rulebook: life.rulebook)
      let decided: Decided
      do throws(Refusal) {
        decided = try life.take(command, by: actor, now: now, occurredAt: occurredAt)
      } catch {
        #expect(life.state == before, "a refusal changes nothing; seed \(seed)")
        continue
      }
      // The same input gives the same events.
      #expect(try decide(command, by: actor, occurredAt: occurredAt, on: before, in: context) == decided)
      checkPermission(command, actor, before, life, "seed \(seed), step \(step), \(Act(command, on: before))")
      checkInvariants(before, life, "seed \(seed), step \(step), \(Act(command, on: before))")
    }
    try checkReplay(life, "seed \(seed)")
    return life
  }

  private func checkPermission(
    _ command: CommandBody, _ actor: Actor, _ before: CaseState?, _ life: Life, _ place: String
  ) {
    let line = CommandTable.line(Act(command, on: before))
    #expect(line.roles.contains(actor.role), Comment(rawValue: place))
    guard let before, let after = life.state else { return }
    #expect(line.states.contains(before.status), Comment(rawValue: place))
    #expect(!before.isErased, Comment(rawValue: place))
    switch line.becomes {
    case .same: #expect(after.status == before.status, Comment(rawValue: place))
    case .status(let status): #expect(after.status == status, Comment(rawValue: place))
    case .asBefore: #expect(after.status == before.statusBeforePause, Comment(rawValue: place))
    case .opened: #expect(after.status == (after.agency == .none ? .received : .assigned), Comment(rawValue: place))
    case .moved: #expect(after.status == before.status || after.agency == .none, Comment(rawValue: place))
    }
  }

  private func checkInvariants(_ before: CaseState?, _ life: Life, _ place: String) {
    let comment = Comment(rawValue: place)
    guard let state = life.state else {
      Issue.record(comment)
      return
    }
    let running = state.commitments.filter(\.isRunning)
    if !state.isOpen { #expect(running.isEmpty, comment) }
    #expect(running.count <= Limits.commitmentCountMax, comment)
    // An open case lies in a queue: an agency's, or triage.
    if state.workStatus == .received { #expect(state.agency == .none, comment) }
    if state.workStatus == .assigned || state.workStatus == .inProgress { #expect(state.agency != .none, comment) }
    #expect((state.status == .awaitingCitizen) == (state.statusBeforePause != .unspecified), comment)
    if state.pausedAt != nil { #expect(state.status == .awaitingCitizen, comment) }
    #expect(state.parts.map(\.number) == (0..<UInt32(state.parts.count)).map { $0 + 1 }, comment)
    if state.status == .resolved { #expect(state.parts.allSatisfy { $0.completedAt != nil }, comment) }
    #expect(state.rating <= 5, comment)
    for tracked in state.commitments {
      #expect(tracked.metAt == nil || tracked.endedAt == nil, comment)
      if let due = tracked.commitment?.due { #expect(due <= Limits.instantMax, comment) }
    }
    guard let before else { return }
    #expect(state.legCount >= before.legCount, comment)
    #expect(state.escalationLevel >= before.escalationLevel, comment)
    #expect(state.reopenCount >= before.reopenCount, comment)
    #expect(state.lastSequence > before.lastSequence, comment)
    #expect(
      (state.lastHappenedAt ?? .init(milliseconds: 0)) >= (before.lastHappenedAt ?? .init(milliseconds: 0)), comment)
    #expect(state.commitments.count >= before.commitments.count, comment)
    // A promise once kept or replaced stays so.
    for (old, new) in zip(before.commitments, state.commitments) where !old.isRunning { #expect(old == new, comment) }
  }

  /// The events as stored, read again, make the same case; and so does the case as stored.
  private func checkReplay(_ life: Life, _ place: String) throws {
    let comment = Comment(rawValue: place)
    let stored = try life.events.map { try Event.decode($0.encoded()) }
    #expect(stored == life.events, comment)
    #expect(CaseState.fold(stored) == life.state, comment)
    guard let state = life.state else { return }
    let bytes = WireEncoder.bytes(state)
    let read = try bytes.withUnsafeBytes { bytes throws(WireError) in
      try WireDecoder.message(CaseState.self, from: bytes)
    }
    #expect(read == state, comment)
  }

  // MARK: Choices

  static let policy: Policy = {
    var policy = Policy()
    policy.officeMayCloseWithoutConfirmation = true
    policy.reopenCountMax = 3
    return policy
  }()
  static let rulebook = Result { try World.rulebook(policy: policy) }
  static let rulebookWithHeirs = Result { try World.rulebook(policy: policy, isDistrictCarriedOn: true) }
  static let acts = Act.allCases.filter { $0 != .adopt && $0 != .concludeAdoption }

  private func actor(_ chance: inout Chance) -> Actor {
    GridCase.actor(GridRow.actorNames.randomElement(using: &chance) ?? "cit")
  }

  /// What would come next in a good office, so that lives reach their end.
  private func naturalStep(_ state: CaseState?, _ now: Instant) -> (CommandBody, Actor)? {
    guard let state else { return nil }
    if state.isHeld { return (.lift(basis: "court"), World.administrator) }
    if let timer = state.timersDue(at: now).first { return (timer.command, .system) }
    let officer = Actor(.officer, name: "o", agency: state.agency)
    if let part = state.parts.first(where: { $0.completedAt == nil }) {
      return (.completePart(part.number), World.citySupervisor)
    }
    switch state.status {
    case .received: return (.assign(to: World.roads), World.dispatcher)
    case .assigned: return (.accept, officer)
    case .inProgress: return (.resolve(evidence: []), officer)
    case .awaitingCitizen: return (.provideInformation(attachments: []), .citizen)
    case .resolved: return (.answer, World.dispatcher)
    case .answered: return state.confirmedAt == nil ? (.confirm, .citizen) : (.close(.confirmed), .system)
    default: return nil
    }
  }

  private func submission(_ chance: inout Chance) -> CommandBody {
    let category = [CategoryID.none, World.pothole, World.leak, World.noise].randomElement(using: &chance) ?? .none
    let kind = ([.unspecified] + ReportKind.names.map(\.value)).randomElement(using: &chance) ?? .unspecified
    let level = ([.unspecified] + Level.names.map(\.value)).randomElement(using: &chance) ?? .unspecified
    return .submit(World.report(category, kind: kind, level: level))
  }

  /// Mostly sensible, so that lives go on: what ends them comes seldom.
  private func command(_ chance: inout Chance, _ state: CaseState?) throws -> CommandBody {
    let act = Self.acts.randomElement(using: &chance) ?? .accept
    let agency =
      [World.roads, World.power, World.water, World.district, World.banCo].randomElement(using: &chance) ?? World.roads
    switch act {
    case .erase, .handOver, .reject, .closeImported:
      if Int.random(in: 0..<6, using: &chance) != 0 { return .accept }
    case .assign: return .assign(to: agency)
    case .transfer: return .transfer(to: agency, reason: "r")
    case .addPart: return .addPart(agency: agency)
    case .completePart: return .completePart(UInt32.random(in: 1...3, using: &chance))
    case .classify:
      var said = Classification()
      said.level = Level.names.map(\.value).randomElement(using: &chance)
      said.category = [World.pothole, World.leak, World.noise].randomElement(using: &chance)
      said.approvedBy = ["", "chi"].randomElement(using: &chance) ?? ""
      return .classify(said)
    case .convert:
      return .convert(to: ReportKind.names.map(\.value).randomElement(using: &chance) ?? .petition, basis: "b")
    case .extend:
      var more = Extension.of(
        CommitmentKind.names.map(\.value).randomElement(using: &chance) ?? .resolve,
        UInt32.random(in: 1...20, using: &chance))
      more.unit = TimeUnit.names.map(\.value).randomElement(using: &chance) ?? .workingDays
      more.reason = "r"
      more.approvedBy = "lead"
      return .extend(more)
    case .commit:
      let due = wallTime("2025-07-01 00:00").adding(minutes: Int64.random(in: 0..<500_000, using: &chance))
      return .commit(
        kind: CommitmentKind.names.map(\.value).randomElement(using: &chance) ?? .resolve, due: due, reason: "court")
    case .close: return .close(ClosingBasis.names.map(\.value).randomElement(using: &chance) ?? .office)
    default: break
    }
    return try GridCase.command(act, state)
  }
}
