internal import Casework
internal import LMDB

/// Where an open case stands in the queue of its agency, with what a queue shows of it, so that a page of a queue
/// looks no case up.
///
///     key    u32 agency (0 triage), u64 due, u64 case                                    (big-endian)
///     value  u8 flags, u8 status, u8 kind, u8 level, u8 commitment, u8 escalation, u16 legs,
///            u32 category, u32 ward, i64 reported                                        (little-endian)
///
/// `due` is that of the running commitment that falls due first, whose kind is `commitment`. Flag 1: the clocks stand.
/// Flag 2: the case has to be looked up, because a number does not fit (a newer writer's), or its deadline is not in
/// the key while the clocks stand.
struct QueueRecord: ViewEntry {
  var agency: UInt32
  var due: UInt64
  var number: UInt64
  /// The first eight bytes of the value: flags, status, kind, level, commitment, escalation, legs.
  var standing: UInt64
  var category: UInt32
  var ward: UInt32
  var reportedAt: Int64

  static let keyByteCount = 20
  static let valueByteCount = 24

  static let flagPaused: UInt64 = 1
  static let flagLookUp: UInt64 = 2

  /// Nil for a case that is not open: it stands in no queue.
  @inline(__always)
  init?(of state: borrowing CaseState) {
    guard state.isOpen else { return nil }
    agency = state.agency.rawValue
    number = state.number.rawValue
    category = state.category.rawValue
    ward = state.ward.rawValue
    reportedAt = state.reportedAt?.milliseconds ?? Int64.min
    let next = state.nextDueFacts
    due = DueOrder.never
    var isWhole = true
    func byte(_ value: UInt32, _ shift: UInt64) -> UInt64 {
      if value > 0xFF { isWhole = false }
      return UInt64(value & 0xFF) << shift
    }
    standing = byte(state.status.rawValue, 8) | byte(state.kind.rawValue, 16)
    standing |= byte(state.level.rawValue, 24) | byte(state.escalationLevel, 40)
    standing |= UInt64(state.legCount & 0xFFFF) << 48
    if state.legCount > 0xFFFF { isWhole = false }
    if let next {
      standing |= byte(next.kind.rawValue, 32)
      // While its clocks stand nothing is due.
      if state.pausedAt == nil { due = DueOrder.key(next.due) } else { isWhole = false }
    }
    if state.pausedAt != nil { standing |= Self.flagPaused }
    if !isWhole { standing |= Self.flagLookUp }
  }

  /// The entry as it lies in the table; nil when it cannot be one.
  init?(key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
    guard key.count == Self.keyByteCount, value.count == Self.valueByteCount else { return nil }
    agency = BigEndianKey.readUInt32(key)
    due = BigEndianKey.readUInt64(key, at: 4)
    number = BigEndianKey.readUInt64(key, at: 12)
    standing = UInt64(littleEndian: value.loadUnaligned(as: UInt64.self))
    category = UInt32(littleEndian: value.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    ward = UInt32(littleEndian: value.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
    reportedAt = Int64(littleEndian: value.loadUnaligned(fromByteOffset: 16, as: Int64.self))
  }

  @inline(__always)
  func isKeyed(before other: Self) -> Bool { (agency, due, number) < (other.agency, other.due, other.number) }

  @inline(__always)
  func writeKey(_ key: UnsafeMutableRawBufferPointer) {
    BigEndianKey.write(agency, to: key)
    BigEndianKey.write(due, to: key, at: 4)
    BigEndianKey.write(number, to: key, at: 12)
  }

  @inline(__always)
  func writeValue(_ value: UnsafeMutableRawBufferPointer) {
    value.storeBytes(of: standing.littleEndian, as: UInt64.self)
    value.storeBytes(of: category.littleEndian, toByteOffset: 8, as: UInt32.self)
    value.storeBytes(of: ward.littleEndian, toByteOffset: 12, as: UInt32.self)
    value.storeBytes(of: reportedAt.littleEndian, toByteOffset: 16, as: Int64.self)
  }

  /// Whether a case stands in the queue "resolved, not answered" as well.
  var isUnanswered: Bool { (standing >> 8) & 0xFF == UInt64(CaseStatus.resolved.rawValue) }
}

extension CaseState {
  /// Kind and due instant of the running commitment that falls due first; ties go to the one recorded first.
  @inline(__always)
  fileprivate var nextDueFacts: (kind: CommitmentKind, due: Instant)? {
    var next: (kind: CommitmentKind, due: Instant)?
    for index in commitments.indices where commitments[index].isRunning {
      guard let due = commitments[index].commitment?.due, next.map({ due < $0.due }) ?? true,
        let kind = commitments[index].commitment?.kind
      else { continue }
      next = (kind, due)
    }
    return next
  }
}
