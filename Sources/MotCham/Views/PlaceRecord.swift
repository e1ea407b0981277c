internal import Casework
internal import LMDB

/// A case at its place, under its category: likely duplicates stand side by side, and recurrences form a chain.
///
///     key    u64 cell, u32 category, u64 case                                            (big-endian)
///     value  u32 link, u32 flags: 1 open, 2 was closed                                   (little-endian)
///
/// Links are counted from 1. A case that comes when every case of the last link has ended, and one of them by closing,
/// begins the next link; any other joins the last one. So link 7 is the seventh time (lần 7). Cases without a place or
/// without a category stand nowhere here.
///
/// Where a place and category ever had two cases at once, a head of case number 0 stands before them, so that a case
/// that comes need not look at them all:
///
///     value  u32 last link, u32 flags: 2 one was closed, u32 open cases of all links, u32 cases
struct PlaceRecord: Equatable {
  var link: UInt32
  var isOpen: Bool
  var wasClosed: Bool

  static let keyByteCount = 20
  static let valueByteCount = 8

  init(link: UInt32, isOpen: Bool, wasClosed: Bool = false) {
    self.link = link
    self.isOpen = isOpen
    self.wasClosed = wasClosed
  }

  init?(_ value: UnsafeRawBufferPointer) {
    guard value.count == Self.valueByteCount else { return nil }
    link = UInt32(littleEndian: value.loadUnaligned(as: UInt32.self))
    let flags = UInt32(littleEndian: value.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
    (isOpen, wasClosed) = (flags & 1 != 0, flags & 2 != 0)
  }

  func writeValue(_ value: UnsafeMutableRawBufferPointer) {
    value.storeBytes(of: link.littleEndian, as: UInt32.self)
    value.storeBytes(of: UInt32((isOpen ? 1 : 0) | (wasClosed ? 2 : 0)).littleEndian, toByteOffset: 4, as: UInt32.self)
  }

  static func writeKey(cell: UInt64, category: UInt32, number: UInt64, _ key: UnsafeMutableRawBufferPointer) {
    BigEndianKey.write(cell, to: key)
    BigEndianKey.write(category, to: key, at: 8)
    BigEndianKey.write(number, to: key, at: 12)
  }
}

/// What the next case of a place and category must know of those before it.
struct PlaceHead: Equatable {
  var link: UInt32 = 0
  var openCount: UInt32 = 0
  /// One of the last link was closed.
  var wasClosed = false
  var caseCount: UInt32 = 0

  static let valueByteCount = 16

  init() {}

  /// Of a case that stands alone and has no head before it.
  init(alone record: PlaceRecord) {
    link = record.link
    openCount = record.isOpen ? 1 : 0
    wasClosed = record.wasClosed
    caseCount = 1
  }

  init?(_ value: UnsafeRawBufferPointer) {
    guard value.count == Self.valueByteCount else { return nil }
    link = UInt32(littleEndian: value.loadUnaligned(as: UInt32.self))
    wasClosed = UInt32(littleEndian: value.loadUnaligned(fromByteOffset: 4, as: UInt32.self)) & 2 != 0
    openCount = UInt32(littleEndian: value.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    caseCount = UInt32(littleEndian: value.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
  }

  func writeValue(_ value: UnsafeMutableRawBufferPointer) {
    value.storeBytes(of: link.littleEndian, as: UInt32.self)
    value.storeBytes(of: UInt32(wasClosed ? 2 : 0).littleEndian, toByteOffset: 4, as: UInt32.self)
    value.storeBytes(of: openCount.littleEndian, toByteOffset: 8, as: UInt32.self)
    value.storeBytes(of: caseCount.littleEndian, toByteOffset: 12, as: UInt32.self)
  }

  /// A case comes; returns the link that it belongs to.
  mutating func join() -> UInt32 {
    if link == 0 || (openCount == 0 && wasClosed) {
      link += 1
      wasClosed = false
    }
    openCount += 1
    caseCount += 1
    return link
  }
}
