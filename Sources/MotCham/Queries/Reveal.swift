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
