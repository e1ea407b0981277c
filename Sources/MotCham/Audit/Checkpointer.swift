internal import Casework

/// Signs what the writer has made durable, behind its back, and publishes it.
///
/// The writer does not know of it: a thread of its own looks how far the log is durable, reads the root from the
/// last block, and replaces one file. A failure costs no report; it is remembered, and what may pass is tried again.
/// The thread is a call inside the engine: closing waits until it has signed what came last.
/// It is unchecked because the failure stands under the monitor, and everything else belongs to its thread.
final class Checkpointer: @unchecked Sendable {
  private let office: CheckpointOffice
  private let log: EventLog
  private let progress: Progress
  private let options: Engine.Checkpoints
  private let monitor = Monitor()
  private var lastFailure: String?

  init(office: CheckpointOffice, log: EventLog, progress: Progress, options: Engine.Checkpoints, calls: CallsInside) {
    self.office = office
    self.log = log
    self.progress = progress
    self.options = options
    guard let pass = calls.enter() else { return }
    let thread = WorkerThread(name: "motcham-proofs") { [self] in
      run()
      pass.leave()
    }
    thread.letGo()
  }

  /// Why the newest checkpoint is older than it should be; nil when it is not.
  var failure: String? { monitor.locked { lastFailure } }

  private func run() {
    var pace: CheckpointPace?
    var hasEnded = false
    while true {
      var pauseMilliseconds = 0
      do throws(EngineError) {
        pauseMilliseconds = try step(&pace, isLast: hasEnded)
        monitor.locked { lastFailure = nil }
      } catch {
        monitor.locked { lastFailure = error.description }
        // A full disk or a missing slot passes. What does not is found again each time, and costs a look a second.
        pauseMilliseconds = max(options.milliseconds, 1_000)
      }
      if hasEnded { return }
      if pauseMilliseconds > 0 { hasEnded = progress.waitForEnd(milliseconds: pauseMilliseconds) }
    }
  }

  /// Signs when it is time, or when it is the last time; returns how long to pause then.
  private func step(_ pace: inout CheckpointPace?, isLast: Bool) throws(EngineError) -> Int {
    let (size, now) = (progress.durable, MonotonicClock.milliseconds())
    var current =
      if let pace { pace } else {
        CheckpointPace(
          eventCount: options.eventCount, milliseconds: options.milliseconds,
          signedSize: try office.open(log, durable: size), now: now)
      }
    defer { pace = current }
    let step = current.step(size: size, now: now)
    if case .sleep(let milliseconds) = step, !isLast || size == current.signedSize { return milliseconds }
    try office.publish(log, size: size)
    current.signed(size: size, now: now)
    return 0
  }
}
