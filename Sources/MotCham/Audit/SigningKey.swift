internal import Casework

/// The secret key that signs a log's checkpoints: a file of mode 0600 apart from everything that is published.
///
///     offset  bytes  meaning
///          0      8  "MCSIGN01"
///          8      8  when it was made, milliseconds since 1970, little-endian
///         16     32  the Ed25519 seed
///         48         the name, UTF-8: the origin of the checkpoints
///
/// Whoever has it can sign a history that never was. It protects nobody's words; losing it costs a new key.
struct SigningKey: Sendable {
  let verifier: VerifierKey
  private let seed: [UInt8]
  private static let mark = Array("MCSIGN01".utf8)
  private static let nameAt = 48

  /// - Parameter seed: 32 secret random bytes.
  init?(name: String, seed: [UInt8]) {
    guard seed.count == Ed25519.keyByteCount,
      let verifier = VerifierKey(name: name, publicKey: Ed25519.publicKey(of: seed))
    else { return nil }
    self.seed = seed
    self.verifier = verifier
  }

  /// Signs a checkpoint of this log.
  func sign(size: UInt64, root: Digest) -> SignedNote {
    sign(Checkpoint(origin: verifier.name, size: size, root: root).noteText)
  }

  /// Signs what a bundle holds, by the digest of its manifest.
  func sign(bundle manifest: Digest) -> SignedNote { sign(BundleNote.text(manifest, of: verifier.name)) }

  /// Whatever is signed says in its first lines what it is: none of it can be read as a checkpoint, but a checkpoint.
  private func sign(_ text: [UInt8]) -> SignedNote {
    SignedNote(
      text: text,
      signatures: [
        SignedNote.Signature(name: verifier.name, keyID: verifier.id, bytes: Ed25519.sign(text, with: seed))
      ])
  }

  /// Takes a key up from its file; nil when there is none.
  static func read(_ path: String) throws(EngineError) -> SigningKey? {
    guard SystemCall.exists(path) else { return nil }
    let bytes = try SystemCall.readFile(path, byteCountMax: 4_096)
    guard bytes.count > nameAt, bytes.starts(with: mark),
      let name = String(validating: bytes[nameAt...], as: UTF8.self),
      let key = SigningKey(name: name, seed: Array(bytes[16..<nameAt]))
    else { throw .damagedFile(path: path, expected: "a signing key behind the mark MCSIGN01") }
    return key
  }

  /// Makes a key and keeps it; returns only when it would survive a crash.
  static func make(_ path: String, name: String, at now: Instant) throws(EngineError) -> SigningKey {
    precondition(!SystemCall.exists(path), "a signing key is never overwritten")
    var random = RandomPool()
    var seed: [UInt8] = []
    for _ in 0..<2 { withUnsafeBytes(of: random.next(UInt128.self)) { seed.append(contentsOf: $0) } }
    guard let key = SigningKey(name: name, seed: seed) else {
      throw .checkpoints(
        "\(name.debugDescription) cannot be the origin of a log; use a name without spaces and plus signs")
    }
    let madeAt = withUnsafeBytes(of: now.milliseconds.littleEndian) { Array($0) }
    try SystemCall.writeFileDurably(path, mark + madeAt + seed + Array(name.utf8))
    return key
  }
}
