internal import Casework
internal import LMDB

/// The thread that writes one block while the writer decides the next.
///
/// It is unchecked because the block and what came of it stand under the monitor.
final class Pen: @unchecked Sendable {
  private let monitor = Monitor()
  private var block: PendingBlock?
  private var cause: LMDBError?
  private var isStopped = false
  private var thread: WorkerThread?

  /// - Parameters:
  ///   - write: appends a block and returns when it is on the disk; else says why not.
  ///   - answer: called when it is on the disk.
  ///   - ended: called when the block has come to its end, one way or the other.
  init(
    write: @escaping @Sendable (PendingBlock) -> LMDBError?, answer: @escaping @Sendable (PendingBlock) -> Void,
    ended: @escaping @Sendable () -> Void
  ) {
    thread = WorkerThread(name: "motcham-pen") { [self] in
      while let block = next() {
        let cause = write(block)
        if cause == nil { answer(block) }
        monitor.locked {
          self.cause = cause
          self.block = nil
        }
        ended()
      }
    }
  }

  /// Begins to write a sealed block; the one before has ended.
  func write(_ block: PendingBlock) {
    monitor.locked {
      precondition(self.block == nil, "one block is written at a time")
      self.block = block
    }
    monitor.signal()
  }

  /// Why the last block was not written; nil when it was. To be asked when it has ended.
  func outcome() -> LMDBError? { monitor.locked { cause } }

  /// Ends the thread, when nothing is being written.
  func stop() {
    monitor.locked { isStopped = true }
    monitor.signal()
    thread?.join()
  }

  var isCurrentThread: Bool { thread?.isCurrent == true }

  private func next() -> PendingBlock? {
    monitor.lock()
    defer { monitor.unlock() }
    while block == nil, !isStopped { monitor.wait() }
    return block
  }
}
