internal import Casework

/// The keys of the cases that an erasure left in an epoch, each wrapped by itself (AES-256-GCM) under the new secret.
///
///     offset  bytes  meaning (numbers little-endian, case nonces big-endian)
///          0      8  "MCCASES1"
///          8      4  epoch
///         12      4  generation
///         16      4  number of cases n
///         20      4  0
///         24     76n by case nonce: the case nonce (16), the place in the file as a nonce of 12 bytes, the wrapped key
///                    (32), the tag (16)
///
/// The secret is made for one such file and seals nothing else, so that a place is a nonce that comes once. The
/// additional data binds a key to the log, the epoch, the generation and the case.
struct WrappedKeys: Sendable {
  let bytes: [UInt8]
  private let epoch: Epoch
  private let logID: UInt128

  private static let mark = Array("MCCASES1".utf8)
  private static let headerByteCount = 24
  private static let keyByteCount = 32
  private static let entryByteCount = 16 + Cipher.nonceByteCount + keyByteCount + Cipher.tagByteCount

  /// Wraps keys under the secret of an epoch.
  ///
  /// - Parameters:
  ///   - caseNonces: ascending, each once.
  ///   - key: the key of a case; every one of them has one.
  init(
    under epoch: Epoch, logID: UInt128, caseNonces: [UInt128], key: (UInt128) throws(EngineError) -> CaseKey
  ) throws(EngineError) {
    self.epoch = epoch
    self.logID = logID
    var bytes = [UInt8](repeating: 0, count: Self.headerByteCount + Self.entryByteCount * caseNonces.count)
    bytes.replaceSubrange(0..<8, with: Self.mark)
    bytes.withUnsafeMutableBytes { bytes in
      bytes.storeBytes(of: epoch.number.rawValue.littleEndian, toByteOffset: 8, as: UInt32.self)
      bytes.storeBytes(of: epoch.generation.littleEndian, toByteOffset: 12, as: UInt32.self)
      bytes.storeBytes(of: UInt32(caseNonces.count).littleEndian, toByteOffset: 16, as: UInt32.self)
    }
    for (place, caseNonce) in caseNonces.enumerated() {
      precondition(place == 0 || caseNonces[place - 1] < caseNonce, "cases are wrapped in the order of their nonces")
      let key = try key(caseNonce)
      bytes.withUnsafeMutableBytes { bytes in
        let start = Self.headerByteCount + Self.entryByteCount * place
        let entry = UnsafeMutableRawBufferPointer(rebasing: bytes[start..<(start + Self.entryByteCount)])
        entry.storeBytes(of: caseNonce.bigEndian, as: UInt128.self)
        entry.storeBytes(of: UInt64(place).littleEndian, toByteOffset: 16, as: UInt64.self)
        let target = UnsafeMutableRawBufferPointer(rebasing: entry[16...])
        key.key.withUnsafeBytes { key in
          epoch.secret.withUnsafeBytes { secret in
            Self.withBinding(logID, epoch, caseNonce) { Cipher.seal(key, key: secret, additional: $0, into: target) }
          }
        }
      }
    }
    self.bytes = bytes
  }

  /// Reads what was kept with an epoch.
  init(reading bytes: [UInt8], of epoch: Epoch, logID: UInt128) throws(EngineError) {
    self.bytes = bytes
    self.epoch = epoch
    self.logID = logID
    guard bytes.count >= Self.headerByteCount, bytes.starts(with: Self.mark), number(at: 8) == epoch.number.rawValue,
      number(at: 12) == epoch.generation, bytes.count == Self.headerByteCount + Self.entryByteCount * count
    else { throw damaged }
  }

  /// How many cases are left.
  var count: Int { Int(number(at: 16)) }

  /// Ascending.
  var caseNonces: [UInt128] { (0..<count).map(caseNonce(at:)) }

  /// Whether the case is one of them.
  func contains(_ caseNonce: UInt128) -> Bool { place(of: caseNonce) != nil }

  /// The key of a case; nil when it is not one of them.
  func key(of caseNonce: UInt128) throws(EngineError) -> CaseKey? {
    guard let place = place(of: caseNonce) else { return nil }
    let start = Self.headerByteCount + Self.entryByteCount * place + 16
    var opened = bytes.withUnsafeBytes { bytes in
      epoch.secret.withUnsafeBytes { secret in
        Self.withBinding(logID, epoch, caseNonce) {
          Cipher.open(
            UnsafeRawBufferPointer(rebasing: bytes[start..<(start + Self.entryByteCount - 16)]), key: secret,
            additional: $0)
        }
      }
    }
    guard opened?.count == Self.keyByteCount else { throw damaged }
    defer { opened?.wipe() }
    let key = CaseKey()
    opened?.withUnsafeBytes { key.key.take(Digest(loading: $0, at: 0)) }
    return key
  }

  private var damaged: EngineError {
    .damagedFile(
      path: "the keyring at epoch \(epoch.number.rawValue)", expected: "wrapped keys that open with the epoch's secret")
  }

  private func number(at offset: Int) -> UInt32 {
    bytes.withUnsafeBytes { UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self)) }
  }

  private func caseNonce(at place: Int) -> UInt128 {
    bytes.withUnsafeBytes {
      UInt128(
        bigEndian: $0.loadUnaligned(
          fromByteOffset: Self.headerByteCount + Self.entryByteCount * place, as: UInt128.self))
    }
  }

  private func place(of caseNonce: UInt128) -> Int? {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self.caseNonce(at: middle) < caseNonce { low = middle + 1 } else { high = middle }
    }
    return low < count && self.caseNonce(at: low) == caseNonce ? low : nil
  }

  private static func withBinding<R>(
    _ logID: UInt128, _ epoch: Epoch, _ caseNonce: UInt128, _ body: (UnsafeRawBufferPointer) -> R
  ) -> R {
    withUnsafeTemporaryAllocation(byteCount: 40, alignment: 16) { buffer in
      buffer.storeBytes(of: logID.bigEndian, as: UInt128.self)
      buffer.storeBytes(of: caseNonce.bigEndian, toByteOffset: 16, as: UInt128.self)
      buffer.storeBytes(of: epoch.number.rawValue.bigEndian, toByteOffset: 32, as: UInt32.self)
      buffer.storeBytes(of: epoch.generation.bigEndian, toByteOffset: 36, as: UInt32.self)
      return body(UnsafeRawBufferPointer(buffer))
    }
  }
}
