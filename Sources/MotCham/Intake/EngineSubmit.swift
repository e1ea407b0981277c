public import Casework

/// The three forms of `submit`. Each answers only when what it answers is on the disk.
extension Engine {
  /// Submits one command from async code.
  ///
  /// - Returns: its receipt; the first receipt again when its key was taken before.
  /// - Throws: a `Refusal`, or an `EngineError` when the keyring or the log cannot be read.
  public func submit(_ command: Command) async throws -> Receipt {
    try Self.only(await submit([command])).get()
  }

  /// Submits commands together from async code: they are decided in order, each by itself, and answered at once.
  ///
  /// A command may name the case of an earlier one by its submission key. Other submissions may be decided
  /// between two rounds of this one, never within a round.
  public func submit(_ commands: [Command]) async throws(EngineError) -> [Answer] {
    var settling = try Settling(commands, engine: self)
    while let prepared = try settling.nextRound() {
      let submission = await withUnsafeContinuation { (continuation: UnsafeContinuation<Submission, Never>) in
        let answered = Pointer<Submission>()
        let submission = Submission(prepared) { continuation.resume(returning: answered.take()) }
        answered.value = submission
        put(submission)
      }
      try settling.settle(submission.outcomes)
    }
    return settling.answers()
  }

  /// Submits one command and blocks the calling thread until it is on the disk.
  @available(*, noasync, message: "blocks its thread; from async code use `await submit`")
  public func submit(_ command: Command) throws -> Receipt {
    try Self.only(submit([command])).get()
  }

  /// Submits commands together and blocks the calling thread until they are on the disk.
  @available(*, noasync, message: "blocks its thread; from async code use `await submit`")
  public func submit(_ commands: [Command]) throws(EngineError) -> [Answer] {
    var settling = try Settling(commands, engine: self)
    while let prepared = try settling.nextRound() {
      let gate = Gate()
      let submission = Submission(prepared) { gate.open() }
      put(submission)
      gate.wait()
      try settling.settle(submission.outcomes)
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
      guard let prepared = try settling.nextRound() else { return completion(.success(settling.answers())) }
      let answered = Pointer<Submission>()
      let round = settling
      let submission = Submission(prepared) { [self] in
        let submission = answered.take()
        intake?.callBack { [self] in
          var settled = round
          do throws(EngineError) {
            try settled.settle(submission.outcomes)
            proceed(settled, completion)
          } catch {
            settled.abandon()
            completion(.failure(error))
          }
        }
      }
      answered.value = submission
      put(submission)
    } catch {
      settling.abandon()
      completion(.failure(error))
    }
  }

  /// Hands a submission to the writer, or answers it with the reason why not.
  private func put(_ submission: Submission) {
    guard let intake else { preconditionFailure("a settling begins only where there is an intake") }
    guard let code = intake.inbox.put(submission) else { return }
    submission.refuseAll(Refusal(code, code == .engineFailed ? intake.failure ?? "" : ""))
    submission.answer()
  }

  private static func only(_ answers: [Answer]) -> Answer {
    guard let answer = answers.first, answers.count == 1 else { preconditionFailure("one command has one answer") }
    return answer
  }
}

/// A place for a reference that is known only after the closure that needs it was made.
///
/// It is unchecked because it is written before the submission is handed over and read after it comes back.
private final class Pointer<Value: AnyObject>: @unchecked Sendable {
  var value: Value?

  /// Gives the reference away, so that the closure does not keep its submission alive.
  func take() -> Value {
    guard let taken = value else { preconditionFailure("a submission is answered once") }
    value = nil
    return taken
  }
}

/// Blocks one thread until another opens it.
///
/// It is unchecked because everything stands under the monitor.
private final class Gate: @unchecked Sendable {
  private let monitor = Monitor()
  private var isOpen = false

  func open() {
    monitor.locked { isOpen = true }
    monitor.signal()
  }

  func wait() {
    monitor.lock()
    while !isOpen { monitor.wait() }
    monitor.unlock()
  }
}
