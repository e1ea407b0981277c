internal import Casework

/// Due instants as keys: their order as bytes is their order in time.
enum DueOrder {
  /// Nothing is due, or the clocks stand: behind everything that is.
  static let never = UInt64.max
  private static let shift: UInt64 = 1 << 63

  static func key(_ instant: Instant) -> UInt64 { UInt64(bitPattern: instant.milliseconds) &+ shift }

  static func instant(_ key: UInt64) -> Instant { Instant(milliseconds: Int64(bitPattern: key &- shift)) }
}
