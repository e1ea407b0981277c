internal import Casework

/// Signs what the writer has made durable, behind its back, and publishes it.
///
/// The writer does not know of it: a thread of its own looks how far the log is durable, reads the root from the
/// last block, and replaces one file. A failure costs no report; it is remembered, and what may pass is tried again.
/// It is unchecked because the failure stands under the monitor, and everything else belongs to its thread.
final class Checkpointer: @unchecked Sendable {
  private let office: CheckpointOffice
  private let log: EventLog
  private let progress: Progress
  private let options: Engine.Checkpoints
  private let monitor = Monitor()
  private var isEnded = false
  private var lastFailure: String?
  private var thread: WorkerThread?

  init(office: CheckpointOffice, log: EventLog, progress: Progress, options: Engine.Checkpoints) {
    self.office = office
    self.log = log
    self.progress = progress
    self.options = options
    thread = WorkerThread(name: "motcham-proofs", niceness: 19) { [self] in run() }
  }

  /// Why the newest checkpoint is older than it should be; nil when it is not.
  var failure: String? { monitor.locked { lastFailure } }

  /// Signs what is durable by now and ends the thread. After the writer has ended, before the log is closed.
  func finish() {
    monitor.locked { isEnded = true }
    monitor.broadcast()
    thread?.join()
  }

  private func run() {
    var pace: CheckpointPace?
    while true {
      let (ended, size, now) = (hasEnded, progress.durable, MonotonicClock.milliseconds())
      do throws(EngineError) {
        var current =
          if let pace { pace } else {
            CheckpointPace(
              eventCount: options.eventCount, milliseconds: options.milliseconds,
              signedSize: try office.open(log, durable: size), now: now)
          }
        var step = current.step(size: size, now: now)
        if ended, size > current.signedSize { step = .sign }
        switch step {
        case .sign:
          try office.publish(log, size: size)
          current.signed(size: size, now: now)
        case .sleep(let milliseconds): if !ended { sleep(milliseconds) }
        }
        pace = current
        monitor.locked { lastFailure = nil }
      } catch {
        monitor.locked { lastFailure = error.description }
        // A full disk or a missing slot passes. What does not is found again each time, and costs a look a second.
        if !ended { sleep(max(options.milliseconds, 1_000)) }
      }
      if ended { return }
    }
  }

  private var hasEnded: Bool { monitor.locked { isEnded } }

  private func sleep(_ milliseconds: Int) {
    let until = MonotonicClock.milliseconds() + milliseconds
    monitor.lock()
    defer { monitor.unlock() }
    while !isEnded {
      let left = until - MonotonicClock.milliseconds()
      guard left > 0, monitor.wait(milliseconds: left) else { return }
    }
  }
}
