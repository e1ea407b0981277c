/// A thread on which many async callers run that send one report a call.
///
/// Such a call suspends once and is resumed once, for a few microseconds of work. Swift's own pool is made for longer
/// work: each resumption costs it a queue, a semaphore and often a thread that wakes up. Here it costs a lock that is
/// held for some instructions; and since a task always comes back to the same thread, what it works with is still in
/// that core's reach. A door makes one for each core and gives each connection one of them; a gateway whose tasks have
/// threads of their own already (event loops, say) needs none.
///
/// ```swift
/// let threads = (0..<2).map { _ in CallerThread() }
/// Task(executorPreference: threads[connection % 2]) { let receipt = try await engine.submit(command) }
/// ```
///
/// As on Swift's pool, work must not block its thread. The thread ends when nobody holds this object any more.
public final class CallerThread: TaskExecutor {
  private struct Ready {
    let job: UnownedJob
    let executor: UnownedTaskExecutor
  }

  private let line: WorkLine<Ready>
  private let thread: WorkerThread

  public convenience init() { self.init(name: "motcham-callers") }

  /// - Parameter name: as the kernel shows it, at most 15 bytes.
  init(name: String) {
    let line = WorkLine<Ready>()
    self.line = line
    thread = WorkerThread(name: name) {
      while let one = line.next() { one.job.runSynchronously(on: one.executor) }
    }
  }

  /// A job may be the last that holds its executor: nobody waits for the end of the thread.
  deinit {
    line.close()
    thread.letGo()
  }

  /// Called by the runtime of Swift when a task can go on.
  public func enqueue(_ job: consuming ExecutorJob) {
    let isTaken = line.put(Ready(job: UnownedJob(job), executor: asUnownedTaskExecutor()))
    precondition(isTaken, "a job holds its executor, and the line of that is open")
  }
}
