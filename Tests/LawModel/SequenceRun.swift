public import Casework

/// Plays one sequence in memory and checks the law after every step.
public struct SequenceRun {
  public let seed: UInt64
  public let stepCount: Int
  public var coverage = SequenceCoverage()

  public init(seed: UInt64, stepCount: Int = 40) {
    self.seed = seed
    self.stepCount = stepCount
  }

  /// - Parameter beside: what else is done with each step, once the model has taken it, and held against the model;
  ///   an engine, or nothing.
  /// - Throws: the first thing that is not as the law has it, with the seed and the step.
  public mutating func play<Beside: SequenceBeside>(beside: inout Beside) throws(SequenceFault) {
    var maker = SequenceMaker(seed: seed, isWhole: Beside.isWhole)
    var city = CityModel(rulebook: SequenceCity.rulebook(isStrict: seed % 3 == 0))
    for number in 0..<stepCount {
      let step = maker.next(in: city)
      do throws(SequenceFault) {
        let outcomes = try play(step, at: maker.now, in: &city)
        try beside.take(step, at: maker.now, outcomes: outcomes, city: city)
      } catch {
        throw SequenceFault("\(error)\n  seed \(seed), step \(number): \(step)")
      }
    }
    do throws(SequenceFault) {
      try city.checkStored()
      try checkAccounts(city, at: maker.now)
    } catch { throw SequenceFault("\(error)\n  seed \(seed), at the end") }
    for state in city.states { coverage.longestCase = max(coverage.longestCase, Int(state.lastSequence.rawValue)) }
    coverage.rung += city.firedCount
  }

  private mutating func play(
    _ step: SequenceStep, at now: Instant, in city: inout CityModel
  ) throws(SequenceFault) -> [CityModel.Outcome] {
    switch step {
    case .restart: return []
    case .adopt:
      city.adopt(SequenceCity.rulebook(edition: 2, isStrict: seed % 3 == 0), now: now)
      return []
    case .command(let command, let number, let actor, let occurredAt):
      coverage.commands += 1
      let outcome = try city.take(command, on: number, by: actor, now: now, occurredAt: occurredAt)
      note(outcome, command, city)
      return [outcome]
    case .ring: return try ring(at: now, in: &city)
    }
  }

  /// What is due of a state that nobody has changed since is never refused, and then never asked for again.
  private mutating func ring(at now: Instant, in city: inout CityModel) throws(SequenceFault) -> [CityModel.Outcome] {
    var outcomes: [CityModel.Outcome] = []
    while true {
      // The log's time does not go back with the machine's clock.
      let due = city.timersDue(at: max(now, city.recordedAt))
      if due.isEmpty { return outcomes }
      for (number, timer) in due {
        coverage.commands += 1
        let outcome = try city.take(timer.command, on: number, by: .system, now: now, occurredAt: nil)
        guard case .accepted = outcome else {
          // The first of two timers of a case may have closed it.
          if city.state(number)?.isOpen == false { continue }
          throw SequenceFault("a timer that is due was not accepted: \(timer), \(outcome)")
        }
        note(outcome, timer.command, city)
        outcomes.append(outcome)
        // Another look at the same command would change nothing.
        var trial = city
        let again = try trial.take(timer.command, on: number, by: .system, now: now, occurredAt: nil)
        if case .accepted = again, !hasTwin(timer.commitment, city.state(number)) {
          throw SequenceFault("a timer rang twice: \(timer)")
        }
      }
    }
  }

  /// Two deadlines of one name ring one after the other.
  private func hasTwin(_ name: CommitmentName, _ state: CaseState?) -> Bool {
    let named = state?.commitments.filter {
      $0.commitment?.kind == name.kind && $0.commitment?.part == name.part && $0.commitment?.due == name.due
    }
    return (named?.count ?? 0) > 1
  }

  private mutating func note(_ outcome: CityModel.Outcome, _ command: CommandBody, _ city: CityModel) {
    switch outcome {
    case .refused(let refusal): coverage.refusals[refusal.code.name, default: 0] += 1
    case .accepted(let number, let bodies):
      coverage.accepted += 1
      coverage.acts[Act(command, on: nil).commandName, default: 0] += 1
      for body in bodies { coverage.events[body.typeName, default: 0] += 1 }
      if let status = city.state(number)?.status { coverage.statuses[status.description, default: 0] += 1 }
    }
  }

  /// The account of each deadline adds up.
  private func checkAccounts(_ city: CityModel, at now: Instant) throws(SequenceFault) {
    for (state, events) in zip(city.states, city.events) {
      for place in state.commitments.indices {
        guard let account = city.rulebook.account(of: place, in: events, at: now) else { continue }
        try AccountInvariants.check(account, state.commitments[place])
      }
    }
  }
}

/// What is held against the model after every step.
public protocol SequenceBeside {
  /// It follows new editions of the rulebook and erasures as well.
  static var isWhole: Bool { get }

  mutating func take(
    _ step: SequenceStep, at now: Instant, outcomes: [CityModel.Outcome], city: CityModel
  ) throws(SequenceFault)
}

/// Nothing stands beside the model.
public struct NothingBeside: SequenceBeside {
  public static let isWhole = true

  public init() {}

  public func take(_ step: SequenceStep, at now: Instant, outcomes: [CityModel.Outcome], city: CityModel) {}
}
