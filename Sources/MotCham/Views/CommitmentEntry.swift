internal import Casework
internal import LMDB

/// A running commitment of an open case whose clocks go.
///
///     key    u8 stage, u64 due, u64 case, u32 place among the case's commitments        (big-endian)
///     value  u32 agency, u32 part, u32 kind                                              (little-endian)
///
/// In the order of the key the commitments of a stage stand as they fall due. What is due soon or overdue as of any
/// instant is a stretch of it; nothing of that is stored.
struct CommitmentEntry: ViewEntry {
  /// What the timers have recorded of it already; see `TrackedCommitment.stage`.
  var stage: UInt8
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
  @inline(__always)
  static func each(of state: borrowing CaseState, _ body: (CommitmentEntry) -> Void) {
    guard state.isOpen, state.pausedAt == nil else { return }
    for ordinal in state.commitments.indices where state.commitments[ordinal].isRunning {
      guard let commitment = state.commitments[ordinal].commitment, let due = commitment.due else { continue }
      let agency = commitment.part == 0 ? state.agency : state.part(commitment.part)?.agency ?? state.agency
      body(
        CommitmentEntry(
          stage: state.commitments[ordinal].stage, due: DueOrder.key(due), number: state.number.rawValue,
          ordinal: UInt32(ordinal), agency: agency.rawValue, part: commitment.part, kind: commitment.kind.rawValue))
    }
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

  @inline(__always)
  func isKeyed(before other: Self) -> Bool {
    (stage, due, number, ordinal) < (other.stage, other.due, other.number, other.ordinal)
  }

  @inline(__always)
  func writeKey(_ key: UnsafeMutableRawBufferPointer) {
    key[0] = stage
    BigEndianKey.write(due, to: key, at: 1)
    BigEndianKey.write(number, to: key, at: 9)
    BigEndianKey.write(ordinal, to: key, at: 17)
  }

  @inline(__always)
  func writeValue(_ value: UnsafeMutableRawBufferPointer) {
    value.storeBytes(of: agency.littleEndian, as: UInt32.self)
    value.storeBytes(of: part.littleEndian, toByteOffset: 4, as: UInt32.self)
    value.storeBytes(of: kind.littleEndian, toByteOffset: 8, as: UInt32.self)
  }

  /// A place in the order of the keys, to begin a walk from.
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
