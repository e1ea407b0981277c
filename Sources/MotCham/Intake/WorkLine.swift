/// Work in the order in which it came, for one thread that takes it.
///
/// Taken all at once, in exchange for memory: no lock for each piece, and nothing moves up when the first is taken from
/// a long list.
///
/// It is unchecked because what others put stands under the monitor, and what was taken belongs to the one thread.
final class WorkLine<Work>: @unchecked Sendable {
  private let monitor = Monitor()
  @exclusivity(unchecked) private var ready: [Work] = []
  @exclusivity(unchecked) private var isAsleep = false
  private var isClosed = false
  /// What the thread has taken, the first of it last.
  @exclusivity(unchecked) private var taken: [Work] = []

  /// Puts work at the end; false when nothing is taken any more.
  @inline(__always)
  func put(_ work: Work) -> Bool {
    monitor.lock()
    if isClosed {
      monitor.unlock()
      return false
    }
    ready.append(work)
    let wakes = isAsleep
    // Whoever comes next need not wake it again.
    isAsleep = false
    monitor.unlock()
    if wakes { monitor.signal() }
    return true
  }

  /// The next work, after waiting for it; nil when the line is closed and empty. For the one thread alone.
  @inline(__always)
  func next() -> Work? { taken.popLast() ?? takeAll() }

  private func takeAll() -> Work? {
    monitor.lock()
    while ready.isEmpty {
      if isClosed {
        monitor.unlock()
        return nil
      }
      isAsleep = true
      monitor.wait()
    }
    isAsleep = false
    swap(&ready, &taken)
    // One flood does not keep its memory for ever.
    if ready.capacity > Self.keptCountMax { ready = [] }
    monitor.unlock()
    taken.reverse()
    return taken.popLast()
  }

  private static var keptCountMax: Int { 1 << 16 }

  /// Takes nothing more; what is there is still given out.
  func close() {
    monitor.locked { isClosed = true }
    monitor.signal()
  }
}
