import Synchronization

@testable import MotCham

/// A clock that stands until it is set, for engines with their threads.
final class TestClock: TimeSource, Sendable {
  private let milliseconds: Atomic<Int64>

  init(_ text: String) { milliseconds = Atomic(Self.instant(text).milliseconds) }

  func now() -> Instant { Instant(milliseconds: milliseconds.load(ordering: .relaxed)) }

  func set(_ text: String) { milliseconds.store(Self.instant(text).milliseconds, ordering: .relaxed) }

  /// `2025-12-20 09:00` on the clocks of Vietnam, or a whole RFC 3339 time.
  static func instant(_ text: String) -> Instant {
    guard let instant = Instant(text) ?? Instant(text + ":00+07:00") else { preconditionFailure("not a time: " + text) }
    return instant
  }
}
