internal import Synchronization

/// Counts the calls that are inside the engine, so that closing waits for those that look at its files.
final class CallsInside: Sendable {
  private let count = Atomic<Int>(0)
  private let isClosed = Atomic(false)

  /// A pass for one call; nil once the engine closes.
  func enter() -> Pass? { enterWithoutPass() ? Pass(self) : nil }

  /// The same for a call that leaves on every way out by itself; false once the engine closes.
  func enterWithoutPass() -> Bool {
    count.wrappingAdd(1, ordering: .sequentiallyConsistent)
    guard isClosed.load(ordering: .sequentiallyConsistent) else { return true }
    leave()
    return false
  }

  func leave() { count.wrappingSubtract(1, ordering: .sequentiallyConsistent) }

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
      calls.leave()
    }

    deinit { leave() }
  }
}
