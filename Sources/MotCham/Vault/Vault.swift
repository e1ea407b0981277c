internal import Casework

/// Seals what is personal before it leaves the caller's thread, and opens it for those who may read.
///
/// It is unchecked because the open epoch stands under the monitor, and secrets are values.
final class Vault: @unchecked Sendable {
  private let keyring: any Keyring
  let logID: UInt128
  private let monitor = Monitor()
  /// Secrets in use, so that a file is read once. Looked up, never iterated.
  private var secrets: [UInt32: EpochSecret] = [:]
  /// The epoch that new cases go into; nil until the first one asks.
  private var open: Epoch?
  /// At least as many as the open epoch has cases.
  private var caseCount: UInt64 = 0
  private let clock: any TimeSource & Sendable

  /// Cases in an epoch: an erasure derives anew at most so many keys.
  static let epochCaseCountMax: UInt64 = 65_536
  /// An epoch lasts at most a day.
  static let epochMillisecondsMax: Int64 = 24 * 3_600 * 1_000

  /// - Parameter nextSequence: where the log stands; bounds how many cases the last epoch has.
  init(
    keyring: any Keyring, logID: UInt128, nextSequence: SequenceNumber, clock: any TimeSource & Sendable
  ) throws(EngineError) {
    self.keyring = keyring
    self.logID = logID
    self.clock = clock
    if let last = try keyring.epochs().last, let epoch = try keyring.epoch(last) {
      open = epoch
      caseCount = nextSequence.rawValue - min(nextSequence.rawValue, epoch.firstSequence.rawValue)
    }
  }

  /// The epoch for new cases, after turning to a new one when the open one is full or a day old.
  ///
  /// - Parameters:
  ///   - wanted: how many cases ask, at least one.
  ///   - nextSequence: a sequence that the number of none of them will be below.
  /// - Returns: the epoch, and how many cases it takes in; the others ask again.
  func epochForNewCases(
    _ wanted: Int, nextSequence: SequenceNumber
  ) throws(EngineError) -> (epoch: Epoch, granted: Int) {
    precondition(wanted > 0, "an epoch is asked for at least one case")
    monitor.lock()
    defer { monitor.unlock() }
    let now = clock.now()
    if let open, caseCount < Self.epochCaseCountMax,
      abs(now.milliseconds(since: open.openedAt)) < Self.epochMillisecondsMax
    {
      let granted = min(UInt64(wanted), Self.epochCaseCountMax - caseCount)
      caseCount += granted
      return (open, Int(granted))
    }
    let fresh = Epoch(
      number: EpochNumber((try keyring.epochs().last?.rawValue ?? 0) + 1), secret: EpochSecret.random(),
      openedAt: now, firstSequence: nextSequence)
    try keyring.add(fresh)
    open = fresh
    caseCount = min(UInt64(wanted), Self.epochCaseCountMax)
    return (fresh, Int(caseCount))
  }

  /// The key of a case; nil when its epoch was destroyed.
  func caseKey(epoch: EpochNumber, caseNonce: UInt128) throws(EngineError) -> CaseKey? {
    monitor.lock()
    defer { monitor.unlock() }
    if let secret = secrets[epoch.rawValue] { return CaseKey(secret: secret, caseNonce: caseNonce) }
    guard let found = try keyring.epoch(epoch) else { return nil }
    secrets[epoch.rawValue] = found.secret
    return CaseKey(secret: found.secret, caseNonce: caseNonce)
  }

  /// What a sealed part of an event is bound to.
  @inline(__always)
  func binding(caseNonce: UInt128, field: UInt32) -> Seal.Binding {
    Seal.Binding(logID: logID, caseNonce: caseNonce, field: field)
  }

  /// The personal part of an event in the clear; nil when the case's keys were destroyed, empty when the
  /// event has none.
  func open(_ event: Event, epoch: EpochNumber, caseNonce: UInt128) throws(EngineError) -> PersonalPart? {
    guard !event.sealed.isEmpty else { return PersonalPart() }
    guard let key = try caseKey(epoch: epoch, caseNonce: caseNonce) else { return nil }
    let binding = binding(caseNonce: caseNonce, field: UInt32(event.body.fieldNumber))
    let plaintext = Seal.open(event.sealed, key: key, binding: binding)
    guard let personal = plaintext?.withUnsafeBytes({ try? PersonalPart.decode($0) }) else {
      throw .sealBroken(sequence: event.sequence.rawValue)
    }
    return personal
  }
}

extension EpochSecret {
  /// A new secret from the kernel's randomness.
  static func random() -> EpochSecret {
    var random = RandomPool()
    var bytes: [UInt8] = []
    for _ in 0..<2 { withUnsafeBytes(of: random.next(UInt128.self)) { bytes.append(contentsOf: $0) } }
    guard let secret = EpochSecret(bytes: bytes) else { preconditionFailure("two words of 128 bits are 32 bytes") }
    return secret
  }
}

extension EventBody {
  private struct Number: EventBodyVisitor {
    var field = 0
    mutating func visit<M: WireMessage>(_ field: Int, _ message: M) { self.field = field }
  }

  /// The number of the body in the schema; zero when there is none.
  var fieldNumber: Int {
    var number = Number()
    visit(&number)
    return number.field
  }
}
