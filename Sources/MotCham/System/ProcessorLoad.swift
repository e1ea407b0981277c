internal import Glibc

/// Whether this process keeps the machine's cores busy, over some tenths of a second: one flush that takes long leaves
/// the cores idle for a moment in the midst of a flood.
struct ProcessorLoad {
  private static let coreCount = UInt64(max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))

  private struct Look {
    let at = MonotonicClock.nanoseconds()
    let usedNanoseconds = ProcessorLoad.processNanoseconds()
  }

  private var before = Look()
  /// Takes the place of the one before once it is old enough itself.
  private var next = Look()

  private static let windowNanoseconds: UInt64 = 200_000_000

  /// It has used more than six tenths of what all cores could give, since a look that is one or two windows old, or
  /// since this was made.
  var isHigh: Bool {
    mutating get {
      let now = Look()
      if now.at - next.at >= Self.windowNanoseconds { (before, next) = (next, now) }
      return (now.usedNanoseconds - before.usedNanoseconds) * 10 > (now.at - before.at) * Self.coreCount * 6
    }
  }

  /// Processor time of all threads of this process.
  private static func processNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
