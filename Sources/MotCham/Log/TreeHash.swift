internal import Casework
internal import struct Crypto.SHA256
internal import struct Crypto.SHA256Digest

/// The hashes of the Merkle tree, as RFC 6962 section 2.1 has them: SHA-256, 0x00 before a leaf, 0x01 before a node.
///
/// This is the seam behind which another SHA-256 can take the place of swift-crypto's.
enum TreeHash {
  /// The root of a tree without leaves: the hash of nothing.
  static let empty = digest(SHA256.hash(data: [UInt8]()))

  /// The hash of one leaf: the bytes of an event as stored.
  @inline(__always)
  static func leaf(_ bytes: UnsafeRawBufferPointer) -> Digest {
    var hash = SHA256()
    withUnsafeBytes(of: UInt8(0)) { hash.update(bufferPointer: $0) }
    hash.update(bufferPointer: bytes)
    return digest(hash.finalize())
  }

  /// The hash of an inner node over its two children.
  @inline(__always)
  static func node(_ left: Digest, _ right: Digest) -> Digest {
    withUnsafeTemporaryAllocation(byteCount: 65, alignment: 16) { buffer in
      buffer.storeBytes(of: 1, as: UInt8.self)
      left.store(in: buffer, at: 1)
      right.store(in: buffer, at: 33)
      var hash = SHA256()
      hash.update(bufferPointer: UnsafeRawBufferPointer(buffer))
      return digest(hash.finalize())
    }
  }

  @inline(__always)
  private static func digest(_ hash: SHA256Digest) -> Digest {
    hash.withUnsafeBytes { Digest(loading: $0, at: 0) }
  }
}

extension Digest {
  /// The thirty-two bytes at an offset, in network order; any alignment.
  @inline(__always)
  init(loading bytes: UnsafeRawBufferPointer, at offset: Int) {
    precondition(offset >= 0 && bytes.count - offset >= Digest.byteCount, "a digest is read beyond its buffer")
    self.init(
      high: UInt128(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt128.self)),
      low: UInt128(bigEndian: bytes.loadUnaligned(fromByteOffset: offset + 16, as: UInt128.self)))
  }

  /// Writes the thirty-two bytes at an offset, in network order; any alignment.
  @inline(__always)
  func store(in bytes: UnsafeMutableRawBufferPointer, at offset: Int) {
    precondition(offset >= 0 && bytes.count - offset >= Digest.byteCount, "a digest is written beyond its buffer")
    bytes.storeBytes(of: high.bigEndian, toByteOffset: offset, as: UInt128.self)
    bytes.storeBytes(of: low.bigEndian, toByteOffset: offset + 16, as: UInt128.self)
  }
}
