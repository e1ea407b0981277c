/// A point of time: milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
public struct Instant: Hashable, Comparable, Sendable {
  public var milliseconds: Int64

  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  public static func < (a: Self, b: Self) -> Bool { a.milliseconds < b.milliseconds }

  public func adding(milliseconds more: Int64) -> Instant { Instant(milliseconds: milliseconds + more) }
  public func adding(minutes: Int64) -> Instant { adding(milliseconds: minutes * 60_000) }

  /// Milliseconds from `earlier` to this instant; negative when it is later.
  public func milliseconds(since earlier: Instant) -> Int64 { milliseconds - earlier.milliseconds }
}
