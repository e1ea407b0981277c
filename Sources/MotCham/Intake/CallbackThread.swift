/// The thread on which callbacks run, so that a slow one does not hold the writer. Started with the first.
///
/// It is unchecked because everything stands under the monitor.
final class CallbackThread: @unchecked Sendable {
  private let line = WorkLine<@Sendable () -> Void>()
  private let monitor = Monitor()
  private var isStopped = false
  private var thread: WorkerThread?

  func run(_ work: @escaping @Sendable () -> Void) {
    monitor.locked {
      guard thread == nil, !isStopped else { return }
      thread = WorkerThread(name: "motcham-answers") { [line] in Self.runAll(line) }
    }
    // Only a refusal comes after the end; there is nobody left to hold.
    if !line.put(work) { work() }
  }

  private static func runAll(_ line: WorkLine<@Sendable () -> Void>) {
    while let work = line.next() { work() }
  }

  /// Runs what waits and ends the thread.
  func stop() {
    let thread = monitor.locked {
      isStopped = true
      defer { self.thread = nil }
      return self.thread
    }
    line.close()
    // Called by a callback: what waits behind it runs here, since its thread is busy with us.
    if thread?.isCurrent == true { Self.runAll(line) }
    thread?.join()
  }
}
