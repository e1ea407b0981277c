public import Casework

/// The three forms of `submit`. Each answers only when what it answers is on the disk.
extension Engine {
  /// Submits one command from async code.
  ///
  /// - Returns: its receipt; the first receipt again when its key was taken before.
  /// - Throws: a `Refusal`, or an `EngineError` when the keyring or the log cannot be read.
  ///
  /// It stays with its caller's executor, which spends some microseconds on the sealing.
  nonisolated(nonsending) public func submit(_ command: Command) async throws -> Receipt {
    let submission = try begin(command)
    await withUnsafeContinuation { continuation in put(submission, waking: .task(continuation)) }
    if let receipt = end(submission) { return receipt }
    return try await goOn(command, answered: submission)
  }

  @inline(never)
  nonisolated(nonsending) private func goOn(
    _ command: Command, answered first: Submission
  ) async throws -> Receipt {
    defer { calls.leave() }
    var settling = try Settling(command, answered: first, engine: self)
    while let submission = try settling.nextRound() {
      await withUnsafeContinuation { continuation in put(submission, waking: .task(continuation)) }
      try settling.settle(submission)
    }
    return try Self.only(settling.answers()).get()
  }

  /// Submits commands together from async code: they are decided in order, each by itself, and answered at once.
  ///
  /// A command may name the case of an earlier one by its submission key. Other submissions may be decided
  /// between two rounds of this one, never within a round.
  public func submit(_ commands: [Command]) async throws(EngineError) -> [Answer] {
    var settling = try Settling(commands, engine: self)
    while let submission = try settling.nextRound() {
      await withUnsafeContinuation { continuation in put(submission, waking: .task(continuation)) }
      try settling.settle(submission)
    }
    return settling.answers()
  }

  /// Submits one command and blocks the calling thread until it is on the disk.
  @available(*, noasync, message: "blocks its thread; from async code use `await submit`")
  public func submit(_ command: Command) throws -> Receipt {
    let submission = try begin(command)
    waitFor(submission)
    if let receipt = end(submission) { return receipt }
    defer { calls.leave() }
    var settling = try Settling(command, answered: submission, engine: self)
    while let submission = try settling.nextRound() {
      waitFor(submission)
      try settling.settle(submission)
    }
    return try Self.only(settling.answers()).get()
  }

  /// Submits commands together and blocks the calling thread until they are on the disk.
  @available(*, noasync, message: "blocks its thread; from async code use `await submit`")
  public func submit(_ commands: [Command]) throws(EngineError) -> [Answer] {
    var settling = try Settling(commands, engine: self)
    while let submission = try settling.nextRound() {
      waitFor(submission)
      try settling.settle(submission)
    }
    return settling.answers()
  }

  /// Submits commands together and returns at once; `completion` is called on a thread of the engine's own.
  ///
  /// The sealing is still done on the calling thread, and so is a completion that says that it could not be done.
  /// Callbacks run one after the other: one that blocks holds the others, not the writer.
  public func submit(
    _ commands: [Command], completion: @escaping @Sendable (Result<[Answer], EngineError>) -> Void
  ) {
    do throws(EngineError) {
      proceed(try Settling(commands, engine: self), completion)
    } catch { completion(.failure(error)) }
  }

  /// Submits one command and returns at once.
  public func submit(_ command: Command, completion: @escaping @Sendable (Result<Answer, EngineError>) -> Void) {
    submit([command]) { completion($0.map(Self.only)) }
  }

  private func proceed(
    _ settling: Settling, _ completion: @escaping @Sendable (Result<[Answer], EngineError>) -> Void
  ) {
    var settling = settling
    do throws(EngineError) {
      guard let submission = try settling.nextRound() else { return completion(.success(settling.answers())) }
      let round = settling
      // The call holds its submission until it is answered, and the submission lets go of the call as it makes it.
      put(
        submission,
        waking: .call { [self] in
          intake?.callBack { [self] in
            var settled = round
            do throws(EngineError) {
              try settled.settle(submission)
              proceed(settled, completion)
            } catch {
              settled.abandon()
              completion(.failure(error))
            }
          }
        })
    } catch {
      settling.abandon()
      completion(.failure(error))
    }
  }

  private func waitFor(_ submission: Submission) {
    let gate = Gate()
    put(submission, waking: .thread(gate))
    gate.wait()
  }

  /// Enters for one command and prepares it. One touch on one phone: nearly always its one round is all, and no array
  /// is made for it.
  ///
  /// Never inlined, nor is `end`: the locals of what is inlined into an async function live in its task for as long as
  /// that waits. They were 4,800 bytes of each caller, more than its report.
  @inline(never)
  private func begin(_ command: Command) throws -> Submission {
    guard intake != nil else { throw EngineError.readOnly }
    guard calls.enterWithoutPass() else { throw Refusal(.engineClosed) }
    do throws(EngineError) { return try preparer.prepare(command) } catch {
      calls.leave()
      throw error
    }
  }

  /// Leaves with the receipt of one command that was taken; nil when there is more to say, and then the call is still
  /// inside.
  @inline(never)
  private func end(_ submission: Submission) -> Receipt? {
    guard case .taken(let number, let sequence, let recordedAt) = submission.outcome(0) else { return nil }
    calls.leave()
    return receipt(number, at: sequence, recordedAt: recordedAt, isDuplicate: false)
  }

  @inline(__always)
  func receipt(
    _ number: CaseNumber, at sequence: SequenceNumber, recordedAt: Instant, isDuplicate: Bool
  ) -> Receipt {
    Receipt(
      caseNumber: number, casePrefix: casePrefix, sequence: sequence, recordedAt: recordedAt,
      isDuplicate: isDuplicate)
  }

  /// Hands a submission to the writer, or answers it with the reason why not.
  private func put(_ submission: Submission, waking wake: Submission.Wake) {
    guard let intake else { preconditionFailure("a settling begins only where there is an intake") }
    intake.inbox.hand(over: submission, waking: wake) { intake.failure ?? "" }
  }

  private static func only(_ answers: [Answer]) -> Answer {
    guard let answer = answers.first, answers.count == 1 else { preconditionFailure("one command has one answer") }
    return answer
  }
}
