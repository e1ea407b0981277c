internal import Casework
internal import LMDB

// Records that say nothing but that they are there, or one number.

/// One event of a case behind its first, whose sequence is the number of the case.
///
///     key  u64 case, u64 sequence        (big-endian)
struct HistoryEntry: ViewEntry {
  var number: UInt64
  var sequence: UInt64

  static let keyByteCount = 16
  static let valueByteCount = 0

  @inline(__always)
  func isKeyed(before other: Self) -> Bool { (number, sequence) < (other.number, other.sequence) }

  @inline(__always)
  func writeKey(_ key: UnsafeMutableRawBufferPointer) {
    BigEndianKey.write(number, to: key)
    BigEndianKey.write(sequence, to: key, at: 8)
  }

  func writeValue(_ value: UnsafeMutableRawBufferPointer) {}
}

/// An event of the city itself.
///
///     key  u64 sequence                  (big-endian)
struct CityEntry: ViewEntry {
  var sequence: UInt64

  static let keyByteCount = 8
  static let valueByteCount = 0

  func isKeyed(before other: Self) -> Bool { sequence < other.sequence }
  func writeKey(_ key: UnsafeMutableRawBufferPointer) { BigEndianKey.write(sequence, to: key) }
  func writeValue(_ value: UnsafeMutableRawBufferPointer) {}
}

/// An open case by the instant at which its first timer rings.
///
///     key  u64 at, u64 case              (big-endian)
struct TimerEntry: ViewEntry {
  /// As `DueOrder` makes it.
  var at: UInt64
  var number: UInt64

  static let keyByteCount = 16
  static let valueByteCount = 0

  /// Nil for a case of which no timer is set.
  @inline(__always)
  init?(of state: borrowing CaseState) {
    guard let at = state.nextTimerAt else { return nil }
    self.at = DueOrder.key(at)
    number = state.number.rawValue
  }

  @inline(__always)
  func isKeyed(before other: Self) -> Bool { (at, number) < (other.at, other.number) }

  @inline(__always)
  func writeKey(_ key: UnsafeMutableRawBufferPointer) {
    BigEndianKey.write(at, to: key)
    BigEndianKey.write(number, to: key, at: 8)
  }

  func writeValue(_ value: UnsafeMutableRawBufferPointer) {}
}

/// A case that was linked to another as its duplicate.
///
///     key  u64 original, u64 case        (big-endian)
struct DuplicateEntry: ViewEntry {
  var original: UInt64
  var number: UInt64

  static let keyByteCount = 16
  static let valueByteCount = 0

  /// Nil for a case that is nobody's duplicate.
  init?(of state: borrowing CaseState) {
    guard state.isDuplicate else { return nil }
    original = state.original.rawValue
    number = state.number.rawValue
  }

  func isKeyed(before other: Self) -> Bool { (original, number) < (other.original, other.number) }

  func writeKey(_ key: UnsafeMutableRawBufferPointer) {
    BigEndianKey.write(original, to: key)
    BigEndianKey.write(number, to: key, at: 8)
  }

  func writeValue(_ value: UnsafeMutableRawBufferPointer) {}
}

/// Where a submission key stands in the log.
///
///     key    16 bytes
///     value  u64 sequence                (little-endian)
struct SubmissionEntry: ViewEntry {
  var key: UInt128
  var sequence: UInt64

  static let keyByteCount = 16
  static let valueByteCount = 8

  @inline(__always)
  func isKeyed(before other: Self) -> Bool { key < other.key }

  @inline(__always)
  func writeKey(_ bytes: UnsafeMutableRawBufferPointer) { BigEndianKey.write(key, to: bytes) }

  @inline(__always)
  func writeValue(_ bytes: UnsafeMutableRawBufferPointer) {
    bytes.storeBytes(of: sequence.littleEndian, as: UInt64.self)
  }
}

/// A submission key whose time lay ahead of its recording.
///
///     key  16 bytes
struct AheadEntry: ViewEntry {
  var key: UInt128

  static let keyByteCount = 16
  static let valueByteCount = 0

  func isKeyed(before other: Self) -> Bool { key < other.key }
  func writeKey(_ bytes: UnsafeMutableRawBufferPointer) { BigEndianKey.write(key, to: bytes) }
  func writeValue(_ value: UnsafeMutableRawBufferPointer) {}
}

/// When a version 7 key may be taken to sort behind all keys that came before it.
enum SubmissionOrder {
  /// Clocks of doors may be ahead by this much, in milliseconds.
  static let skewMillisecondsMax: Int64 = 60_000

  /// The key's time lies too far after the time of recording: it is kept apart, and always looked for.
  static func isAhead(_ time: Instant, of recordedAt: Instant) -> Bool {
    time.milliseconds(since: recordedAt) > skewMillisecondsMax
  }
}
