internal import Casework

/// The rounds of one submission, from commands to answers.
///
/// Almost always there is one round. A second is needed for commands that were sealed for another case than
/// the one their key leads to; it names the case by number, so there is no third.
struct Settling: Sendable {
  private let engine: Engine
  /// Never changed: a place that could change one was enough for the compiler to copy them all, each time.
  private let commands: [Command]
  /// One for each command once the first round is settled.
  private var settled: [Answer] = []
  /// Which commands go into the second round, by their place in `commands`, and the case that the key of each leads to.
  private var again: [(index: Int, caseNumber: CaseNumber)] = []
  private var round = 0
  /// Nil when the engine closes.
  private let pass: CallsInside.Pass?

  init(_ commands: [Command], engine: Engine) throws(EngineError) {
    guard engine.intake != nil else { throw .readOnly }
    self.engine = engine
    pass = engine.calls.enter()
    self.commands = commands
    if pass == nil {
      settled = commands.map { _ in .failure(Refusal(.engineClosed)) }
    } else if commands.count > Limits.submissionCommandCountMax {
      settled = commands.map { _ in .failure(Refusal(.tooManyItems, "commands")) }
    }
  }

  /// Goes on with a first round that was answered, inside a call that holds its own pass.
  init(_ command: Command, answered: Submission, engine: Engine) throws(EngineError) {
    self.engine = engine
    pass = nil
    commands = [command]
    round = 1
    try settle(answered)
  }

  /// What the writer is asked next; nil when every command has its answer.
  mutating func nextRound() throws(EngineError) -> Submission? {
    round += 1
    let prepared: Submission
    if round == 1 {
      guard settled.count < commands.count else { return nil }
      prepared = try engine.preparer.prepare(commands)
    } else {
      guard !again.isEmpty else { return nil }
      // A command that names its case by number is prepared once; one that still is not is refused, not tried on.
      guard round == 2 else { return nil }
      prepared = try engine.preparer.prepare(
        again.map { one in
          var command = commands[one.index]
          command.target = .number(one.caseNumber)
          return command
        })
    }
    return prepared
  }

  /// Takes the writer's outcomes of this round.
  mutating func settle(_ answered: Submission) throws(EngineError) {
    for kept in answered.keptFiles { takeBack(kept, unlessTaken: answered.outcome(kept.place)) }
    if round == 1 {
      precondition(answered.count == commands.count, "every command has an outcome")
      settled.reserveCapacity(commands.count)
      for index in commands.indices { settled.append(try answer(answered.outcome(index), of: index)) }
    } else {
      precondition(answered.count == again.count, "every command has an outcome")
      let asked = again
      again = []
      for (place, one) in asked.enumerated() { settled[one.index] = try answer(answered.outcome(place), of: one.index) }
    }
  }

  /// What an outcome means for a command; one that is to be prepared again is refused unless it gets its second round.
  @inline(__always)
  private mutating func answer(_ outcome: Outcome, of index: Int) throws(EngineError) -> Answer {
    switch outcome {
    case .waiting: preconditionFailure("a submission was answered before the writer looked at it")
    case .taken(let number, let sequence, let recordedAt):
      return .success(engine.receipt(number, at: sequence, recordedAt: recordedAt, isDuplicate: false))
    case .seenBefore(let sequence): return try firstReceipt(sequence, again: commands[index])
    case .prepareAgain(let number):
      again.append((index, number))
      return .failure(Refusal(.overloaded))
    case .refused(let refusal): return .failure(refusal)
    }
  }

  private func takeBack(_ kept: Submission.KeptFiles, unlessTaken outcome: Outcome) {
    switch outcome {
    case .taken: return
    // After a failed write the event may be on the disk all the same, and then it needs its files.
    case .refused(let refusal) where refusal.code == .engineFailed: return
    // It was erased while the files were on their way; what cannot be removed stays, and nothing opens it.
    case .refused(let refusal) where refusal.code == .caseErased:
      try? engine.preparer.attachments.removeAll(caseNonce: kept.caseNonce)
    default: engine.preparer.attachments.takeBack(caseNonce: kept.caseNonce, digests: kept.digests)
    }
  }

  /// The first receipt of a key, unless another command wears it now.
  private func firstReceipt(_ sequence: SequenceNumber, again command: Command) throws(EngineError) -> Answer {
    let event = try engine.log.read { log throws(EngineError) in try log.event(at: sequence) }
    guard let event else { throw .damagedLog(sequence: sequence.rawValue, expected: "an event that a key leads to") }
    if let seal = try engine.preparer.seal(of: event.caseNumber),
      let digest = try engine.preparer.contentDigest(of: command, on: seal), digest != event.contentDigest
    {
      return .failure(Refusal(.submissionKeyReused, "submission"))
    }
    return .success(
      engine.receipt(event.caseNumber, at: sequence, recordedAt: event.recordedAt, isDuplicate: true))
  }

  /// Every command's answer; the call is outside of the engine from here on.
  func answers() -> [Answer] {
    pass?.leave()
    precondition(settled.count == commands.count, "every command has an answer")
    return settled
  }

  /// The call ends with an error: it is outside of the engine from here on.
  func abandon() { pass?.leave() }
}
