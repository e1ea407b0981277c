internal import Casework

/// Opens what is personal in the events of many cases, after recording of each case that it was opened: to whom, and
/// what for. For one thread at a time.
///
/// The engine of the operator records it, so that the directory has to be the operator's: with its keyring, and with no
/// other process writing there.
package final class RevealingExport {
  private let engine: Engine
  private let actor: Actor
  private let purpose: String
  private var recorded = CaseSet()
  /// Cases of which it was recorded.
  package private(set) var caseCount = 0

  /// - Throws: `noKeys` where the directory has no keys (a copy, or a bundle), `inUse` where another process writes.
  package init(_ directory: String, by actor: Actor, purpose: String) throws(EngineError) {
    // An engine that finds no keys makes new ones, which open nothing that is there.
    let keys = SystemCall.names(in: Layout.keyring(directory)) ?? []
    guard !BundleLayout.isBundle(directory), keys.contains(where: { $0.hasSuffix(".key") }) else {
      throw .noKeys(path: directory)
    }
    var options = Engine.Options()
    options.ringsTimers = false
    engine = try Engine.open(directory, options: options)
    self.actor = actor
    self.purpose = purpose
  }

  /// What is sealed in an event; nil when the keys of its case were destroyed.
  ///
  /// - Throws: a `Refusal` when this actor may not look.
  package func personal(of event: Event) throws -> PersonalPart? {
    let number = event.caseNumber
    guard let seal = try engine.preparer.seal(of: number) else {
      throw EngineError.notFound("case \(engine.code(of: number))")
    }
    // Of an erased case nothing is shown, and nothing more is recorded.
    guard try engine.vault.caseKey(epoch: seal.epoch, caseNonce: seal.caseNonce) != nil else { return nil }
    if !recorded.contains(number.rawValue) {
      // On the disk before anybody sees a word.
      _ = try engine.submit(Command(.reveal(purpose: purpose), on: .number(number), by: actor))
      recorded.insert(number.rawValue)
      caseCount += 1
    }
    return try engine.vault.open(event, epoch: seal.epoch, caseNonce: seal.caseNonce)
  }

  package func close() throws(EngineError) { try engine.close() }
}
