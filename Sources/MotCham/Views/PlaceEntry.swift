internal import Casework
internal import LMDB

/// A case at its place, under its category: likely duplicates stand side by side, and recurrences form a chain.
///
///     key    u32 tranche, u64 cell, u32 category, u16 case within the tranche       (big-endian)
///     value  u64 the sequence of the event that ended the case, doubled, plus 1 when it closed it; 0 while it is open
///                                                                                    (little-endian)
///
/// A tranche is 65,536 sequences. A report comes from anywhere in the city: in one table over all places each would
/// turn over a page of its own, ten million cases dear. Within a tranche they meet on few pages, the tranches follow one
/// another, and who asks for a place asks each tranche. Nothing is looked up when a case comes; which link of a chain it
/// is, is counted by whoever reads (`PlaceChain`). Cases without a place or without a category stand nowhere here.
struct PlaceEntry: Equatable {
  var cell: UInt64
  var category: UInt32
  var number: UInt64

  static let keyByteCount = 18
  static let valueByteCount = 8
  /// Sequences of a tranche, as a power of two.
  private static let trancheBits: UInt64 = 16

  static func tranche(of number: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: number >> trancheBits) }

  init(cell: UInt64, category: UInt32, number: UInt64) {
    (self.cell, self.category, self.number) = (cell, category, number)
  }

  /// - Parameter key: of `keyByteCount` bytes.
  @inline(__always)
  init(key: UnsafeRawBufferPointer) {
    cell = BigEndianKey.readUInt64(key, at: 4)
    category = BigEndianKey.readUInt32(key, at: 12)
    number = UInt64(BigEndianKey.readUInt32(key)) << Self.trancheBits | UInt64(BigEndianKey.readUInt16(key, at: 16))
  }

  @inline(__always)
  func writeKey(_ key: UnsafeMutableRawBufferPointer) {
    BigEndianKey.write(Self.tranche(of: number), to: key)
    BigEndianKey.write(cell, to: key, at: 4)
    BigEndianKey.write(category, to: key, at: 12)
    BigEndianKey.write(UInt16(truncatingIfNeeded: number), to: key, at: 16)
  }

  @inline(__always)
  func isKeyed(before other: Self) -> Bool {
    let (tranche, otherTranche) = (Self.tranche(of: number), Self.tranche(of: other.number))
    return (tranche, cell, category, number) < (otherTranche, other.cell, other.category, other.number)
  }
}

/// How a case at a place ended.
struct PlaceEnd: Equatable {
  /// The sequence of the event that ended it; zero while it is open.
  var sequence: UInt64
  /// Closed, and neither rejected nor handed over.
  var isClosed: Bool

  static let none = PlaceEnd(sequence: 0, isClosed: false)

  var isOpen: Bool { sequence == 0 }

  init(sequence: UInt64, isClosed: Bool) { (self.sequence, self.isClosed) = (sequence, isClosed) }

  /// Nil for bytes that are no such value.
  init?(_ value: UnsafeRawBufferPointer) {
    guard value.count == PlaceEntry.valueByteCount else { return nil }
    let word = UInt64(littleEndian: value.loadUnaligned(as: UInt64.self))
    self.init(sequence: word >> 1, isClosed: word & 1 != 0)
  }

  @inline(__always)
  func write(_ value: UnsafeMutableRawBufferPointer) {
    value.storeBytes(of: (sequence << 1 | (isClosed ? 1 : 0)).littleEndian, as: UInt64.self)
  }
}

/// Counts the links of a place and category, case by case in the order in which they came.
///
/// A case that came when every case before it had ended, and one of the last link by closing, begins the next link; any
/// other joins the last one. So link 7 is the seventh time (lần 7). A case that was opened again had not ended, as it
/// turned out: those that came meanwhile were the same matter.
struct PlaceChain {
  private var link: UInt32 = 0
  /// By when all cases so far had ended.
  private var lastEnd: UInt64 = 0
  /// When the first of the last link was closed.
  private var firstClosing = UInt64.max

  /// The link of the next case.
  mutating func join(_ number: UInt64, _ end: PlaceEnd) -> UInt32 {
    if link == 0 || (lastEnd < number && firstClosing < number) {
      link += 1
      firstClosing = .max
    }
    lastEnd = max(lastEnd, end.isOpen ? .max : end.sequence)
    if end.isClosed { firstClosing = min(firstClosing, end.sequence) }
    return link
  }
}
