internal import Casework
internal import Synchronization

/// The bounded queue before the writer: it never waits, a full one is a refusal.
///
/// It is unchecked because everything stands under the monitor.
final class Inbox: @unchecked Sendable {
  private let monitor = Monitor()
  private var waiting: [Submission] = []
  private var commandCount = 0
  private var byteCount = 0
  private var refusal: Refusal.Code?
  private var writerWaits = false
  /// Something waits, or nothing will come any more; what a writer looks at that is not asleep yet.
  private let hasNews = Atomic(false)
  /// No block is being written.
  private var isWritten = true
  private let commandCountMax: Int
  private let byteCountMax: Int

  init(commandCountMax: Int, byteCountMax: Int) {
    self.commandCountMax = commandCountMax
    self.byteCountMax = byteCountMax
  }

  /// Puts a submission in line; nil when it was taken, else why not. An empty inbox takes one of any size.
  func put(_ submission: Submission) -> Refusal.Code? {
    let bytes = submission.byteCountEstimate
    monitor.lock()
    if let refusal {
      monitor.unlock()
      return refusal
    }
    if !waiting.isEmpty, commandCount + submission.count > commandCountMax || byteCount + bytes > byteCountMax {
      monitor.unlock()
      return .overloaded
    }
    waiting.append(submission)
    commandCount += submission.count
    byteCount += bytes
    hasNews.store(true, ordering: .releasing)
    let mustWake = writerWaits
    writerWaits = false
    monitor.unlock()
    if mustWake { monitor.signal() }
    return nil
  }

  /// Everything that waits, or as much of it as makes one block; waits for something; empty once the inbox
  /// is closed and drained.
  ///
  /// - Parameter commandsMax: about how many commands make a block.
  func take(commandsMax: Int) -> [Submission] {
    // A sender who has its answer often sends the next at once, and waking a thread takes longer than that.
    if !hasNews.load(ordering: .acquiring) {
      let until = MonotonicClock.nanoseconds() + Self.awakeNanoseconds
      while !hasNews.load(ordering: .acquiring), MonotonicClock.nanoseconds() < until {}
    }
    monitor.lock()
    defer { monitor.unlock() }
    while waiting.isEmpty, refusal == nil {
      writerWaits = true
      monitor.wait()
    }
    return takeWaiting(commandsMax)
  }

  /// How long the writer stays awake for the next submission.
  private static let awakeNanoseconds: UInt64 = 50_000

  /// The same while a block is being written: empty as soon as that has come to its end.
  func takeUntilWritten(commandsMax: Int) -> [Submission] {
    monitor.lock()
    defer { monitor.unlock() }
    while waiting.isEmpty || commandsMax <= 0, !isWritten {
      writerWaits = true
      monitor.wait()
    }
    return isWritten ? [] : takeWaiting(commandsMax)
  }

  /// A block goes to be written.
  func beginWriting() { monitor.locked { isWritten = false } }

  /// It has come to its end, one way or the other.
  func endWriting() {
    monitor.locked { isWritten = true }
    monitor.signal()
  }

  /// Nothing waits at this moment.
  var isEmpty: Bool { monitor.locked { waiting.isEmpty } }

  private func takeWaiting(_ commandsMax: Int) -> [Submission] {
    var count = 0
    var taken = 0
    for submission in waiting {
      if taken > 0, count + submission.count > commandsMax { break }
      count += submission.count
      taken += 1
    }
    if taken == waiting.count {
      let all = waiting
      waiting = []
      commandCount = 0
      byteCount = 0
      hasNews.store(refusal != nil, ordering: .relaxed)
      return all
    }
    let part = Array(waiting[..<taken])
    waiting.removeFirst(taken)
    commandCount -= count
    byteCount -= part.reduce(0) { $0 + $1.byteCountEstimate }
    return part
  }

  /// Takes nothing more; what waits is still handed to the writer.
  func close(_ code: Refusal.Code) {
    monitor.locked {
      if refusal == nil || code == .engineFailed { refusal = code }
      hasNews.store(true, ordering: .releasing)
    }
    monitor.broadcast()
  }
}
