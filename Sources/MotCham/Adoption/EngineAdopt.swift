public import Casework

/// A new edition of the rulebook: what it would do, and that it is in force.
extension Engine {
  /// What an edition would do to the open cases, if it were adopted now; nothing is recorded.
  ///
  /// An edition that is not valid yet is counted as of the moment when it will be. For the edition in force the plan
  /// is what its moves have left.
  ///
  /// - Parameters:
  ///   - document: as `schemas/rulebook.schema.json` describes it.
  ///   - now: what time it is; the machine's when left out.
  /// - Throws: `EngineError.rulebook` for a document that cannot be read, a `Refusal` when it cannot follow the
  ///   edition in force.
  public func adoptionPlan(of document: [UInt8], now: Instant? = nil) throws -> AdoptionPlan {
    guard let pass = calls.enter() else { throw EngineError.closed }
    defer { pass.leave() }
    let edition = Edition(rulebook: try RulebookFiles.parse(document), digest: Digest(hashing: document))
    let latest = editions.latest
    if edition.digest == latest.digest {
      let before = try editions.edition(before: latest).map { try editions.rulebook(of: $0) } ?? edition.rulebook
      return try AdoptionSurvey.of(edition.rulebook, after: before, at: latest.adoptedAt, views).plan
    }
    let at = max(now ?? clock.now(), edition.rulebook.validFrom)
    try edition.rulebook.check(follows: rulebook, at: at)
    return try AdoptionSurvey.of(edition.rulebook, after: rulebook, at: at, views).plan
  }

  /// Adopts an edition of the rulebook, and returns when that is on the disk.
  ///
  /// From its place in the log on every command is decided by the new edition. The open cases that it moves follow in
  /// the background, see `moves` and `waitForMoves`; the intake goes on meanwhile. The same document again records
  /// nothing new and moves what is left.
  ///
  /// - Parameter actor: an administrator.
  /// - Throws: `EngineError.rulebook` for a document that cannot be read, `EngineError` when it cannot be kept, a
  ///   `Refusal` when this role may not adopt, the edition cannot follow the one in force, or that one still moves
  ///   cases.
  @available(*, noasync, message: "blocks its thread; from async code use `await adopt`")
  public func adopt(_ document: [UInt8], by actor: Actor) throws -> Adoption {
    guard let wish = try AdoptionWish(document, by: actor, engine: self) else { return movingOn() }
    let gate = Gate()
    wish.hand(over: .thread(gate))
    gate.wait()
    return try wish.adoption()
  }

  /// The same from async code.
  public func adopt(_ document: [UInt8], by actor: Actor) async throws -> Adoption {
    guard let wish = try AdoptionWish(document, by: actor, engine: self) else { return movingOn() }
    await withUnsafeContinuation { continuation in wish.hand(over: .task(continuation)) }
    return try wish.adoption()
  }

  /// How far the cases are that the edition in force moves.
  public var moves: MoveProgress {
    mover?.currentStatus ?? MoveProgress(edition: editions.latest.edition, isFinished: editions.latest.isApplied)
  }

  /// Blocks until every case is moved or the moving stands still, at most so long; says how far it is.
  @available(*, noasync, message: "blocks its thread; from async code look at `moves`")
  public func waitForMoves(milliseconds: Int) -> MoveProgress { mover?.wait(milliseconds: milliseconds) ?? moves }

  /// The document is that of the edition in force: what its moves have left is moved.
  private func movingOn() -> Adoption {
    mover?.start()
    return Adoption(edition: editions.latest, isDuplicate: true)
  }
}

/// One wish to adopt an edition, on its way through the writer.
private struct AdoptionWish {
  private let engine: Engine
  private let pass: CallsInside.Pass
  private let edition: Edition
  private let submission: Submission

  /// Nil when the document is that of the edition in force.
  init?(_ document: [UInt8], by actor: Actor, engine: Engine) throws {
    guard engine.intake != nil else { throw EngineError.readOnly }
    guard let pass = engine.calls.enter() else { throw Refusal(.engineClosed) }
    self.pass = pass
    self.engine = engine
    edition = Edition(rulebook: try RulebookFiles.parse(document), digest: Digest(hashing: document))
    let latest = engine.editions.latest
    if edition.digest == latest.digest {
      pass.leave()
      return nil
    }
    guard engine.editions.beginAdoption() else { throw Refusal(.adoptionUnfinished, "edition \(latest.edition)") }
    do {
      // The writer asks again; what cannot be is refused before anything is kept.
      try edition.rulebook.check(follows: engine.rulebook, at: engine.clock.now())
      try RulebookFiles(directory: engine.directory).write(document, as: edition.digest)
    } catch {
      engine.editions.endAdoption()
      throw error
    }
    submission = Submission(count: 1)
    submission.append(
      PreparedCommand(
        key: MoveKeys(edition.digest).adoption.value, caseNonce: 0,
        content: .wish(
          PreparedWish(
            target: .new, actor: actor, occurredAt: nil, body: .adopt(edition), needsCaseKey: false))))
  }

  func hand(over wake: Submission.Wake) {
    engine.intake?.inbox.hand(over: submission, waking: wake)
  }

  /// What the writer said.
  func adoption() throws -> Adoption {
    defer {
      engine.editions.endAdoption()
      pass.leave()
    }
    let sequence: SequenceNumber
    let isDuplicate: Bool
    switch submission.outcome(0) {
    case .taken(_, let place, _): (sequence, isDuplicate) = (place, false)
    case .seenBefore(let place): (sequence, isDuplicate) = (place, true)
    case .refused(let refusal): throw refusal
    case .waiting, .prepareAgain: preconditionFailure("an adoption is decided in one round")
    }
    let event = try engine.log.read { log throws(EngineError) in try log.event(at: sequence) }
    guard let event, let adopted = AdoptedEdition(event) else {
      throw EngineError.damagedLog(sequence: sequence.rawValue, expected: "the adoption that was just recorded")
    }
    engine.editions.add(adopted, edition.rulebook)
    engine.mover?.start()
    return Adoption(edition: adopted, isDuplicate: isDuplicate)
  }
}
