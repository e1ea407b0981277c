import Glibc
package import MotCham

/// The clocks of the machine.
package enum Clock {
  package static var now: Instant { Instant(milliseconds: milliseconds(CLOCK_REALTIME)) }
  package static var monotonicMilliseconds: Int64 { milliseconds(CLOCK_MONOTONIC) }

  package static func sleep(milliseconds: Int) { usleep(UInt32(milliseconds) * 1_000) }

  private static func milliseconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    guard clock_gettime(clock, &time) == 0 else { return 0 }
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
  }
}
