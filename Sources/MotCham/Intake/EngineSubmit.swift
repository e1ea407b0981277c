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
    guard intake != nil else { throw EngineError.readOnly }
    guard calls.enterWithoutPass() else { throw Refusal(.engineClosed) }
    defer { calls.leave() }
    // One touch on one phone: nearly always this one round is all, and no array is made for it.
    let submission = try preparer.prepare(command)
    await withUnsafeContinuation { continuation in put(submission, waking: .task(continuation)) }
    if let receipt = receipt(of: submission) { return receipt }
    var settling = try Settling(command, answered: submission, engine: self)
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
    guard intake != nil else { throw EngineError.readOnly }
    guard calls.enterWithoutPass() else { throw Refusal(.engineClosed) }
    defer { calls.leave() }
    let submission = try preparer.prepare(command)
    waitFor(submission)
    if let receipt = receipt(of: submission) { return receipt }
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

  /// The receipt of a submission of one command that was taken; nil when there is more to say.
  @inline(__always)
  private func receipt(of submission: Submission) -> Receipt? {
    guard case .taken(let number, let sequence, let recordedAt) = submission.outcome(0) else { return nil }
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
