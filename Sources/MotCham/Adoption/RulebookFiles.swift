internal import Casework

/// The documents of the editions, each under its digest, byte for byte as it was adopted.
struct RulebookFiles {
  let directory: String

  /// The edition of a digest.
  ///
  /// - Throws: `damagedFile` when the bytes have another digest, `file` when there are none.
  func read(_ digest: Digest) throws(EngineError) -> Rulebook { try Self.parse(bytes(digest)) }

  /// Its document, byte for byte.
  ///
  /// - Throws: as `read` does.
  func bytes(_ digest: Digest) throws(EngineError) -> [UInt8] {
    let path = Layout.rulebook(directory, digest)
    let bytes = try SystemCall.readFile(path)
    guard Digest(hashing: bytes) == digest else {
      throw .damagedFile(path: path, expected: "the rulebook whose digest the log names")
    }
    return bytes
  }

  /// Keeps a document; it is on the disk when this returns, before any event names it.
  func write(_ bytes: [UInt8], as digest: Digest) throws(EngineError) {
    try SystemCall.writeFileDurably(Layout.rulebook(directory, digest), bytes)
  }

  /// Reads a document; its error names the place and the line.
  static func parse(_ bytes: [UInt8]) throws(EngineError) -> Rulebook {
    do throws(RulebookError) { return try Rulebook(json: bytes) } catch { throw .rulebook(error.description) }
  }
}
