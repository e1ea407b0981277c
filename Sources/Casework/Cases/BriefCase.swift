/// What a queue must know of a case, in a few words of memory, and made from stored events without reading them into
/// anything: whoever folds millions of cases to see their queues needs no more.
///
/// It knows the plain course of a case. Where a case takes another one (parts, conversions, reorganisations, more
/// deadlines at a time than there is room for, bytes that cannot be read) it says so, and its events are for
/// `CaseState` to fold. Where it does not, it says of the case what `CaseState` says.
public struct BriefCase: Sendable {
  public let number: CaseNumber
  /// Its events have to be folded by the law itself; nothing else here counts then.
  public private(set) var isLeftToTheLaw = false
  public private(set) var reportedAt = Instant(milliseconds: 0)
  public private(set) var agency = AgencyID.none
  public private(set) var category = CategoryID.none
  public private(set) var ward = UnitID.none
  public private(set) var legCount: UInt32 = 0
  public private(set) var escalationLevel: UInt32 = 0
  public private(set) var status = CaseStatus.unspecified
  public private(set) var kind = ReportKind.unspecified
  public private(set) var level = Level.unspecified
  public private(set) var isPaused = false
  private var statusBeforePause = CaseStatus.unspecified
  /// The deadlines that run, in the order in which they were made.
  private var dues = SIMD4<Int64>()
  private var kinds = SIMD4<UInt32>()
  private var count = 0

  private static let countMax = 4

  /// - Parameter event: as stored.
  /// - Returns: nil when the event opens no case.
  @inline(__always)
  public init?(opening event: UnsafeRawBufferPointer) {
    guard let found = Found(event), found.field == EventLayout.reportField else { return nil }
    number = CaseNumber(found.caseNumber)
    reportedAt = found.effectiveAt
    report(found.body)
    if found.isBroken { isLeftToTheLaw = true }
  }

  /// The city still owes something: the case stands in a queue.
  public var isOpen: Bool { status.isOpen }

  /// The running deadline that falls due first; of equals the one made first.
  public var nextDue: (kind: CommitmentKind, due: Instant)? {
    guard count > 0 else { return nil }
    var best = 0
    for place in 1..<Self.countMax where place < count && dues[place] < dues[best] { best = place }
    return (CommitmentKind(rawValue: kinds[best]), Instant(milliseconds: dues[best]))
  }

  /// A running deadline lies behind `instant`. Nothing is overdue while the clocks stand.
  public func isOverdue(at instant: Instant) -> Bool {
    guard !isPaused, let next = nextDue else { return false }
    return next.due < instant
  }

  /// Takes the next event of the case.
  ///
  /// - Parameter event: as stored.
  @inline(__always)
  public mutating func take(_ event: UnsafeRawBufferPointer) {
    guard !isLeftToTheLaw else { return }
    guard let found = Found(event), !found.isBroken else {
      isLeftToTheLaw = true
      return
    }
    take(found.field, found.body)
  }
}

extension BriefCase {
  /// Where the parts of a stored event lie that are asked for.
  private struct Found {
    var caseNumber: UInt64
    var effectiveAt: Instant
    /// The number of the body; zero when there is none that is known.
    var field = 0
    var body: WireWalk
    var isBroken = false

    @inline(__always)
    init?(_ event: UnsafeRawBufferPointer) {
      guard event.count >= EventLayout.prefixByteCount, var walk = WireWalk(event) else { return nil }
      func word(_ offset: Int) -> UInt64 {
        UInt64(littleEndian: event.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      }
      caseNumber = word(EventLayout.caseNumberOffset)
      let recordedAt = Instant(milliseconds: Int64(bitPattern: word(EventLayout.recordedAtOffset)))
      var occurredAt: Instant?
      body = walk
      while true {
        let tag = walk.tag()
        if tag == 0 { break }
        if tag == 5 << 3 | WireType.fixed64 {
          occurredAt = Instant(milliseconds: Int64(bitPattern: walk.fixed64()))
        } else if Int(tag >> 3) >= EventLayout.reportField, tag & 7 == WireType.delimited {
          // Two bodies are one too many.
          if field != 0 { isBroken = true }
          field = Int(tag >> 3)
          body = walk.nested()
        } else {
          walk.skip(tag)
        }
      }
      if walk.isBroken { isBroken = true }
      effectiveAt = Instant.effective(occurredAt: occurredAt, recordedAt: recordedAt)
    }
  }

  private static let varint = WireType.varint
  private static let message = WireType.delimited

  private mutating func report(_ body: WireWalk) {
    var walk = body
    while true {
      let tag = walk.tag()
      switch tag {
      case 0:
        if walk.isBroken { isLeftToTheLaw = true }
        status = agency == .none ? .received : .assigned
        legCount = agency == .none ? 0 : 1
        return
      case 4 << 3 | Self.varint: kind = ReportKind(rawValue: UInt32(truncatingIfNeeded: walk.varint()))
      case 5 << 3 | Self.varint: category = CategoryID(UInt32(truncatingIfNeeded: walk.varint()))
      case 6 << 3 | Self.varint: level = Level(rawValue: UInt32(truncatingIfNeeded: walk.varint()))
      case 8 << 3 | Self.varint: ward = UnitID(UInt32(truncatingIfNeeded: walk.varint()))
      case 15 << 3 | Self.varint: agency = AgencyID(UInt32(truncatingIfNeeded: walk.varint()))
      case 16 << 3 | Self.message: track(walk.nested())
      default: walk.skip(tag)
      }
    }
  }

  /// Follows `CaseState.evolve`.
  private mutating func take(_ field: Int, _ body: WireWalk) {
    switch field {
    case 17: classified(body)
    case 19:
      let said = numbers(body)
      remove(.forward)
      stand(.assigned, with: said.first)
      legCount = max(legCount, said.second)
      track(body, 3)
    case 20:
      remove(.accept)
      status = .inProgress
      track(body, 1)
    case 21:
      remove(.accept)
      stand(.received, with: 0)
      track(body, 3)
    case 22:
      let said = numbers(body)
      remove(.accept)
      stand(.assigned, with: said.second)
      legCount = max(legCount, said.third)
      track(body, 5)
    case 26:
      if status != .awaitingCitizen { statusBeforePause = status }
      status = .awaitingCitizen
      if numbers(body).first != 0 { isPaused = true }
    case 27:
      move(body, 1)
      leavePause()
    case 28: track(body, 1)
    case 29: move(body, 5)
    case 47: move(body, 3)
    case 30:
      remove(.resolve)
      status = .resolved
      track(body, 2)
    case 31:
      if status != .resolved {
        remove(.forward)
        remove(.accept)
        remove(.resolve)
      }
      remove(.answer)
      status = .answered
      track(body, 1)
    case 32: remove(.confirm)
    case 33: finish(.closed)
    case 34: finish(.rejected)
    case 23: finish(.handedOver)
    case 35:
      count = 0
      stand(agency == .none ? .received : .assigned, with: agency.rawValue)
      track(body, 2)
    case 43: escalationLevel = max(escalationLevel, numbers(body).first)
    // Said, shown, rated, reminded: no queue knows of it. A newer writer's event changes nothing here.
    case 0, 36...42, 45, 50, 51, 53: break
    default: if field <= 53 { isLeftToTheLaw = true }
    }
  }

  private mutating func classified(_ body: WireWalk) {
    var walk = body
    while true {
      let tag = walk.tag()
      switch tag {
      case 0:
        if walk.isBroken { isLeftToTheLaw = true }
        return move(body, 7)
      case 1 << 3 | Self.varint: if let value = said(walk.varint()) { kind = ReportKind(rawValue: value) }
      case 2 << 3 | Self.varint: if let value = said(walk.varint()) { category = CategoryID(value) }
      case 3 << 3 | Self.varint: if let value = said(walk.varint()) { level = Level(rawValue: value) }
      case 4 << 3 | Self.varint: if let value = said(walk.varint()) { ward = UnitID(value) }
      default: walk.skip(tag)
      }
    }
  }

  private func said(_ value: UInt64) -> UInt32? {
    let value = UInt32(truncatingIfNeeded: value)
    return value == 0 ? nil : value
  }

  /// The first three numbers of a body, by their fields.
  private mutating func numbers(_ body: WireWalk) -> (first: UInt32, second: UInt32, third: UInt32) {
    var (walk, found) = (body, (first: UInt32(0), second: UInt32(0), third: UInt32(0)))
    while true {
      let tag = walk.tag()
      switch tag {
      case 0:
        if walk.isBroken { isLeftToTheLaw = true }
        return found
      case 1 << 3 | Self.varint: found.first = UInt32(truncatingIfNeeded: walk.varint())
      case 2 << 3 | Self.varint: found.second = UInt32(truncatingIfNeeded: walk.varint())
      case 3 << 3 | Self.varint: found.third = UInt32(truncatingIfNeeded: walk.varint())
      default: walk.skip(tag)
      }
    }
  }

  /// Starts the deadlines that stand in a field of a body.
  private mutating func track(_ body: WireWalk, _ field: UInt32) {
    var walk = body
    while true {
      let tag = walk.tag()
      if tag == 0 { break }
      if tag == field << 3 | Self.message { track(walk.nested()) } else { walk.skip(tag) }
    }
    if walk.isBroken { isLeftToTheLaw = true }
  }

  private mutating func track(_ commitment: WireWalk) {
    var walk = commitment
    var (kind, part, due) = (UInt32(0), UInt32(0), Int64?.none)
    while true {
      let tag = walk.tag()
      if tag == 0 { break }
      switch tag {
      case 1 << 3 | Self.varint: kind = UInt32(truncatingIfNeeded: walk.varint())
      case 5 << 3 | WireType.fixed64: due = Int64(bitPattern: walk.fixed64())
      case 9 << 3 | Self.varint: part = UInt32(truncatingIfNeeded: walk.varint())
      default: walk.skip(tag)
      }
    }
    guard !walk.isBroken, part == 0, let due, count < Self.countMax else {
      isLeftToTheLaw = true
      return
    }
    kinds[count] = kind
    dues[count] = due
    count += 1
  }

  /// Moves deadlines that run, each entry one, and none twice.
  private mutating func move(_ body: WireWalk, _ field: UInt32) {
    var (walk, movedMask) = (body, 0)
    let before = dues
    while true {
      let tag = walk.tag()
      if tag == 0 { break }
      guard tag == field << 3 | Self.message else {
        walk.skip(tag)
        continue
      }
      var inner = walk.nested()
      var (kind, part, from, to) = (UInt32(0), UInt32(0), Int64?.none, Int64?.none)
      while true {
        let tag = inner.tag()
        if tag == 0 { break }
        switch tag {
        case 1 << 3 | Self.varint: kind = UInt32(truncatingIfNeeded: inner.varint())
        case 2 << 3 | Self.varint: part = UInt32(truncatingIfNeeded: inner.varint())
        case 3 << 3 | WireType.fixed64: from = Int64(bitPattern: inner.fixed64())
        case 4 << 3 | WireType.fixed64: to = Int64(bitPattern: inner.fixed64())
        default: inner.skip(tag)
        }
      }
      guard !inner.isBroken, part == 0, let from, let to else {
        isLeftToTheLaw = true
        return
      }
      // By the due instants before the event: the first that this entry names and no other has moved.
      for place in 0..<count where movedMask & 1 << place == 0 && kinds[place] == kind && before[place] == from {
        dues[place] = to
        movedMask |= 1 << place
        break
      }
    }
    if walk.isBroken { isLeftToTheLaw = true }
  }

  /// Ends every running deadline of a kind.
  private mutating func remove(_ kind: CommitmentKind) {
    var kept = 0
    for place in 0..<count where kinds[place] != kind.rawValue {
      kinds[kept] = kinds[place]
      dues[kept] = dues[place]
      kept += 1
    }
    count = kept
  }

  private mutating func stand(_ status: CaseStatus, with agency: UInt32) {
    leavePause()
    self.status = status
    self.agency = AgencyID(agency)
  }

  private mutating func finish(_ status: CaseStatus) {
    count = 0
    leavePause()
    self.status = status
  }

  private mutating func leavePause() {
    if status == .awaitingCitizen { status = statusBeforePause }
    statusBeforePause = .unspecified
    isPaused = false
  }
}
