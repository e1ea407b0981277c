/// The thread on which callbacks run, so that a slow one does not hold the writer. Started with the first.
///
/// It is unchecked because everything stands under the monitor.
final class CallbackThread: @unchecked Sendable {
  private let monitor = Monitor()
  private var waiting: [@Sendable () -> Void] = []
  private var isStopped = false
  private var thread: WorkerThread?

  func run(_ work: @escaping @Sendable () -> Void) {
    monitor.lock()
    if isStopped {
      // Only a refusal comes after the end; there is nobody left to hold.
      monitor.unlock()
      return work()
    }
    waiting.append(work)
    if thread == nil { thread = WorkerThread(name: "motcham-answers") { [self] in loop() } }
    monitor.unlock()
    monitor.signal()
  }

  private func loop() {
    while true {
      monitor.lock()
      while waiting.isEmpty, !isStopped { monitor.wait() }
      let work = waiting.isEmpty ? nil : waiting.removeFirst()
      monitor.unlock()
      guard let work else { return }
      work()
    }
  }

  /// Runs what waits and ends the thread.
  func stop() {
    monitor.lock()
    isStopped = true
    let thread = thread
    self.thread = nil
    monitor.unlock()
    monitor.signal()
    // Called by a callback: what waits behind it runs here, since its thread is busy with us.
    if thread?.isCurrent == true {
      while let work = monitor.locked({ waiting.isEmpty ? nil : waiting.removeFirst() }) { work() }
    }
    thread?.join()
  }
}
