import Glibc
import MotCham

/// How far a long work has come, on standard error, where somebody looks.
struct ProgressBar {
  private let isShown = Messages.isTerminal
  private let total: Int64?
  private var shownAt: Int64 = 0
  private var isDrawn = false
  private static let width = 28
  private static let intervalMilliseconds: Int64 = 100

  /// - Parameter total: bytes, or what else is counted, in all; nil when nobody knows.
  init(total: Int64?) { self.total = total }

  /// - Parameters:
  ///   - doneCount: how much of the total is done.
  ///   - label: `1200 rows`
  mutating func show(doneCount: Int64, label: @autoclosure () -> String) {
    guard isShown else { return }
    let now = Clock.monotonicMilliseconds
    guard now - shownAt >= Self.intervalMilliseconds else { return }
    shownAt = now
    var text = label()
    if let total, total > 0 {
      let share = min(1_000, doneCount * 1_000 / total)
      let filled = Int(share) * Self.width / 1_000
      text =
        String(repeating: "█", count: filled) + String(repeating: "░", count: Self.width - filled)
        + " \(share / 10) %  " + text
    }
    draw(text)
  }

  /// Takes the bar away, so that a message or the summary stands alone.
  mutating func clear() {
    guard isDrawn else { return }
    draw("")
    isDrawn = false
  }

  private mutating func draw(_ text: String) {
    isDrawn = true
    let bytes = Array(("\r\u{1B}[K" + text).utf8)
    _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}

/// The clocks of the machine.
enum Clock {
  static var now: Instant { Instant(milliseconds: milliseconds(CLOCK_REALTIME)) }
  static var monotonicMilliseconds: Int64 { milliseconds(CLOCK_MONOTONIC) }

  private static func milliseconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    guard clock_gettime(clock, &time) == 0 else { return 0 }
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
  }
}
