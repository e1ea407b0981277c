internal import Casework
internal import LMDB
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
  /// Memory of those that were taken, for the next: growing it anew would hold up all who send.
  private var spare: [Submission] = []
  /// Writing threads that sleep here and that nobody has woken yet.
  private var sleeperCount = 0
  /// Those that were woken and have not got up yet.
  private var wokenCount = 0
  /// Something waits, or nothing will come any more; what a writer looks at that is not asleep yet.
  private let hasNews = Atomic(false)
  private var isWriting = false
  private var end: End?
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
    // Who is awake and does not write takes it by itself. While one writes, a few are not worth waking the other: they
    // are taken when that is done.
    let mustWake = isWriting ? sleeperCount > 0 && isWorthDeciding : sleeperCount == Self.threadCount
    if mustWake {
      sleeperCount -= 1
      wokenCount += 1
    }
    monitor.unlock()
    if mustWake { monitor.signal() }
    return nil
  }

  private var isWorthDeciding: Bool { commandCount >= (isWriting ? Self.besideCommandCountMin : 1) }
  /// From so many commands on they are decided beside a block that is being written.
  private static let besideCommandCountMin = 64
  /// Threads that take from here.
  static let threadCount = 2

  /// Everything that waits at this moment, or as much of it as makes one block; nothing when it is too little to be
  /// decided beside a block that is being written. Taken one by one as they come, they would keep the lock that all
  /// senders need.
  ///
  /// - Parameter commandsMax: about how many commands; nothing when it is not positive.
  func takeNow(commandsMax: Int) -> [Submission] {
    guard commandsMax > 0 else { return [] }
    return monitor.locked { isWorthDeciding ? takeWaiting(commandsMax) : [] }
  }

  /// Takes back an array of `takeNow`, emptied, as memory for those that come.
  func giveBack(_ emptied: consuming [Submission]) {
    assert(emptied.isEmpty, "what was taken is decided before its memory is used again")
    monitor.lock()
    if spare.capacity < emptied.capacity { spare = emptied }
    monitor.unlock()
  }

  /// Waits until there is something to do for a thread without a block to write; false once the inbox is closed,
  /// drained and nothing is being written.
  ///
  /// - Parameter roomCommandCount: how many commands go into the open block; zero or less when it is full.
  func waitForNews(roomCommandCount room: Int) -> Bool {
    monitor.lock()
    defer { monitor.unlock() }
    if !isWriting, !hasNews.load(ordering: .relaxed) { stayAwake() }
    while true {
      if end != nil || room > 0 && isWorthDeciding { return true }
      if refusal != nil, !isWriting {
        guard waiting.isEmpty else { return true }
        // The other thread has nothing to wait for either.
        monitor.broadcast()
        return false
      }
      sleeperCount += 1
      monitor.wait()
      if wokenCount > 0 { wokenCount -= 1 } else { sleeperCount -= 1 }
    }
  }

  /// A sender who has its answer often sends the next at once, and waking a thread takes longer than that.
  private func stayAwake() {
    monitor.unlock()
    let until = MonotonicClock.nanoseconds() + Self.awakeNanoseconds
    while !hasNews.load(ordering: .acquiring), MonotonicClock.nanoseconds() < until {}
    monitor.lock()
  }

  /// How long a writing thread stays awake for the next submission.
  private static let awakeNanoseconds: UInt64 = 200_000

  /// A block goes to be written.
  func beginWriting() { monitor.locked { isWriting = true } }

  /// It has come to its end: on the disk, or why not.
  func endWriting(_ cause: LMDBError?) {
    monitor.locked {
      isWriting = false
      end = End(cause: cause)
    }
    // Nobody is woken: the thread that wrote goes on with what waits.
  }

  /// How the last block ended; once.
  func takeEndOfWriting() -> End? {
    monitor.locked {
      let taken = end
      end = nil
      return taken
    }
  }

  struct End {
    let cause: LMDBError?
  }

  private func takeWaiting(_ commandsMax: Int) -> [Submission] {
    if commandCount <= commandsMax { return takeAll() }
    var count = 0
    var taken = 0
    for submission in waiting {
      if taken > 0, count + submission.count > commandsMax { break }
      count += submission.count
      taken += 1
    }
    if taken == waiting.count { return takeAll() }
    let part = Array(waiting[..<taken])
    waiting.removeFirst(taken)
    commandCount -= count
    byteCount -= part.reduce(0) { $0 + $1.byteCountEstimate }
    return part
  }

  private func takeAll() -> [Submission] {
    let all = waiting
    waiting = spare
    spare = []
    commandCount = 0
    byteCount = 0
    hasNews.store(refusal != nil, ordering: .relaxed)
    return all
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
