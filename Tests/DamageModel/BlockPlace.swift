import Glibc
package import LMDB
import MotCham

/// Where one block lies in the data file, and each event in it.
package struct BlockPlace: Sendable {
  package var first: UInt64
  /// The stored value, header and all.
  package var bytes: Range<Int>
  /// In the file, by their index in the block.
  package var events: [Range<Int>]

  /// One past the last sequence.
  package var end: UInt64 { first + UInt64(events.count) }

  /// The event that a byte of the file belongs to; nil for a byte of the header or the table of offsets.
  package func sequence(at byte: Int) -> UInt64? {
    events.firstIndex { $0.contains(byte) }.map { first + UInt64($0) }
  }
}

extension MadeLog {
  /// Every block, in the order of the log, read from the layout that `Format` describes.
  package func places(in file: [UInt8]) throws(LMDBError) -> [BlockPlace] {
    let records = try FileRecords(directory: path)
    let buffer = FileBuffer()
    var found: [FileRecords.Record] = []
    try records.walk(isAppended: true, isStill: true) {
      found += $0
      return true
    } report: { _ in
    }
    var places: [BlockPlace] = []
    for record in found {
      try records.read(record, into: buffer)
      let value = Array(buffer.value)
      // A small value lies somewhere in its page, a large one behind the head of its first.
      let page = Int(record.page) * records.pageSizeBytes
      let start = (page..<(page + records.pageSizeBytes)).first { at in
        at + value.count <= file.count && file[at] == value[0] && file[at..<(at + value.count)].elementsEqual(value)
      }
      guard let start else { throw LMDBError(.pageCorrupted(page: record.page), path: path, detail: "find a block") }
      func number<N: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, _ type: N.Type) -> N {
        value.withUnsafeBytes { N(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: N.self)) }
      }
      let (peakCount, count) = (Int(number(6, UInt16.self)), Int(number(8, UInt32.self)))
      let offsetsAt = 64 + 32 * peakCount
      let eventsAt = offsetsAt + 4 * (count + 1)
      let bounds = (0...count).map { start + eventsAt + Int(number(offsetsAt + 4 * $0, UInt32.self)) }
      places.append(
        BlockPlace(
          first: number(16, UInt64.self), bytes: start..<(start + value.count),
          events: (0..<count).map { bounds[$0]..<bounds[$0 + 1] }))
    }
    return places
  }
}
