public import Casework

/// What is to be erased.
public enum ErasureTarget: Sendable {
  case cases([CaseNumber])
  /// Every case that this person reported, as the sign-on names them.
  case subject(String)
}

/// What became of an erasure.
public struct Erasure: Equatable, Sendable {
  public var certificate: ErasureCertificate
  /// All of it was erased before; this is the certificate of then.
  public var isDuplicate: Bool

  public init(certificate: ErasureCertificate, isDuplicate: Bool) {
    self.certificate = certificate
    self.isDuplicate = isDuplicate
  }
}

extension Engine {
  /// Erases what is personal in cases, for ever: records the request and the erasure, destroys their keys and removes
  /// their files, and returns when no crash can bring them back.
  ///
  /// The log is not touched: proofs, replays and figures are as before. A case on which a legal hold lies keeps its
  /// keys, and only the request is recorded; the certificate then names it. Intake goes on meanwhile. An erasure that
  /// is interrupted is completed by the next opening for writing.
  ///
  /// What a backup holds of the keyring is beyond the engine, and undoes the erasure.
  /// - Parameters:
  ///   - basis: the rule, request or decision that it rests on; never who asked, since it stands in the clear.
  ///   - requestedAt: when the request was made, where that was earlier; its clock runs from there.
  ///   - actor: an administrator.
  /// - Throws: a `Refusal` when the law forbids it for every case (`held`), or this role may not erase; `notFound` when
  ///   no case is this person's; an `EngineError` when keys or files cannot be destroyed now.
  @available(*, noasync, message: "blocks its thread; from async code use `await erase`")
  public func erase(
    _ target: ErasureTarget, basis: String, requestedAt: Instant? = nil, by actor: Actor
  ) throws -> Erasure {
    try eraseBlocking(target, basis: basis, requestedAt: requestedAt, by: actor)
  }

  /// The same from async code, on a thread of its own.
  public func erase(
    _ target: ErasureTarget, basis: String, requestedAt: Instant? = nil, by actor: Actor
  ) async throws -> Erasure {
    let outcome: Result<Erasure, any Error> = await withUnsafeContinuation { continuation in
      let thread = WorkerThread(name: "motcham-erase") { [self] in
        continuation.resume(
          returning: Result { try eraseBlocking(target, basis: basis, requestedAt: requestedAt, by: actor) })
      }
      thread.letGo()
    }
    return try outcome.get()
  }

  /// The certificate of an erasure that was interrupted and that the opening of this engine completed; nil when none
  /// was pending.
  public var erasureCompletedAtOpening: ErasureCertificate? { erasures.completedAtOpening }

  /// Why an erasure that was interrupted is still not complete; nil when none is pending. The next erasure tries again,
  /// and so does the next opening.
  public var erasureFailure: String? { erasures.failure }

  /// Where the certificate of an erasure lies.
  public func path(of certificate: ErasureCertificate) -> String? {
    ErasureFiles(directory: directory).path(of: certificate)
  }

  private func eraseBlocking(
    _ target: ErasureTarget, basis: String, requestedAt: Instant?, by actor: Actor
  ) throws -> Erasure {
    guard let pass = calls.enter() else { throw Refusal(.engineClosed) }
    defer { pass.leave() }
    erasures.turn.lock()
    defer { erasures.turn.unlock() }
    let run = try ErasureRun(self)
    try completePending(run)
    try run.waitForViews()
    let numbers: [CaseNumber]
    switch target {
    case .cases(let cases):
      numbers = Set(cases).sorted { $0.rawValue < $1.rawValue }
      guard !numbers.isEmpty else { throw Refusal(.fieldMissing, "cases") }
    case .subject(let subject):
      numbers = try cases(ofSubject: subject)
      guard !numbers.isEmpty else { throw EngineError.notFound("case of this subject whose keys are left") }
    }
    do { return try run.erase(numbers, basis: basis, requestedAt: requestedAt, by: actor) } catch let error
      as EngineError
    {
      // What was begun is pending until it is completed.
      if try ErasureFiles(directory: directory).pending() != nil { erasures.failure = error.description }
      throw error
    }
  }

  /// Completes what an interruption left, when the engine has just been opened. Where it cannot, reports are taken all
  /// the same.
  func completeErasure() {
    erasures.turn.lock()
    defer { erasures.turn.unlock() }
    do {
      erasures.completedAtOpening = try completePending(try ErasureRun(self))
    } catch {
      erasures.failure = "\(error)"
    }
  }

  @discardableResult
  private func completePending(_ run: ErasureRun) throws -> ErasureCertificate? {
    guard let draft = try ErasureFiles(directory: directory).pending() else { return nil }
    do {
      let certificate = try run.complete(draft)
      erasures.failure = nil
      return certificate
    } catch let refusal as Refusal where !refusal.code.isOfTheEngine {
      // A hold came before it: the request is recorded, and nothing is to be erased.
      erasures.failure = nil
      return nil
    }
  }
}
