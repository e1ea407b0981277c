public import Casework

/// The secret of one epoch: 32 random bytes. The keys of its cases are derived from it, or lie wrapped under it.
public struct EpochSecret: Sendable {
  private let memory: WipedMemory
  public static let byteCount = 32

  /// Nil unless exactly 32 bytes are given.
  public init?(bytes: [UInt8]) {
    guard bytes.count == Self.byteCount else { return nil }
    memory = bytes.withUnsafeBytes { WipedMemory(copying: $0) }
  }

  /// Nil unless exactly 32 bytes are given; the caller wipes them.
  init?(copying bytes: UnsafeRawBufferPointer) {
    guard bytes.count == Self.byteCount else { return nil }
    memory = WipedMemory(copying: bytes)
  }

  /// The bytes are overwritten when nobody holds the secret any more: what copies them, wipes the copy.
  @inline(__always)
  public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R { body(memory.bytes) }
}

/// A stretch of the log whose cases share one secret: at most 65,536 cases, at most a day.
public struct Epoch: Sendable {
  public var number: EpochNumber
  public var secret: EpochSecret
  public var openedAt: Instant
  /// No case of the epoch has a smaller number.
  public var firstSequence: SequenceNumber
  /// How often keys of its cases were destroyed. At zero the keys are derived from the secret; above, those of the
  /// cases that are left lie wrapped under it, and it takes no new case in.
  public var generation: UInt32

  public init(
    number: EpochNumber, secret: EpochSecret, openedAt: Instant, firstSequence: SequenceNumber, generation: UInt32 = 0
  ) {
    self.number = number
    self.secret = secret
    self.openedAt = openedAt
    self.firstSequence = firstSequence
    self.generation = generation
  }
}

/// Where epoch secrets live: files beside the log, or a key service in their place.
///
/// Called from many threads. Losing a secret is losing what it sealed, for ever; keeping a copy of one is
/// undoing an erasure.
public protocol Keyring: Sendable {
  /// The numbers of all epochs, ascending.
  func epochs() throws(EngineError) -> [EpochNumber]
  /// An epoch with the secret of its newest generation; nil when there is none of this number.
  func epoch(_ number: EpochNumber) throws(EngineError) -> Epoch?
  /// Keeps a new epoch and returns only when it would survive a crash.
  func add(_ epoch: Epoch) throws(EngineError)
  /// Keeps the next generation of an epoch with what lies wrapped under its secret, and returns only when both would
  /// survive a crash. From then on it is the newest; the one before stays until it is destroyed.
  func add(_ epoch: Epoch, wrappedKeys: [UInt8]) throws(EngineError)
  /// What was kept with a generation above zero.
  func wrappedKeys(of epoch: Epoch) throws(EngineError) -> [UInt8]
  /// Destroys every generation of an epoch but the newest, and returns only when no crash brings one back. Idempotent.
  func destroyReplaced(_ number: EpochNumber) throws(EngineError)
  /// Ends what a crash interrupted: destroys every generation of every epoch that was replaced, and what was only half
  /// written. Called once, before anything else, by the process that writes.
  func recover() throws(EngineError)
}
