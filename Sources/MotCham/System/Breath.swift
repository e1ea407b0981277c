internal import Glibc

/// Lets a long work of a thread that gives way pause for a moment, again and again, while others have much to do.
///
/// The kernel puts a thread of the idle class off its core for whoever wakes there; but on two cores it was seen to leave
/// everybody else on the other core for milliseconds, since threads wake where they slept. A core that is free for a
/// moment takes one of them over. It belongs to one thread.
final class Breath {
  private let isFlooded: () -> Bool
  private var steps = 0
  private var workingSince = MonotonicClock.nanoseconds()

  private static let stepsBetweenLooks = 64
  private static let workNanoseconds: UInt64 = 300_000
  private static let pauseMicroseconds: UInt32 = 500

  /// - Parameter isFlooded: whether others have much to do; asked before each pause.
  init(isFlooded: @escaping () -> Bool) { self.isFlooded = isFlooded }

  /// Called at every small step of the work.
  @inline(__always)
  func take() {
    steps += 1
    if steps >= Self.stepsBetweenLooks { look() }
  }

  @inline(never)
  private func look() {
    steps = 0
    guard MonotonicClock.nanoseconds() - workingSince >= Self.workNanoseconds else { return }
    if isFlooded() { usleep(Self.pauseMicroseconds) }
    workingSince = MonotonicClock.nanoseconds()
  }

  // MARK: the breath of a thread

  /// The breath of the calling thread; nil for a thread that owes nobody its core.
  static var current: Breath? { slot.current }

  /// From now on the calling thread breathes.
  static func begin(isFlooded: @escaping () -> Bool) { slot.keep(Breath(isFlooded: isFlooded)) }

  private static let slot = ThreadSlot<Breath>()
}
