internal import Casework
internal import LMDB

/// A running commitment of an open case whose clocks go.
///
///     key    u64 due, u64 case, u32 place among the case's commitments                   (big-endian)
///     value  u32 agency, u32 part, u32 kind                                              (little-endian)
///
/// What is due soon or overdue as of any instant is a stretch of this table; nothing of that is stored.
struct CommitmentEntry: ViewEntry {
  var due: UInt64
  var number: UInt64
  /// Its place in `CaseState.commitments`, which only grows.
  var ordinal: UInt32
  /// Whose deadline it is: the agency of the part that it binds, else of the case; zero in triage.
  var agency: UInt32
  var part: UInt32
  var kind: UInt32

  static let keyByteCount = 20
  static let valueByteCount = 12

  /// Every commitment of a case that can fall due: none when it is closed or its clocks stand.
  @inline(__always)
  static func each(of state: borrowing CaseState, _ body: (CommitmentEntry) -> Void) {
    guard state.isOpen, state.pausedAt == nil else { return }
    for ordinal in state.commitments.indices where state.commitments[ordinal].isRunning {
      guard let commitment = state.commitments[ordinal].commitment, let due = commitment.due else { continue }
      body(
        CommitmentEntry(
          due: DueOrder.key(due), number: state.number.rawValue, ordinal: UInt32(ordinal),
          agency: state.agency(of: commitment.part).rawValue, part: commitment.part, kind: commitment.kind.rawValue))
    }
  }

  private init(due: UInt64, number: UInt64, ordinal: UInt32, agency: UInt32, part: UInt32, kind: UInt32) {
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
    due = BigEndianKey.readUInt64(key)
    number = BigEndianKey.readUInt64(key, at: 8)
    ordinal = BigEndianKey.readUInt32(key, at: 16)
    agency = UInt32(littleEndian: value.loadUnaligned(as: UInt32.self))
    part = UInt32(littleEndian: value.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
    kind = UInt32(littleEndian: value.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
  }

  @inline(__always)
  func isKeyed(before other: Self) -> Bool { (due, number, ordinal) < (other.due, other.number, other.ordinal) }

  @inline(__always)
  func writeKey(_ key: UnsafeMutableRawBufferPointer) {
    BigEndianKey.write(due, to: key)
    BigEndianKey.write(number, to: key, at: 8)
    BigEndianKey.write(ordinal, to: key, at: 16)
  }

  @inline(__always)
  func writeValue(_ value: UnsafeMutableRawBufferPointer) {
    value.storeBytes(of: agency.littleEndian, as: UInt32.self)
    value.storeBytes(of: part.littleEndian, toByteOffset: 4, as: UInt32.self)
    value.storeBytes(of: kind.littleEndian, toByteOffset: 8, as: UInt32.self)
  }
}
