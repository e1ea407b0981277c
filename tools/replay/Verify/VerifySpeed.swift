import MotCham
import Show

/// How fast a log was verified, and with how much memory: measured by the program itself, on standard error.
struct VerifySpeed {
  private let start = Clock.monotonicMilliseconds
  private var milliseconds: Int64 = 0
  private var peakKibibytes = 0

  /// The log is done; what follows counts no more.
  mutating func end() {
    milliseconds = max(1, Clock.monotonicMilliseconds - start)
    peakKibibytes = PeakMemory.kibibytes
  }

  func sentence(_ log: LogVerification) -> String {
    let second: UInt64 = 1_000_000_000
    let perSecond = log.events * 1_000 / UInt64(milliseconds)
    let perCore = UInt64(Double(log.events) * Double(second) / Double(max(1, log.cpuNanoseconds)))
    return
      "verified \(log.events) events with all hashes in \(milliseconds) ms, \(perSecond) events/s; \(perCore) events/s per core; memory at most \(peakKibibytes / 1_024) MB"
  }
}
