internal import Casework

/// Seals what is personal before it leaves the caller's thread, and opens it for those who may read.
///
/// It is unchecked because what changes stands under the monitor, and secrets are values.
final class Vault: @unchecked Sendable {
  let keyring: any Keyring
  let logID: UInt128
  private let monitor = Monitor()
  /// Epochs in use, so that a file is read once. Looked up, never iterated.
  private var opened: [UInt32: OpenedEpoch] = [:]
  private var wrappedCount = 0
  /// The epoch that new cases go into; nil until the first one asks.
  private var open: Epoch?
  private var openUse: EpochUse?
  /// When nobody brings cases into an epoch any more, for those of this process.
  private var useEnds: [(epoch: EpochNumber, end: EpochUse.End)] = []
  /// At least as many as the open epoch has cases.
  private var caseCount: UInt64 = 0
  private let clock: any TimeSource & Sendable
  /// Nothing is remembered in a process that only reads: it would not hear of an erasure.
  private let remembers: Bool

  /// Cases in an epoch: an erasure derives anew at most so many keys.
  static let epochCaseCountMax: UInt64 = 65_536
  /// An epoch lasts at most a day.
  static let epochMillisecondsMax: Int64 = 24 * 3_600 * 1_000
  /// Epochs whose wrapped keys are remembered: up to 5 MB each.
  private static let wrappedCountMax = 8

  private struct OpenedEpoch {
    var epoch: Epoch
    /// Nil while the keys are derived.
    var wrapped: WrappedKeys?
  }

  /// - Parameter nextSequence: where the log stands; bounds how many cases the last epoch has.
  init(
    keyring: any Keyring, logID: UInt128, nextSequence: SequenceNumber, clock: any TimeSource & Sendable,
    writes: Bool = true
  ) throws(EngineError) {
    self.keyring = keyring
    self.logID = logID
    self.clock = clock
    remembers = writes
    guard writes else { return }
    try keyring.recover()
    if let last = try keyring.epochs().last, let epoch = try keyring.epoch(last), epoch.generation == 0 {
      begin(epoch)
      caseCount = nextSequence.rawValue - min(nextSequence.rawValue, epoch.firstSequence.rawValue)
    }
  }

  /// The epoch for new cases, after turning to a new one when the open one is full or a day old.
  ///
  /// - Parameters:
  ///   - wanted: how many cases ask, at least one.
  ///   - nextSequence: a sequence that the number of none of them will be below.
  /// - Returns: the epoch, how many cases it takes in (the others ask again), and what to hold until they are in the
  ///   log or refused.
  func epochForNewCases(
    _ wanted: Int, nextSequence: SequenceNumber
  ) throws(EngineError) -> (epoch: Epoch, granted: Int, use: EpochUse) {
    precondition(wanted > 0, "an epoch is asked for at least one case")
    // Before the lock, which every report of every thread goes through.
    let now = clock.now()
    monitor.lock()
    defer { monitor.unlock() }
    if let open, let openUse, caseCount < Self.epochCaseCountMax,
      abs(now.milliseconds(since: open.openedAt)) < Self.epochMillisecondsMax
    {
      let granted = min(UInt64(wanted), Self.epochCaseCountMax - caseCount)
      caseCount += granted
      return (open, Int(granted), openUse)
    }
    let fresh = Epoch(
      number: EpochNumber((try keyring.epochs().last?.rawValue ?? 0) + 1), secret: EpochSecret.random(),
      openedAt: now, firstSequence: nextSequence)
    try keyring.add(fresh)
    let use = begin(fresh)
    caseCount = min(UInt64(wanted), Self.epochCaseCountMax)
    return (fresh, Int(caseCount), use)
  }

  @discardableResult
  private func begin(_ epoch: Epoch) -> EpochUse {
    useEnds.removeAll { $0.end.hasCome }
    let end = EpochUse.End()
    useEnds.append((epoch.number, end))
    let use = EpochUse(end)
    open = epoch
    openUse = use
    return use
  }

  /// Lets no new case into epochs any more, and returns when those on their way are in the log or refused.
  ///
  /// Intake goes on meanwhile, in an epoch of its own.
  func endIntake(of epochs: Set<EpochNumber>) {
    monitor.locked {
      guard let number = open?.number, epochs.contains(number) else { return }
      open = nil
      openUse = nil
    }
    while monitor.locked({ useEnds.contains { epochs.contains($0.epoch) && !$0.end.hasCome } }) {
      SystemCall.sleep(milliseconds: 1)
    }
  }

  /// The key of a case; nil when it was destroyed.
  func caseKey(epoch number: EpochNumber, caseNonce: UInt128) throws(EngineError) -> CaseKey? {
    monitor.lock()
    defer { monitor.unlock() }
    var known = opened[number.rawValue]
    if known == nil { known = try read(number) }
    guard let found = known else { return nil }
    guard let wrapped = found.wrapped else { return CaseKey(secret: found.epoch.secret, caseNonce: caseNonce) }
    return try wrapped.key(of: caseNonce)
  }

  /// Reads an epoch from the keyring, and remembers it where that is allowed.
  private func read(_ number: EpochNumber) throws(EngineError) -> OpenedEpoch? {
    guard let epoch = try keyring.epoch(number) else { return nil }
    var found = OpenedEpoch(epoch: epoch)
    if epoch.generation > 0 {
      found.wrapped = try WrappedKeys(reading: try keyring.wrappedKeys(of: epoch), of: epoch, logID: logID)
    }
    guard remembers else { return found }
    if found.wrapped != nil {
      if wrappedCount == Self.wrappedCountMax {
        opened = opened.filter { $0.value.wrapped == nil }
        wrappedCount = 0
      }
      wrappedCount += 1
    }
    opened[number.rawValue] = found
    return found
  }

  /// Destroys the secrets of an epoch that others have taken the place of, and forgets what was remembered of it; it
  /// is read anew, as it is by then.
  func destroyReplaced(_ number: EpochNumber) throws(EngineError) {
    // Nobody reads a secret while it is overwritten: half of one would seal words that nobody opens again.
    monitor.lock()
    defer { monitor.unlock() }
    if opened.removeValue(forKey: number.rawValue)?.wrapped != nil { wrappedCount -= 1 }
    try keyring.destroyReplaced(number)
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
  /// A new secret at random.
  static func random() -> EpochSecret {
    var random = RandomPool()
    return withUnsafeTemporaryAllocation(byteCount: byteCount, alignment: 16) { buffer in
      buffer.storeBytes(of: random.next(), as: UInt128.self)
      buffer.storeBytes(of: random.next(), toByteOffset: 16, as: UInt128.self)
      defer { buffer.wipe() }
      guard let secret = EpochSecret(copying: UnsafeRawBufferPointer(buffer)) else {
        preconditionFailure("two words of 128 bits are 32 bytes")
      }
      return secret
    }
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
