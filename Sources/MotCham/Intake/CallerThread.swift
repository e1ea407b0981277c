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
  private let line: JobLine
  private let thread: WorkerThread

  public convenience init() { self.init(name: "motcham-callers") }

  /// - Parameter name: as the kernel shows it, at most 15 bytes.
  init(name: String) {
    let line = JobLine()
    self.line = line
    thread = WorkerThread(name: name) { line.run() }
  }

  /// A job may be the last that holds its executor: nobody waits for the end of the thread.
  deinit {
    line.close()
    thread.letGo()
  }

  /// Called by the runtime of Swift when a task can go on.
  public func enqueue(_ job: consuming ExecutorJob) {
    line.put(JobLine.Ready(job: UnownedJob(job), executor: asUnownedTaskExecutor()))
  }
}

/// Jobs in the order in which they became ready, for one thread that takes them.
///
/// It is unchecked because everything stands under the monitor.
private final class JobLine: @unchecked Sendable {
  struct Ready {
    let job: UnownedJob
    let executor: UnownedTaskExecutor
  }

  private let monitor = Monitor()
  @exclusivity(unchecked) private var ready: [Ready] = []
  @exclusivity(unchecked) private var isAsleep = false
  private var isClosed = false

  @inline(__always)
  func put(_ job: Ready) {
    monitor.lock()
    ready.append(job)
    let wakes = isAsleep
    // Whoever comes next need not wake it again.
    isAsleep = false
    monitor.unlock()
    if wakes { monitor.signal() }
  }

  /// The life of the thread: until the line is closed and empty.
  func run() {
    var taken: [Ready] = []
    while take(into: &taken) {
      for one in taken { one.job.runSynchronously(on: one.executor) }
    }
  }

  /// Everything that is ready, after waiting for it, in exchange for memory; false when nothing will come any more.
  private func take(into taken: inout [Ready]) -> Bool {
    taken.removeAll(keepingCapacity: true)
    monitor.lock()
    defer { monitor.unlock() }
    while ready.isEmpty {
      if isClosed { return false }
      isAsleep = true
      monitor.wait()
    }
    isAsleep = false
    swap(&ready, &taken)
    return true
  }

  /// Lets the thread end once it has run what is ready.
  func close() {
    monitor.locked { isClosed = true }
    monitor.signal()
  }
}
