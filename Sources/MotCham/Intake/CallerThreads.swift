internal import Glibc

/// Threads on which many async callers run that send one report a call.
///
/// Each such call suspends once and is resumed once, for a few microseconds of work. Swift's own pool is made for longer
/// work: handing a task over to it costs more than preparing a report. Here it costs a lock that is held for some
/// instructions. A gateway whose tasks have threads of their own already (an event loop, say) needs none of these.
///
/// ```swift
/// let threads = CallerThreads(count: 2)
/// Task(executorPreference: threads) { let receipt = try await engine.submit(command) }
/// ```
///
/// As on Swift's pool, work must not block its thread. The threads end when nobody holds this object any more.
public final class CallerThreads: TaskExecutor {
  private let line: JobLine

  /// - Parameter count: of threads, at least one; more than the machine has cores gain nothing.
  public convenience init(count: Int) { self.init(count: count, name: "motcham-callers") }

  /// - Parameter name: as the kernel shows it, at most 15 bytes.
  init(count: Int, name: String) {
    precondition(count > 0, "callers need at least one thread to run on")
    let line = JobLine(threadCount: count)
    self.line = line
    for _ in 0..<count { line.start(WorkerThread(name: name) { line.run() }) }
  }

  deinit { line.close() }

  /// Called by the runtime of Swift when a task can go on.
  public func enqueue(_ job: consuming ExecutorJob) {
    line.put(UnownedJob(job), of: asUnownedTaskExecutor())
  }
}

/// Jobs in the order in which they became ready, and the threads that take them.
///
/// It is unchecked because everything stands under the monitor.
private final class JobLine: @unchecked Sendable {
  private struct Ready {
    let job: UnownedJob
    let executor: UnownedTaskExecutor
  }

  private let monitor = Monitor()
  private let threadCount: Int
  private var threads: [WorkerThread] = []
  private var ready: [Ready] = []
  /// Those before it were taken.
  private var head = 0
  private var sleeperCount = 0
  /// Sleepers that were woken and have not got up yet; nobody is woken twice.
  private var wokenCount = 0
  private var isClosed = false
  /// Jobs that one thread takes at once, so that the lock is asked for less often.
  private static let takenCountMax = 32

  init(threadCount: Int) { self.threadCount = threadCount }

  func start(_ thread: WorkerThread) { monitor.locked { threads.append(thread) } }

  @inline(__always)
  func put(_ job: UnownedJob, of executor: UnownedTaskExecutor) {
    monitor.lock()
    ready.append(Ready(job: job, executor: executor))
    let wakes = sleeperCount > wokenCount
    if wakes { wokenCount += 1 }
    monitor.unlock()
    if wakes { monitor.signal() }
  }

  /// The life of one thread.
  func run() {
    var taken: [Ready] = []
    taken.reserveCapacity(Self.takenCountMax)
    while take(into: &taken) {
      for one in taken { one.job.runSynchronously(on: one.executor) }
    }
  }

  /// A fair part of what is ready, after waiting for it; false when nothing will come any more.
  private func take(into taken: inout [Ready]) -> Bool {
    taken.removeAll(keepingCapacity: true)
    monitor.lock()
    defer { monitor.unlock() }
    while head == ready.count {
      if isClosed { return false }
      sleeperCount += 1
      while wokenCount == 0, !isClosed { monitor.wait() }
      if wokenCount > 0 { wokenCount -= 1 }
      sleeperCount -= 1
    }
    let end = head + min(Self.takenCountMax, (ready.count - head + threadCount - 1) / threadCount)
    taken.append(contentsOf: ready[head..<end])
    head = end
    if head == ready.count {
      ready.removeAll(keepingCapacity: true)
      head = 0
    } else if head >= 4_096, head * 2 > ready.count {
      ready.removeFirst(head)
      head = 0
    }
    return true
  }

  /// Lets the threads end. A job may be the last that held the executor, so nobody waits for them.
  func close() {
    let threads = monitor.locked {
      isClosed = true
      let all = self.threads
      self.threads = []
      return all
    }
    monitor.broadcast()
    for thread in threads { thread.letGo() }
  }
}
