import Glibc

/// Time that only goes forward, and CPU time.
enum Tick {
  /// Nanoseconds since some fixed moment.
  static func now() -> UInt64 { read(CLOCK_MONOTONIC) }

  /// CPU nanoseconds of the calling thread.
  static func thread() -> UInt64 { read(CLOCK_THREAD_CPUTIME_ID) }

  /// CPU nanoseconds of the process, user and system, by getrusage.
  static func process() -> UInt64 {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    func nanoseconds(_ time: timeval) -> UInt64 { UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_usec) * 1_000 }
    return nanoseconds(usage.ru_utime) + nanoseconds(usage.ru_stime)
  }

  /// Milliseconds since 1970, as keys carry them.
  static func wallMilliseconds() -> Int64 { Int64(read(CLOCK_REALTIME) / 1_000_000) }

  static func seconds(since start: UInt64) -> Double { Double(now() - start) / 1e9 }

  private static func read(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
