import Glibc
import MotCham
import Show

/// How fast a log was read, measured by the program itself, for standard error.
struct ReadSpeed {
  private let start = Clock.monotonicMilliseconds
  private let cpuStart = Self.cpuNanoseconds

  /// - Parameters:
  ///   - action: what was done with the events, as in `folded`.
  ///   - events: how many were read.
  func sentence(_ action: String, _ events: UInt64) -> String {
    let nanoseconds = UInt64(max(1, Clock.monotonicMilliseconds - start)) * 1_000_000
    return Self.sentence(action, events, nanoseconds, Self.cpuNanoseconds - cpuStart)
  }

  /// What several folds, one after the other, say of themselves.
  static func sentence(_ action: String, _ folds: FoldSpeed...) -> String {
    func sum(_ figure: (FoldSpeed) -> UInt64) -> UInt64 { folds.reduce(0) { $0 + figure($1) } }
    return sentence(action, sum(\.events), sum(\.nanoseconds), sum(\.cpuNanoseconds))
  }

  private static func sentence(
    _ action: String, _ events: UInt64, _ nanoseconds: UInt64, _ cpuNanoseconds: UInt64
  ) -> String {
    func perSecond(_ nanoseconds: UInt64) -> UInt64 { UInt64(Double(events) * 1e9 / Double(max(1, nanoseconds))) }
    return "\(action) \(events) events in \(nanoseconds / 1_000_000) ms, \(perSecond(nanoseconds)) events/s; "
      + "\(perSecond(cpuNanoseconds)) events/s per core; memory at most \(PeakMemory.kibibytes / 1_024) MB"
  }

  /// Of all threads of this program.
  private static var cpuNanoseconds: UInt64 {
    var time = timespec()
    guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return 0 }
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

/// How much memory this program ever had.
enum PeakMemory {
  /// Of this program alone: what `getrusage` says may be the memory of whoever started it.
  static var kibibytes: Int {
    guard let status = try? File.read("/proc/self/status") else { return 0 }
    let lines = String(decoding: status, as: UTF8.self).split(separator: "\n")
    guard let line = lines.first(where: { $0.hasPrefix("VmHWM:") }) else { return 0 }
    return Int(String(line.filter { $0.isNumber })) ?? 0
  }
}
