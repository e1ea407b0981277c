internal import Casework

/// What lies in a bundle: a part of a log that is verified and read without the city it came from.
///
///     bundle.json               the manifest: what was chosen, and size and SHA-256 of every file below
///     bundle.note               the digest of the manifest, signed where the log's secret key was at hand
///     checkpoint                the signed checkpoint whose tree `events` prunes
///     log.vkey                  the public key as it lay beside the log
///     events                    the tree over all events of the checkpoint, those in it that were chosen
///     rulebooks/<sha256>.json   each adopted document
///     schema/event.proto        how an event is read
enum BundleLayout {
  static let formatVersion: UInt32 = 1

  static let manifest = "bundle.json"
  static let note = "bundle.note"
  static let checkpoint = "checkpoint"
  static let verifierKey = "log.vkey"
  static let events = "events"
  static let rulebooks = "rulebooks"
  static let schema = "schema/event.proto"

  static func rulebook(_ digest: Digest) -> String { rulebooks + "/\(digest).json" }

  /// Whether a directory is a bundle, whole or not.
  static func isBundle(_ directory: String) -> Bool {
    SystemCall.exists(directory + "/" + manifest) && !SystemCall.exists(Layout.log(directory))
  }
}

/// The file `events` of a bundle: the Merkle tree over a checkpoint's events from left to right, pruned.
///
///     offset  bytes  meaning (numbers little-endian)
///          0      8  "MCPRUNE1"
///          8      8  events in the tree, the size of the checkpoint
///         16         items, one behind the other, until they cover the tree; nothing follows
///
/// An item begins where the one before it ends, the first at sequence 0:
///
///     1  left out: level k (1), hash (32), check (4): the root over 2^k events that are not here; it begins at a
///        multiple of 2^k. The check is the first four bytes of the SHA-256 of the 34 bytes before it.
///     2  block: its length (4), a block as it is stored (`BlockLayout`).
///     3  event: its length (2), an event as it is stored, check (4): the first four bytes of its leaf hash.
///
/// The checks say where a byte rotted. What nobody can forge is the root, which the checkpoint signs.
enum PrunedTree {
  static let mark = Array("MCPRUNE1".utf8)
  static let headByteCount = 16
  static let checkByteCount = 4
  static let leftOut: UInt8 = 1
  static let block: UInt8 = 2
  static let event: UInt8 = 3

  /// The first four bytes of a hash.
  static func check(_ hash: Digest) -> [UInt8] { Array(hash.bytes.prefix(checkByteCount)) }

  /// An item of a subtree without its check.
  static func leftOutItem(_ hash: Digest, level: Int) -> [UInt8] { [leftOut, UInt8(level)] + hash.bytes }
}
