internal import Casework

/// The rounds of one submission, from commands to answers.
///
/// Almost always there is one round. A second is needed for commands that were sealed for another case than
/// the one their key leads to; it names the case by number, so there is no third.
struct Settling: Sendable {
  private let engine: Engine
  private var commands: [Command]
  private var settled: [Answer?]
  /// Which commands are on their way in this round, by their place in `commands`; copying commands costs more
  /// than all else here.
  private var asked: [Int]
  /// Files kept in this round, by the place of their command in it.
  private var kept: [(place: Int, caseNonce: UInt128, digests: [Digest])] = []
  private var round = 0
  /// Nil when the engine closes.
  private let pass: CallsInside.Pass?

  init(_ commands: [Command], engine: Engine) throws(EngineError) {
    guard engine.intake != nil else { throw .readOnly }
    self.engine = engine
    pass = engine.calls.enter()
    self.commands = commands
    settled = [Answer?](repeating: nil, count: commands.count)
    if pass == nil {
      settled = commands.map { _ in .failure(Refusal(.engineClosed)) }
      asked = []
    } else if commands.count > Limits.submissionCommandCountMax {
      settled = commands.map { _ in .failure(Refusal(.tooManyItems, "commands")) }
      asked = []
    } else {
      asked = Array(commands.indices)
    }
  }

  /// What the writer is asked next; nil when every command has its answer.
  mutating func nextRound() throws(EngineError) -> [PreparedCommand]? {
    round += 1
    if round > 2 {
      // A command that names its case by number is prepared once; one that still is not is refused, not tried on.
      for index in asked { settled[index] = .failure(Refusal(.overloaded)) }
      asked = []
    }
    guard !asked.isEmpty else { return nil }
    let prepared = try engine.preparer.prepare(
      asked.count == commands.count ? commands : asked.map { commands[$0] })
    kept = prepared.enumerated().compactMap { place, one in
      one.keptFiles.isEmpty ? nil : (place, one.caseNonce, one.keptFiles)
    }
    return prepared
  }

  /// Takes the writer's outcomes of this round.
  mutating func settle(_ outcomes: [Outcome]) throws(EngineError) {
    precondition(outcomes.count == asked.count, "every command has an outcome")
    for (place, caseNonce, digests) in kept {
      switch outcomes[place] {
      case .taken: continue
      // After a failed write the event may be on the disk all the same, and then it needs its files.
      case .refused(let refusal) where refusal.code == .engineFailed: continue
      default: engine.preparer.attachments.takeBack(caseNonce: caseNonce, digests: digests)
      }
    }
    var again: [Int] = []
    for (outcome, index) in zip(outcomes, asked) {
      switch outcome {
      case .waiting: preconditionFailure("a submission was answered before the writer looked at it")
      case .taken(let number, let sequence, let recordedAt):
        settled[index] = .success(
          Receipt(
            caseNumber: number, code: engine.code(of: number), sequence: sequence, recordedAt: recordedAt,
            isDuplicate: false))
      case .seenBefore(let sequence): settled[index] = try firstReceipt(sequence, again: commands[index])
      case .prepareAgain(let number):
        commands[index].target = .number(number)
        again.append(index)
      case .refused(let refusal): settled[index] = .failure(refusal)
      }
    }
    asked = again
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
      Receipt(
        caseNumber: event.caseNumber, code: engine.code(of: event.caseNumber), sequence: sequence,
        recordedAt: event.recordedAt, isDuplicate: true))
  }

  /// Every command's answer; the call is outside of the engine from here on.
  func answers() -> [Answer] {
    pass?.leave()
    return settled.map { answer in
      guard let answer else { preconditionFailure("every command has an answer") }
      return answer
    }
  }

  /// The call ends with an error: it is outside of the engine from here on.
  func abandon() { pass?.leave() }
}
