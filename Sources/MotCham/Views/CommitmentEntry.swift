internal import Casework
internal import LMDB

/// One line of the table `commitments`: a running commitment of an open case whose clocks go.
///
///     key    u8 stage, u64 due, u64 case, u32 place among the case's commitments        (big-endian)
///     value  u32 agency, u32 part, u32 kind                                              (little-endian)
///
/// In the order of the key the commitments of a stage stand as they fall due. What is due soon or overdue as of any
/// instant is a stretch of it; nothing of that is stored.
struct CommitmentEntry: Equatable {
  /// What the timers have recorded of it already; see `TrackedCommitment.stage`.
  var stage: UInt8
  /// As `QueuePlace.sortable` makes it.
  var due: UInt64
  var number: UInt64
  /// Its place in `CaseState.commitments`, which only grows.
  var ordinal: UInt32
  /// Whose deadline it is: the agency of the part that it binds, else of the case; zero in triage.
  var agency: UInt32
  var part: UInt32
  var kind: UInt32

  static let keyByteCount = 21
  static let valueByteCount = 12

  /// Every commitment of a case that can fall due: none when it is closed or its clocks stand.
  static func entries(of state: CaseState, into entries: inout [CommitmentEntry]) {
    guard state.isOpen, state.pausedAt == nil else { return }
    for (ordinal, tracked) in state.commitments.enumerated() where tracked.isRunning {
      guard let commitment = tracked.commitment, let due = commitment.due else { continue }
      let agency = commitment.part == 0 ? state.agency : state.part(commitment.part)?.agency ?? state.agency
      entries.append(
        CommitmentEntry(
          stage: tracked.stage, due: QueuePlace.sortable(due), number: state.number.rawValue, ordinal: UInt32(ordinal),
          agency: agency.rawValue, part: commitment.part, kind: commitment.kind.rawValue))
    }
  }

  /// The entry as it lies in the table; nil when it cannot be one.
  init?(key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
    guard key.count == Self.keyByteCount, value.count == Self.valueByteCount else { return nil }
    stage = key[0]
    due = BigEndianKey.readUInt64(key, at: 1)
    number = BigEndianKey.readUInt64(key, at: 9)
    ordinal = BigEndianKey.readUInt32(key, at: 17)
    agency = UInt32(littleEndian: value.loadUnaligned(as: UInt32.self))
    part = UInt32(littleEndian: value.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
    kind = UInt32(littleEndian: value.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
  }

  private init(
    stage: UInt8, due: UInt64, number: UInt64, ordinal: UInt32, agency: UInt32, part: UInt32, kind: UInt32
  ) {
    self.stage = stage
    self.due = due
    self.number = number
    self.ordinal = ordinal
    self.agency = agency
    self.part = part
    self.kind = kind
  }

  func isKeyed(before other: Self) -> Bool {
    (stage, due, number, ordinal) < (other.stage, other.due, other.number, other.ordinal)
  }

  func hasKey(of other: Self) -> Bool {
    number == other.number && ordinal == other.ordinal && due == other.due && stage == other.stage
  }

  static func withKey<R>(
    stage: UInt8, due: UInt64, number: UInt64, ordinal: UInt32,
    _ body: (UnsafeRawBufferPointer) throws(LMDBError) -> R
  ) throws(LMDBError) -> R {
    var key = CompoundKey()
    key.append(stage)
    key.append(due)
    key.append(number)
    key.append(ordinal)
    return try key.withBytes(body)
  }

  func withKey<R>(_ body: (UnsafeRawBufferPointer) throws(LMDBError) -> R) throws(LMDBError) -> R {
    try Self.withKey(stage: stage, due: due, number: number, ordinal: ordinal, body)
  }

  func withValue<R>(_ body: (UnsafeRawBufferPointer) throws(LMDBError) -> R) throws(LMDBError) -> R {
    let value: InlineArray<3, UInt32> = [agency.littleEndian, part.littleEndian, kind.littleEndian]
    return try withUnsafeBytes(of: value) { bytes throws(LMDBError) in try body(bytes) }
  }
}

extension TrackedCommitment {
  /// How far its timers have come: they ask for one stage at a time, so that what is long overdue and was recorded
  /// is not walked over again and again.
  var stage: UInt8 { escalatedAt == nil ? Self.stageRunning : Self.stageEscalated }

  /// Nothing was recorded yet.
  static let stageRunning: UInt8 = 0
  /// The case was escalated because this lay overdue.
  static let stageEscalated: UInt8 = 1
  static let stages: ClosedRange<UInt8> = stageRunning...stageEscalated
}
