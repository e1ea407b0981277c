/// Blocks one thread until another opens it.
///
/// It is unchecked because everything stands under the monitor.
final class Gate: @unchecked Sendable {
  private let monitor = Monitor()
  private var isOpen = false

  func open() {
    monitor.locked { isOpen = true }
    monitor.signal()
  }

  func wait() {
    monitor.lock()
    while !isOpen { monitor.wait() }
    monitor.unlock()
  }
}
