public import Casework

/// What somebody was shown of one event.
public struct RevealedEvent: Equatable, Sendable {
  public var sequence: SequenceNumber
  /// Nil when the case's keys were destroyed.
  public var personal: PersonalPart?
}

extension Engine {
  /// Shows the personal parts of a case, after recording that they were shown: to whom and what for.
  ///
  /// - Returns: one entry for each event that has a sealed part.
  /// - Throws: a `Refusal` when this role may not look, `EngineError` when a part does not open.
  @available(*, noasync, message: "blocks its thread; from async code use `await reveal`")
  public func reveal(_ number: CaseNumber, by actor: Actor, purpose: String) throws -> [RevealedEvent] {
    let receipt = try submit(Command(.reveal(purpose: purpose), on: .number(number), by: actor))
    return try read(after: receipt.sequence) { reading throws(EngineError) in try opened(number, reading) }
  }

  /// The same from async code.
  public func reveal(_ number: CaseNumber, by actor: Actor, purpose: String) async throws -> [RevealedEvent] {
    let receipt = try await submit(Command(.reveal(purpose: purpose), on: .number(number), by: actor))
    return try await read(after: receipt.sequence) { reading throws(EngineError) in try opened(number, reading) }
  }

  /// Shows one attached file of a case, after recording that it was shown.
  ///
  /// - Returns: its bytes; nil when the case's keys were destroyed.
  /// - Throws: a `Refusal` when this role may not look, `notFound` when the case names no such file or its bytes
  ///   were never sent.
  public func reveal(
    attachment digest: Digest, of number: CaseNumber, by actor: Actor, purpose: String
  ) async throws -> [UInt8]? {
    _ = try await submit(Command(.reveal(purpose: purpose), on: .number(number), by: actor))
    guard let seal = try preparer.seal(of: number) else { throw EngineError.notFound("case \(code(of: number))") }
    guard let key = try vault.caseKey(epoch: seal.epoch, caseNonce: seal.caseNonce) else { return nil }
    guard let bytes = try preparer.attachments.read(digest, caseNonce: seal.caseNonce, key: key) else {
      throw EngineError.notFound("file \(digest) in case \(code(of: number))")
    }
    return bytes
  }

  private func opened(_ number: CaseNumber, _ reading: borrowing Reading) throws(EngineError) -> [RevealedEvent] {
    guard let state = try reading.state(of: number) else { throw .notFound("case \(code(of: number))") }
    var revealed: [RevealedEvent] = []
    for event in try reading.history(of: number) where !event.sealed.isEmpty {
      revealed.append(
        RevealedEvent(
          sequence: event.sequence,
          personal: try vault.open(event, epoch: state.epoch, caseNonce: state.caseNonce)))
    }
    return revealed
  }
}
