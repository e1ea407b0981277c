internal import Casework

/// The hashes of the Merkle tree, as RFC 6962 section 2.1 has them: SHA-256, 0x00 before a leaf, 0x01 before a node.
enum TreeHash {
  /// The root of a tree without leaves: the hash of nothing.
  static let empty = SHA256.hash(UnsafeRawBufferPointer(start: nil, count: 0))

  /// The hash of one leaf: the bytes of an event as stored.
  @inline(__always)
  static func leaf(_ bytes: UnsafeRawBufferPointer) -> Digest {
    withUnsafeBytes(of: UInt8(0)) { SHA256.hash($0, bytes) }
  }

  /// Appends the hash of one leaf, or of two at once.
  @inline(__always)
  static func append(_ one: UnsafeRawBufferPointer, _ other: UnsafeRawBufferPointer?, to leaves: inout [Digest]) {
    guard let other, SHA256.hasLanes else {
      leaves.append(leaf(one))
      if let other { leaves.append(leaf(other)) }
      return
    }
    let (first, second) = SHA256.hashTwo(behind: 0, one, other)
    leaves.append(first)
    leaves.append(second)
  }

  /// The hashes of many leaves, two at once.
  ///
  /// - Parameter leaf: the bytes of one by its index from 0.
  @inline(__always)
  static func leaves(_ count: Int, _ leaf: (Int) -> UnsafeRawBufferPointer) -> [Digest] {
    var leaves: [Digest] = []
    leaves.reserveCapacity(count)
    for index in stride(from: 0, to: count, by: 2) {
      append(leaf(index), index + 1 < count ? leaf(index + 1) : nil, to: &leaves)
    }
    return leaves
  }

  /// Replaces nodes of one level, an even number of them, by their parents.
  static func rise(_ row: inout [Digest]) {
    precondition(row.count % 2 == 0, "a node without a sibling has no parent yet")
    let parentCount = row.count / 2
    var place = 0
    if SHA256.hasLanes {
      withUnsafeTemporaryAllocation(byteCount: 4 * Digest.byteCount, alignment: 16) { buffer in
        let children = UnsafeRawBufferPointer(buffer)
        let one = UnsafeRawBufferPointer(rebasing: children[..<(2 * Digest.byteCount)])
        let other = UnsafeRawBufferPointer(rebasing: children[(2 * Digest.byteCount)...])
        while place + 1 < parentCount {
          for child in 0..<4 { row[2 * place + child].store(in: buffer, at: Digest.byteCount * child) }
          (row[place], row[place + 1]) = SHA256.hashTwo(behind: 1, one, other)
          place += 2
        }
      }
    }
    while place < parentCount {
      row[place] = node(row[2 * place], row[2 * place + 1])
      place += 1
    }
    row.removeLast(parentCount)
  }

  /// The hash of an inner node over its two children.
  @inline(__always)
  static func node(_ left: Digest, _ right: Digest) -> Digest {
    withUnsafeTemporaryAllocation(byteCount: 65, alignment: 16) { buffer in
      buffer.storeBytes(of: 1, as: UInt8.self)
      left.store(in: buffer, at: 1)
      right.store(in: buffer, at: 33)
      return SHA256.hash(UnsafeRawBufferPointer(buffer))
    }
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
