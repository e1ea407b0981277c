internal import Casework
internal import LMDB

/// One erasure from its first event to its certificate. Each step finds out what was done of it before, so that it can
/// be begun again wherever it was interrupted.
struct ErasureRun {
  private let engine: Engine
  private let files: ErasureFiles
  private let inbox: Inbox
  private let probe: ErasureProbe?

  init(_ engine: Engine) throws(EngineError) {
    guard let intake = engine.intake else { throw .readOnly }
    self.engine = engine
    inbox = intake.inbox
    files = ErasureFiles(directory: engine.directory)
    probe = engine.options.erasureProbe
  }

  private var zone: TimeZoneRule { engine.rulebook.zone }

  /// Erases cases, or says that they are erased already.
  ///
  /// - Throws: a `Refusal` when the law forbids it for every one of them, an `EngineError` when it cannot be done now.
  func erase(
    _ numbers: [CaseNumber], basis: String, requestedAt: Instant?, by actor: Actor
  ) throws -> Erasure {
    if let done = try certificateOfErased(numbers) { return Erasure(certificate: done, isDuplicate: true) }
    try check(numbers, basis: basis, requestedAt: requestedAt, by: actor)
    let draft = ErasureCertificate(
      logID: engine.vault.logID, basis: basis, actor: actor, beganAt: engine.clock.now(), requestedAt: requestedAt,
      cases: numbers.map { ErasureCertificate.Case(number: $0, code: engine.code(of: $0)) }, before: try standing())
    try files.begin(draft, in: zone)
    probe?(.intended)
    return Erasure(certificate: try complete(draft), isDuplicate: false)
  }

  /// Does what is left of an erasure.
  ///
  /// - Throws: a `Refusal` when the law forbids it for every case; nothing is pending then.
  func complete(_ draft: ErasureCertificate) throws -> ErasureCertificate {
    var certificate = draft
    let refusals = try record(draft)
    probe?(.recorded)
    for place in certificate.cases.indices { try fill(&certificate.cases[place], refusals) }
    let erased = certificate.erasedCases
    guard !erased.isEmpty else {
      try files.end()
      throw refusals[certificate.cases[0].number] ?? Refusal(.caseUnknown)
    }
    let seals = try erased.map { one in
      guard let seal = try engine.preparer.seal(of: one.number) else {
        throw EngineError.damagedLog(sequence: one.number.rawValue, expected: "the report of a case that was erased")
      }
      return seal
    }
    certificate.epochs = try KeyDestruction(
      vault: engine.vault, log: engine.log, probe: probe,
      checkWriter: { () throws(EngineError) in
        if let failure = engine.intake?.failure { throw .failed(failure) }
      }
    ).destroy(seals)
    engine.erasures.dropWords(of: erased.map(\.number))
    for seal in seals { try engine.preparer.attachments.removeAll(caseNonce: seal.caseNonce) }
    probe?(.filesRemoved)
    certificate.after = try standing()
    certificate.completedAt = engine.clock.now()
    try files.keep(certificate, in: zone)
    probe?(.certified)
    try files.end()
    return certificate
  }

  // MARK: what the law says

  /// Refuses before anything is recorded what would be refused afterwards; that a hold lies on a case is said then,
  /// since the request stands all the same.
  private func check(_ numbers: [CaseNumber], basis: String, requestedAt: Instant?, by actor: Actor) throws {
    let context = DecisionContext(now: engine.clock.now(), rulebook: engine.rulebook)
    for number in numbers {
      guard let state = try state(of: number) else { throw Refusal(.caseUnknown, engine.code(of: number)) }
      guard !state.isErased else { continue }
      for (command, happened, allowed) in [
        (CommandBody.requestErasure(basis: basis), requestedAt, Refusal.Code.alreadySo),
        (.erase(basis: basis), nil, .held),
      ] {
        do throws(Refusal) {
          _ = try decide(command, by: actor, occurredAt: happened, on: state, in: context)
        } catch { if error.code != allowed { throw error } }
      }
    }
  }

  /// Records the requests and the erasures that are not in the log yet.
  ///
  /// - Returns: why cases were not erased.
  private func record(_ draft: ErasureCertificate) throws -> [CaseNumber: Refusal] {
    var refusals: [CaseNumber: Refusal] = [:]
    var start = 0
    while start < draft.cases.count {
      let numbers = draft.cases[start..<min(start + Self.casesAtOnce, draft.cases.count)].map(\.number)
      start += numbers.count
      let outcomes = try submit(
        numbers.flatMap { number in
          [
            command(.requestErasure(basis: draft.basis), on: number, by: draft.actor, happened: draft.requestedAt),
            command(.erase(basis: draft.basis), on: number, by: draft.actor, happened: nil),
          ]
        })
      for (place, number) in numbers.enumerated() {
        if case .refused(let refusal) = outcomes[2 * place + 1], refusal.code != .caseErased {
          refusals[number] = Refusal(refusal.code, engine.code(of: number))
        }
      }
    }
    try waitForViews()
    return refusals
  }

  /// Everything that was answered before is in the views afterwards.
  func waitForViews() throws(EngineError) {
    let last = engine.progress.durable - 1
    guard engine.progress.waitUntilProjected(SequenceNumber(last), milliseconds: Self.viewsMilliseconds) else {
      throw .viewsBehind(sequence: last)
    }
  }

  /// A city under a flood may lag for minutes; an erasure can wait.
  private static let viewsMilliseconds = 600_000

  private static let casesAtOnce = 64

  private func command(
    _ body: CommandBody, on number: CaseNumber, by actor: Actor, happened: Instant?
  ) -> PreparedCommand {
    // Nothing is sealed with it, and what was recorded before is refused by the law itself: it needs no key.
    PreparedCommand(
      key: 0, caseNonce: 0,
      content: .wish(
        PreparedWish(target: .number(number), actor: actor, occurredAt: happened, body: body, needsCaseKey: false)))
  }

  private func submit(_ commands: [PreparedCommand]) throws -> [Outcome] {
    while true {
      let outcomes = inbox.outcomes(of: commands)
      guard let obstacle = outcomes.refusalOfTheEngine else { return outcomes }
      // Intake comes first; what was taken of them is found out by the next try.
      guard obstacle.code == .overloaded else { throw obstacle }
      SystemCall.sleep(milliseconds: 20)
    }
  }

  // MARK: what the log says

  private func state(of number: CaseNumber) throws(EngineError) -> CaseState? {
    try engine.read { reading throws(EngineError) in try reading.state(of: number) }
  }

  /// The events of a case that an erasure left.
  private func fill(
    _ one: inout ErasureCertificate.Case, _ refusals: [CaseNumber: Refusal]
  ) throws(EngineError) {
    let number = one.number
    for event in try engine.read({ reading throws(EngineError) in try reading.history(of: number) }) {
      switch event.body {
      case .erasureRequested(let said):
        one.request = ErasureCertificate.Request(
          sequence: event.sequence, madeAt: event.happenedAt, rule: said.rule,
          due: said.commitments.first { $0.kind == .resolve }?.due)
      case .erased:
        one.erased = event.sequence
        one.erasedAt = event.recordedAt
      default: break
      }
    }
    one.refusal = one.erased == nil ? refusals[number]?.code : nil
  }

  /// The certificate of cases that are all erased, keys and all; nil when something is left to do.
  private func certificateOfErased(_ numbers: [CaseNumber]) throws(EngineError) -> ErasureCertificate? {
    var found: ErasureCertificate?
    for number in numbers {
      guard try state(of: number)?.isErased == true, let seal = try engine.preparer.seal(of: number),
        try engine.vault.caseKey(epoch: seal.epoch, caseNonce: seal.caseNonce) == nil
      else { return nil }
      var one = ErasureCertificate.Case(number: number, code: "")
      try fill(&one, [:])
      guard let erased = one.erased, let certificate = try files.certificate(of: number, erasedAt: erased),
        found == nil || found == certificate
      else { return nil }
      found = certificate
    }
    return found
  }

  private func standing() throws(EngineError) -> ErasureCertificate.Standing {
    try engine.log.read { log throws(EngineError) in
      guard let last = try log.lastBlock() else { throw EngineError.damagedLog(sequence: 0, expected: "a first block") }
      return ErasureCertificate.Standing(size: last.endSequence, root: last.root)
    }
  }
}
