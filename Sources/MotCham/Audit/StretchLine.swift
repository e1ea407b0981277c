internal import Casework
internal import LMDB

/// Workers that take stretches of the log, and the place where what they found is put together in order.
///
/// It is unchecked because everything that changes stands under the monitor, and each worker has its own buffer.
final class StretchLine: @unchecked Sendable {
  private let records: FileRecords
  private let monitor = Monitor()
  private var waiting: [Stretch] = []
  private var isEnded = false
  private var threads: [WorkerThread] = []
  private let waitingMax: Int
  private var cpuNanoseconds: UInt64 = 0
  /// Chains of stretches that are done and whose turn has not come.
  private var done: [Int: (Stretch, BlockChain?)] = [:]
  private var next = 0
  /// Everything before `next`, put together.
  private var whole: BlockChain?
  private var sum = LogVerification()
  /// Of the calling thread, where there are no workers.
  private let buffer = FileBuffer()

  init(_ records: FileRecords, threadCount: Int) {
    self.records = records
    waitingMax = 2 * threadCount
    for number in 0..<threadCount {
      threads.append(WorkerThread(name: "motcham-audit-\(number)") { [self] in work() })
    }
  }

  /// Hands a stretch out; waits while the workers have enough. Without workers it is done at once.
  func put(_ stretch: Stretch) {
    guard !threads.isEmpty else { return run(stretch, buffer) }
    monitor.lock()
    defer { monitor.unlock() }
    while waiting.count >= waitingMax { monitor.wait() }
    waiting.append(stretch)
    monitor.broadcast()
  }

  /// Waits for the workers.
  func end() {
    monitor.locked { isEnded = true }
    monitor.broadcast()
    for thread in threads { thread.join() }
  }

  /// What was found in all stretches.
  ///
  /// - Parameter fileDamages: of pages that hold no blocks.
  func finish(_ fileDamages: [LogDamage], end: UInt64) -> LogVerification {
    self.end()
    precondition(done.isEmpty && waiting.isEmpty, "every stretch is put together in the end")
    if var chain = whole {
      chain.end()
      sum.root = chain.root
      sum.size = chain.nextSequence ?? end
      add(chain)
    }
    sum.damages = Array((fileDamages + sum.damages).prefix(LogVerification.damageCountMax))
    sum.cpuNanoseconds = cpuNanoseconds
    return sum
  }

  private func work() {
    let began = ThreadClock.nanoseconds()
    let buffer = FileBuffer()
    while let stretch = take() { run(stretch, buffer) }
    let spent = ThreadClock.nanoseconds() - began
    monitor.locked { cpuNanoseconds += spent }
  }

  private func run(_ stretch: Stretch, _ buffer: FileBuffer) {
    var chain = stretch.chain(records, buffer)
    chain.modify { stretch.run(&$0, records, buffer) }
    monitor.locked {
      done[stretch.number] = (stretch, chain)
      putTogether(buffer)
    }
  }

  private func take() -> Stretch? {
    monitor.lock()
    defer { monitor.unlock() }
    while waiting.isEmpty {
      if isEnded { return nil }
      monitor.wait()
    }
    let stretch = waiting.removeFirst()
    monitor.broadcast()
    return stretch
  }

  /// Adds what is next in order, under the monitor.
  ///
  /// A stretch was checked from the stored head before it. Where everything before fits that head, its chain goes on
  /// from there; where something does not, the stretch is run again behind what was found.
  private func putTogether(_ buffer: FileBuffer) {
    while let (stretch, chain) = done.removeValue(forKey: next) {
      next += 1
      guard var before = whole else {
        whole = chain
        continue
      }
      if let chain, before.isSettled {
        add(before)
        whole = chain
      } else {
        stretch.run(&before, records, buffer)
        whole = before
      }
    }
  }

  private func add(_ chain: BlockChain) {
    sum.blocks += chain.blockCount
    sum.events += chain.eventCount
    sum.eventByteCount += chain.eventByteCount
    sum.adoptions += chain.adoptions
    sum.uncheckedEvents += chain.uncheckedEventCount
    let room = LogVerification.damageCountMax - sum.damages.count
    sum.damages += chain.damages.prefix(max(0, room))
  }
}

extension Optional {
  /// Changes what is there in place.
  fileprivate mutating func modify(_ body: (inout Wrapped) -> Void) {
    guard var value = self else { return }
    self = nil
    body(&value)
    self = value
  }
}
