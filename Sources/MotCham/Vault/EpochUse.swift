internal import Synchronization

/// Held by whoever may still bring a case into an epoch: from the grant until its submission is answered.
final class EpochUse: Sendable {
  private let end: End

  init(_ end: End) { self.end = end }

  deinit { end.isReached.store(true, ordering: .releasing) }

  /// Whether nobody holds it any more.
  final class End: Sendable {
    fileprivate let isReached = Atomic(false)

    var hasCome: Bool { isReached.load(ordering: .acquiring) }
  }
}
