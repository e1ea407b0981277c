public import Casework

/// The secret of one epoch: 32 random bytes from which the keys of its cases are derived.
public struct EpochSecret: Sendable {
  let bytes: [UInt8]
  static let byteCount = 32

  /// Nil unless exactly 32 bytes are given.
  public init?(bytes: [UInt8]) {
    guard bytes.count == Self.byteCount else { return nil }
    self.bytes = bytes
  }
}

/// A stretch of the log whose cases share one secret: at most 65,536 cases, at most a day.
public struct Epoch: Sendable {
  public var number: EpochNumber
  public var secret: EpochSecret
  public var openedAt: Instant
  /// No case of the epoch has a smaller number.
  public var firstSequence: SequenceNumber

  public init(number: EpochNumber, secret: EpochSecret, openedAt: Instant, firstSequence: SequenceNumber) {
    self.number = number
    self.secret = secret
    self.openedAt = openedAt
    self.firstSequence = firstSequence
  }
}

/// Where epoch secrets live: files beside the log, or a key service in their place.
///
/// Called from many threads. Losing a secret is losing what it sealed, for ever; keeping a copy of one is
/// undoing an erasure.
public protocol Keyring: Sendable {
  /// The numbers of all epochs, ascending.
  func epochs() throws(EngineError) -> [EpochNumber]
  /// An epoch with its secret; nil when it was destroyed.
  func epoch(_ number: EpochNumber) throws(EngineError) -> Epoch?
  /// Keeps a new epoch and returns only when it would survive a crash.
  func add(_ epoch: Epoch) throws(EngineError)
}

/// Epoch secrets as small files `epoch-00000001.key`, mode 0600, apart from the log.
///
///     offset  bytes  meaning
///          0      8  "MCEPOCH1"
///          8      8  when it was opened, milliseconds since 1970, little-endian
///         16      8  first sequence, little-endian
///         24     32  the secret
public struct FileKeyring: Keyring {
  private let directory: String
  private static let mark = Array("MCEPOCH1".utf8)

  public init(directory: String) { self.directory = directory }

  public func epochs() throws(EngineError) -> [EpochNumber] {
    guard let names = SystemCall.names(in: directory) else {
      throw .file(path: directory, action: "read the keyring", errno: SystemCall.lastError)
    }
    return names.compactMap { name in
      guard name.hasPrefix("epoch-"), name.hasSuffix(".key") else { return nil }
      return UInt32(name.dropFirst(6).dropLast(4)).map { EpochNumber($0) }
    }
  }

  public func epoch(_ number: EpochNumber) throws(EngineError) -> Epoch? {
    let path = path(of: number)
    guard SystemCall.exists(path) else { return nil }
    let bytes = try SystemCall.readFile(path, byteCountMax: 1_024)
    guard bytes.count == 24 + EpochSecret.byteCount, bytes.starts(with: Self.mark),
      let secret = EpochSecret(bytes: Array(bytes[24...]))
    else { throw .damagedFile(path: path, expected: "an epoch secret of 32 bytes behind the mark MCEPOCH1") }
    let (openedAt, firstSequence) = bytes.withUnsafeBytes {
      (
        Int64(littleEndian: $0.loadUnaligned(fromByteOffset: 8, as: Int64.self)),
        UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
      )
    }
    return Epoch(
      number: number, secret: secret, openedAt: Instant(milliseconds: openedAt),
      firstSequence: SequenceNumber(firstSequence))
  }

  public func add(_ epoch: Epoch) throws(EngineError) {
    let path = path(of: epoch.number)
    // A secret that is overwritten takes all that it sealed with it.
    precondition(!SystemCall.exists(path), "an epoch secret is never overwritten")
    var bytes = Self.mark
    withUnsafeBytes(of: epoch.openedAt.milliseconds.littleEndian) { bytes.append(contentsOf: $0) }
    withUnsafeBytes(of: epoch.firstSequence.rawValue.littleEndian) { bytes.append(contentsOf: $0) }
    try SystemCall.writeFileDurably(path, bytes + epoch.secret.bytes)
  }

  private func path(of epoch: EpochNumber) -> String {
    let digits = String(epoch.rawValue)
    return directory + "/epoch-" + String(repeating: "0", count: max(0, 8 - digits.utf8.count)) + digits + ".key"
  }
}
