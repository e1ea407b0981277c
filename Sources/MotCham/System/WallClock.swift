internal import Casework
internal import Glibc

/// Where the writer reads the time; a test gives its own.
protocol TimeSource {
  /// Now, in milliseconds; may jump in both directions.
  func now() -> Instant
}

/// The machine's clock.
struct WallClock: TimeSource {
  @inline(__always)
  func now() -> Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
  }
}

/// The clock of a city: the machine's, unless whoever opened it gave another.
struct CityClock: TimeSource {
  private let given: (@Sendable () -> Instant)?

  init(_ given: (@Sendable () -> Instant)?) { self.given = given }

  func now() -> Instant { given.map { $0() } ?? WallClock().now() }
}
