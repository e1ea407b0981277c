/// The bounds of the engine, with their reasons; those of the law are `Limits`.
enum EngineLimits {
  /// Snapshots over all processes; a slot takes 64 bytes, and a writer without one would have to refuse.
  static let readersMax = 1_024
  /// What the writer may remember for the projector, counted in keys of about 48 bytes: 100 MB, and half as
  /// much again while the table grows. Some ten seconds of the projector's work on new cases, one on old ones.
  static let tailWeightMax = 2_000_000
  /// A remembered case state weighs as much as so many keys.
  static let caseWeight = 20
  /// How often slots of readers that died are given back; a dead reader keeps old pages alive.
  static let deadReaderCheckMilliseconds = 60_000
}
