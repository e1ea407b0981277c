internal import Glibc

/// Time that only goes on, for waiting; never for what is recorded.
enum MonotonicClock {
  static func milliseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
  }
}
