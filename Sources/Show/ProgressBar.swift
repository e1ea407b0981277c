import Glibc

/// How far a long work has come, on standard error, where somebody looks.
package struct ProgressBar {
  private let isShown = Messages.isTerminal
  private let total: Int64?
  private var shownAt: Int64 = 0
  private var isDrawn = false
  private static let width = 28
  private static let intervalMilliseconds: Int64 = 100

  /// - Parameter total: what is done in the end, in any unit; nil when nobody knows.
  package init(total: Int64?) { self.total = total }

  /// - Parameters:
  ///   - doneCount: how much of the total is done.
  ///   - total: where it is known only on the way.
  ///   - label: `1200 rows`; made only when it is drawn.
  package mutating func show(doneCount: Int64, of total: Int64? = nil, label: @autoclosure () -> String) {
    guard isShown else { return }
    let now = Clock.monotonicMilliseconds
    guard now - shownAt >= Self.intervalMilliseconds else { return }
    shownAt = now
    var text = label()
    if let total = total ?? self.total, total > 0 {
      let share = min(1_000, doneCount * 1_000 / total)
      let filled = Int(share) * Self.width / 1_000
      text =
        String(repeating: "█", count: filled) + String(repeating: "░", count: Self.width - filled)
        + " \(share / 10) %  " + text
    }
    draw(text)
  }

  /// Takes the bar away, so that a message or the summary stands alone.
  package mutating func clear() {
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
