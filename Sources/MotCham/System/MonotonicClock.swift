internal import Glibc

/// Time that only goes on, for waiting; never for what is recorded.
enum MonotonicClock {
  static func milliseconds() -> Int { Int(nanoseconds() / 1_000_000) }

  static func nanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
