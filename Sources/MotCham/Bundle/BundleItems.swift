internal import Casework

/// Takes one item after the other from the file `events` of a bundle; for one thread at a time.
///
/// Lengths and places are held against the file and the tree, so that whatever was changed, reading stays inside.
/// Whether the content is what was signed is for the root to say.
final class BundleItems {
  enum Item {
    case leftOut(Digest, level: Int)
    /// A block as stored; whoever reads it says how far it reaches.
    case block(UnsafeRawBufferPointer)
    case event(UnsafeRawBufferPointer)
  }

  private let stream: FileStream
  /// Events in the tree.
  let size: UInt64

  /// The bytes are taken as they lie there: nothing is hashed.
  private let isTrusted: Bool

  init(_ bundle: String, isTrusted: Bool = false) throws(EngineError) {
    self.isTrusted = isTrusted
    stream = try FileStream(bundle + "/" + BundleLayout.events, isHashed: !isTrusted)
    guard let head = try stream.take(PrunedTree.headByteCount), head.starts(with: PrunedTree.mark) else {
      throw .damagedLog(sequence: 0, expected: "the mark MCPRUNE1 at the head of the events")
    }
    size = UInt64(littleEndian: head.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
  }

  /// The item that begins at a sequence below `size`; valid until the next call.
  ///
  /// - Throws: `damagedLog` with what should stand there.
  func next(at sequence: UInt64) throws(EngineError) -> Item {
    switch try take(1, sequence)[0] {
    case PrunedTree.leftOut: return try leftOut(sequence)
    case PrunedTree.block: return .block(try take(Int(try number(sequence, UInt32.self)), sequence))
    case PrunedTree.event:
      let count = Int(try number(sequence, UInt16.self))
      let bytes = try take(count + PrunedTree.checkByteCount, sequence)
      let event = UnsafeRawBufferPointer(rebasing: bytes[..<count])
      guard isTrusted || bytes[count...].elementsEqual(PrunedTree.check(TreeHash.leaf(event))) else {
        throw .damagedLog(sequence: sequence, expected: "an event whose hash begins as the four bytes behind it")
      }
      return .event(event)
    default: throw .damagedLog(sequence: sequence, expected: "a subtree left out, a block or an event")
    }
  }

  /// Nothing may follow the last item.
  func end() throws(EngineError) {
    guard try stream.isAtEnd() else {
      throw .damagedLog(sequence: size, expected: "the end of the events")
    }
  }

  var byteCount: UInt64 { stream.byteCount }

  /// Of the whole file, read to its end.
  func digest() throws(EngineError) -> Digest { try stream.digestOfAll() }

  private func leftOut(_ sequence: UInt64) throws(EngineError) -> Item {
    let bytes = try take(1 + Digest.byteCount + PrunedTree.checkByteCount, sequence)
    let (level, hash) = (Int(bytes[0]), Digest(loading: bytes, at: 1))
    let item = PrunedTree.leftOutItem(hash, level: level)
    guard isTrusted || bytes[(1 + Digest.byteCount)...].elementsEqual(PrunedTree.check(Digest(hashing: item))) else {
      throw .damagedLog(
        sequence: sequence, expected: "a left out subtree whose hash begins as the four bytes behind it")
    }
    guard level < 63, sequence.trailingZeroBitCount >= level, size - sequence >= 1 << UInt64(level) else {
      throw .damagedLog(sequence: sequence, expected: "a left out subtree that has its place here")
    }
    return .leftOut(hash, level: level)
  }

  private func number<N: FixedWidthInteger & BitwiseCopyable>(_ sequence: UInt64, _ type: N.Type) throws(EngineError)
    -> N
  {
    N(littleEndian: try take(N.bitWidth / 8, sequence).loadUnaligned(as: N.self))
  }

  private func take(_ count: Int, _ sequence: UInt64) throws(EngineError) -> UnsafeRawBufferPointer {
    guard let bytes = try stream.take(count) else {
      throw .damagedLog(sequence: sequence, expected: "events up to \(size), and the file is cut short")
    }
    return bytes
  }
}
