internal import Synchronization

/// Counts the calls that are inside the engine, so that closing waits for those that look at its files.
final class CallsInside: Sendable {
  private let count = Atomic<Int>(0)
  private let isClosed = Atomic(false)

  /// A pass for one call; nil once the engine closes.
  func enter() -> Pass? {
    count.wrappingAdd(1, ordering: .sequentiallyConsistent)
    if isClosed.load(ordering: .sequentiallyConsistent) {
      count.wrappingSubtract(1, ordering: .sequentiallyConsistent)
      return nil
    }
    return Pass(self)
  }

  /// From now on nobody enters.
  func shut() { isClosed.store(true, ordering: .sequentiallyConsistent) }

  /// Returns when everybody has left; after `shut`.
  func waitUntilEmpty() {
    while count.load(ordering: .sequentiallyConsistent) > 0 { SystemCall.sleep(milliseconds: 1) }
  }

  /// Held while a call is inside; left once, at the latest when nobody holds it.
  final class Pass: Sendable {
    private let calls: CallsInside
    private let isHeld = Atomic(true)

    fileprivate init(_ calls: CallsInside) { self.calls = calls }

    func leave() {
      guard isHeld.exchange(false, ordering: .relaxed) else { return }
      calls.count.wrappingSubtract(1, ordering: .sequentiallyConsistent)
    }

    deinit { leave() }
  }
}
