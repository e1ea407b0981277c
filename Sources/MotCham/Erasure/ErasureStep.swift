/// The steps of an erasure, between which a test ends the process.
enum ErasureStep: String, CaseIterable, Sendable {
  /// What is to be erased stands in `erasures/pending`.
  case intended
  /// Its events are on the disk.
  case recorded
  /// No new case comes into its epochs any more.
  case intakeEnded
  /// The keys that are left lie wrapped, under a secret that is nowhere yet.
  case keysWrapped
  /// The new secret is kept: it counts from here on.
  case keysKept
  /// An old secret is overwritten, and its file still there.
  case secretOverwritten
  case secretDestroyed
  case filesRemoved
  /// The certificate is written, and `erasures/pending` still there.
  case certified
}

/// Called behind each step.
typealias ErasureProbe = @Sendable (ErasureStep) -> Void
