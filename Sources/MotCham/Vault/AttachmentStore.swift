internal import Casework

/// Files beside the log, each sealed with the key of its case and named by the digest of what the citizen sent.
///
/// `attachments/<case nonce>/<digest>`: nonce, ciphertext and tag, as in an event. The same photograph in two
/// cases lies there twice, under two keys, so that erasing one case leaves the other whole.
struct AttachmentStore: Sendable {
  let directory: String
  let logID: UInt128

  /// Binds a sealed file to the place that no event body has.
  private static let field: UInt32 = 0

  /// Seals and keeps a file; returns only when it would survive a crash.
  func write(
    _ bytes: [UInt8], digest: Digest, caseNonce: UInt128, key: CaseKey, random: inout RandomPool
  ) throws(EngineError) {
    try SystemCall.makeDirectory(folder(caseNonce))
    let nonce = (random.next(UInt64.self), random.next(UInt32.self))
    let sealed = bytes.withUnsafeBytes {
      Seal.close($0, key: key, binding: binding(caseNonce), nonce: nonce)
    }
    try SystemCall.writeFileDurably(path(digest, caseNonce), sealed)
    try SystemCall.flushDirectory(of: folder(caseNonce))
  }

  /// The file in the clear; nil when it was never sent.
  func read(_ digest: Digest, caseNonce: UInt128, key: CaseKey) throws(EngineError) -> [UInt8]? {
    let path = path(digest, caseNonce)
    guard SystemCall.exists(path) else { return nil }
    let sealed = try SystemCall.readFile(path, byteCountMax: Limits.attachmentByteCountMax + 64)
    guard let bytes = Seal.open(sealed, key: key, binding: binding(caseNonce)), Digest(hashing: bytes) == digest else {
      throw .damagedFile(path: path, expected: "a sealed file with this digest")
    }
    return bytes
  }

  /// Takes back files of a command that was not taken. A file that cannot be removed stays, sealed; it must not
  /// cost the receipts of the commands beside it.
  func takeBack(caseNonce: UInt128, digests: [Digest]) {
    do throws(EngineError) {
      for digest in digests { try SystemCall.remove(path(digest, caseNonce)) }
      try SystemCall.removeDirectoryIfEmpty(folder(caseNonce))
    } catch {}
  }

  /// Removes every file of a case whose keys are destroyed, and returns when no crash brings one back.
  func removeAll(caseNonce: UInt128) throws(EngineError) {
    let folder = folder(caseNonce)
    guard let names = SystemCall.names(in: folder) else { return }
    for name in names { try SystemCall.remove(folder + "/" + name) }
    try SystemCall.removeDirectoryIfEmpty(folder)
    try SystemCall.flushDirectory(of: folder)
  }

  private func binding(_ caseNonce: UInt128) -> Seal.Binding {
    Seal.Binding(logID: logID, caseNonce: caseNonce, field: Self.field)
  }

  private func folder(_ caseNonce: UInt128) -> String {
    let bytes = withUnsafeBytes(of: caseNonce.bigEndian) { Array($0) }
    return directory + "/" + Hexadecimal.string(bytes)
  }

  private func path(_ digest: Digest, _ caseNonce: UInt128) -> String { folder(caseNonce) + "/" + digest.description }
}
