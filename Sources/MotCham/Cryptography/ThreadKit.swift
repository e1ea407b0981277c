internal import Casework

/// What one thread keeps to prepare with: making it anew costs more than preparing a report with it.
final class ThreadKit {
  /// Randomness that the thread drew and has not used.
  @exclusivity(unchecked) var random = RandomPool()
  /// Wiped memory for the content of a command; nil while it is in use.
  @exclusivity(unchecked) var content: CommandContent?
  /// A place for the key of one new case after another.
  let caseKey = CaseKey()
  @exclusivity(unchecked) var encoder = ReportEncoder()

  /// The kit of the calling thread, made with its first use and freed when the thread ends. Nothing that uses it
  /// suspends, so an async caller never carries it to another thread.
  @inline(__always)
  static var current: ThreadKit { slot.current ?? makeCurrent() }

  @inline(never)
  private static func makeCurrent() -> ThreadKit {
    let kit = ThreadKit()
    slot.keep(kit)
    return kit
  }

  private static let slot = ThreadSlot<ThreadKit>()
}
