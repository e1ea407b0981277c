internal import Glibc

/// Whether this process keeps the machine's cores busy, from one look to the next.
struct ProcessorLoad {
  private static let coreCount = UInt64(max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))

  private var seenAt = MonotonicClock.nanoseconds()
  private var usedNanoseconds = Self.processNanoseconds()

  /// It has used more than six tenths of what all cores could give since the look before; the first look sees what the
  /// machine did since this was made.
  var isHigh: Bool {
    mutating get {
      let (now, used) = (MonotonicClock.nanoseconds(), Self.processNanoseconds())
      defer { (seenAt, usedNanoseconds) = (now, used) }
      return (used - usedNanoseconds) * 10 > (now - seenAt) * Self.coreCount * 6
    }
  }

  /// Processor time of all threads of this process.
  private static func processNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
