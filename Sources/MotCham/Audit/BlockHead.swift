internal import Casework

/// The head of a stored block, read by itself: where the block ends, and the frontier behind it.
struct BlockHead {
  let firstSequence: UInt64
  let endSequence: UInt64
  let recordedAt: Instant
  /// Nil when there are not as many peaks as the number of events needs.
  let frontier: MerkleFrontier?

  /// As many bytes as the longest head has.
  static let byteCountMax = BlockLayout.headerByteCount + 64 * Digest.byteCount

  /// Nil when the bytes do not begin as a block does.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count >= BlockLayout.headerByteCount else { return nil }
    func load<N: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, _ type: N.Type) -> N {
      N(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: N.self))
    }
    let peakCount = Int(load(6, UInt16.self))
    let (end, overflow) = load(16, UInt64.self).addingReportingOverflow(UInt64(load(8, UInt32.self)))
    guard load(0, UInt32.self) == BlockLayout.magic, load(4, UInt16.self) == BlockLayout.version, !overflow,
      bytes.count >= BlockLayout.headerByteCount + Digest.byteCount * peakCount
    else { return nil }
    firstSequence = load(16, UInt64.self)
    endSequence = end
    recordedAt = Instant(milliseconds: load(24, Int64.self))
    frontier = peakCount == end.nonzeroBitCount ? Self.frontier(bytes, endSequence: end) : nil
  }

  /// The peaks in a head, where whoever asks knows at which sequence the block ends; nil when the bytes are too few.
  static func frontier(_ bytes: UnsafeRawBufferPointer, endSequence: UInt64) -> MerkleFrontier? {
    let count = endSequence.nonzeroBitCount
    guard bytes.count >= BlockLayout.headerByteCount + Digest.byteCount * count else { return nil }
    return MerkleFrontier(
      leafCount: endSequence,
      peaks: (0..<count).map { Digest(loading: bytes, at: BlockLayout.headerByteCount + Digest.byteCount * $0) })
  }
}
