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
    peakKibibytes = Self.peakKibibytes
  }

  /// Of this program alone: what `getrusage` says may be the memory of whoever started it.
  private static var peakKibibytes: Int {
    guard let status = try? File.read("/proc/self/status") else { return 0 }
    let lines = String(decoding: status, as: UTF8.self).split(separator: "\n")
    guard let line = lines.first(where: { $0.hasPrefix("VmHWM:") }) else { return 0 }
    return Int(String(line.filter { $0.isNumber })) ?? 0
  }

  func sentence(_ log: LogVerification) -> String {
    let second: UInt64 = 1_000_000_000
    let perSecond = log.events * 1_000 / UInt64(milliseconds)
    let perCore = UInt64(Double(log.events) * Double(second) / Double(max(1, log.cpuNanoseconds)))
    return
      "verified \(log.events) events with all hashes in \(milliseconds) ms, \(perSecond) events/s; \(perCore) events/s per core; memory at most \(peakKibibytes / 1_024) MB"
  }
}
