public import Casework
internal import LMDB

/// What is counted. The numbers are places in a stored row, at most sixteen, and never given to another.
public enum CaseCount: Int, CaseIterable, Sendable {
  /// tiếp nhận
  case received = 0
  /// thụ lý
  case accepted = 1
  /// đã xử lý
  case resolved = 2
  /// đã trả lời
  case answered = 3
  case closed = 4
  case rejected = 5
  case handedOver = 6
  /// Accepted, resolved, answered behind the due instant of the running commitment of that kind for the whole case.
  case acceptedLate = 7
  case resolvedLate = 8
  case answeredLate = 9
  /// gia hạn
  case extended = 10
  /// mở lại
  case reopened = 11
  case rated = 12
  /// The stars of all ratings together.
  case stars = 13
  case escalated = 14
  /// Legs that began: each time an agency got the case.
  case legs = 15

  static let slotCount = 16
}

/// By what is counted. The numbers stand in keys and are never given to another.
public enum CountDimension: Hashable, Sendable {
  /// Everything, under the number 0.
  case all
  /// The agency in charge when it happened; 0 for the triage.
  case agency
  case category
  /// Each channel of the report once, whichever hop it was: the sum over channels exceeds that over all.
  case channel
  case ward
  case kind
  case level
  /// The channel of one hop, counted from 0: the sum over channels is that of the reports that have such a hop.
  case channelHop(Int)

  var number: UInt8 {
    switch self {
    case .all: 0
    case .agency: 1
    case .category: 2
    case .channel: 3
    case .ward: 4
    case .kind: 5
    case .level: 6
    case .channelHop(let hop): 16 + UInt8(clamping: hop)
    }
  }
}

/// Half a day of the city's own time: from midnight to noon, or from noon to midnight.
///
/// Half days, because a month of figures may end at 12:00 on the 25th.
public struct HalfDay: Hashable, Comparable, Sendable {
  /// Counted from 1970-01-01, 0:00 local.
  public var number: Int32

  public init(number: Int32) { self.number = number }

  public init(_ date: CivilDate, isAfternoon: Bool) { number = date.dayNumber * 2 + (isAfternoon ? 1 : 0) }

  /// The one in which an instant lies. Beyond some thousand years from now all instants are one.
  public init(_ instant: Instant, in zone: TimeZoneRule) {
    let local = instant.milliseconds &+ Int64(zone.offsetMinutes(at: instant)) * 60_000
    let halfDay = local >= 0 ? local / 43_200_000 : -((43_199_999 - local) / 43_200_000)
    number = Int32(max(Int64(-Self.bound), min(Int64(Self.bound - 1), halfDay)))
  }

  static let bound: Int32 = 1 << 21

  public static func < (a: Self, b: Self) -> Bool { a.number < b.number }
}

/// A row of counters: what happened in half a day to what has one number in one dimension.
///
///     key    u8 dimension, u32 half day plus 2³¹, u32 number                             (big-endian)
///     value  sixteen u32, in the order of `CaseCount`                                    (little-endian)
struct CounterKey: Hashable {
  /// Dimension, half day and number in one: its order is that of the key.
  let packed: UInt64

  @inline(__always)
  init(_ dimension: UInt8, _ halfDay: HalfDay, _ number: UInt32) {
    let shifted = UInt64(UInt32(bitPattern: halfDay.number &+ HalfDay.bound))
    packed = UInt64(dimension) << 56 | shifted << 32 | UInt64(number)
  }

  var dimension: UInt8 { UInt8(packed >> 56) }
  var halfDay: HalfDay {
    HalfDay(number: Int32(bitPattern: UInt32(truncatingIfNeeded: packed >> 32) & 0xFF_FFFF) &- HalfDay.bound)
  }
  var number: UInt32 { UInt32(truncatingIfNeeded: packed) }

  static let byteCount = 9
  static let rowByteCount = 64

  /// As it lies in the table.
  init(_ key: UnsafeRawBufferPointer) {
    let halfDay = Int32(bitPattern: BigEndianKey.readUInt32(key, at: 1) ^ 1 << 31)
    self.init(key[0], HalfDay(number: halfDay), BigEndianKey.readUInt32(key, at: 5))
  }

  func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws(LMDBError) -> R) throws(LMDBError) -> R {
    var key = CompoundKey()
    key.append(dimension)
    key.append(UInt32(bitPattern: halfDay.number) ^ 1 << 31)
    key.append(number)
    return try key.withBytes(body)
  }

  func write(_ key: UnsafeMutableRawBufferPointer) {
    key[0] = dimension
    BigEndianKey.write(UInt32(bitPattern: halfDay.number) ^ 1 << 31, to: key, at: 1)
    BigEndianKey.write(number, to: key, at: 5)
  }
}
