/// What a queue must know of a case, in a few words of memory, and made from stored events without reading them into
/// anything: whoever folds millions of cases to see their queues needs no more.
///
/// It knows the plain course of a case. Where a case takes another one (parts, conversions, reorganisations, more
/// deadlines at a time than there is room for, bytes that cannot be read) it says so, and its events are for
/// `CaseState` to fold. Where it does not, it says of the case what `CaseState` says.
public struct BriefCase: Sendable {
  public let number: CaseNumber
  public private(set) var reportedAt = Instant(milliseconds: 0)
  /// The deadlines that run, in the order in which they were made.
  private var dues = Deadlines()
  public private(set) var agency = AgencyID.none
  public private(set) var category = CategoryID.none
  public private(set) var ward = UnitID.none
  public private(set) var legCount: UInt32 = 0
  private var shortStatus: UInt8 = 0
  private var shortStatusBeforePause: UInt8 = 0
  private var shortKind: UInt8 = 0
  private var shortLevel: UInt8 = 0
  private var shortEscalationLevel: UInt8 = 0
  public private(set) var isPaused = false
  /// Its events have to be folded by the law itself; nothing else here counts then.
  public private(set) var isLeftToTheLaw = false

  public private(set) var status: CaseStatus {
    get { CaseStatus(rawValue: UInt32(shortStatus)) }
    set { shortStatus = short(newValue.rawValue) }
  }
  public private(set) var kind: ReportKind {
    get { ReportKind(rawValue: UInt32(shortKind)) }
    set { shortKind = short(newValue.rawValue) }
  }
  public private(set) var level: Level {
    get { Level(rawValue: UInt32(shortLevel)) }
    set { shortLevel = short(newValue.rawValue) }
  }
  public private(set) var escalationLevel: UInt32 {
    get { UInt32(shortEscalationLevel) }
    set { shortEscalationLevel = short(newValue) }
  }

  /// A number that needs more than a byte is a newer writer's.
  private mutating func short(_ value: UInt32) -> UInt8 {
    if value > 0xFF { isLeftToTheLaw = true }
    return UInt8(truncatingIfNeeded: value)
  }

  /// A few deadlines, side by side.
  private struct Deadlines {
    private(set) var count: UInt8 = 0
    private var kinds = SIMD4<UInt8>()
    private var due0: Int64 = 0
    private var due1: Int64 = 0
    private var due2: Int64 = 0
    private var due3: Int64 = 0

    static let countMax = 4

    func kind(_ place: Int) -> UInt8 { kinds[place] }

    subscript(place: Int) -> Int64 {
      get {
        switch place {
        case 0: due0
        case 1: due1
        case 2: due2
        default: due3
        }
      }
      set {
        switch place {
        case 0: due0 = newValue
        case 1: due1 = newValue
        case 2: due2 = newValue
        default: due3 = newValue
        }
      }
    }

    var indices: Range<Int> { 0..<Int(count) }

    mutating func append(_ kind: UInt8, _ due: Int64) {
      kinds[Int(count)] = kind
      self[Int(count)] = due
      count += 1
    }

    mutating func removeAll() { count = 0 }

    mutating func remove(_ kind: UInt8) {
      guard count > 0 else { return }
      var kept = 0
      for place in indices where kinds[place] != kind {
        kinds[kept] = kinds[place]
        self[kept] = self[place]
        kept += 1
      }
      count = UInt8(kept)
    }
  }

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
    guard dues.count > 0 else { return nil }
    var best = 0
    for place in dues.indices where dues[place] < dues[best] { best = place }
    return (CommitmentKind(rawValue: UInt32(dues.kind(best))), Instant(milliseconds: dues[best]))
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
      caseNumber = EventLayout.caseNumber(of: event)
      let recordedAt = EventLayout.recordedAt(of: event)
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
      if status != .awaitingCitizen { shortStatusBeforePause = shortStatus }
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
      dues.removeAll()
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
    guard !walk.isBroken, part == 0, kind <= 0xFF, let due, dues.count < Deadlines.countMax else {
      isLeftToTheLaw = true
      return
    }
    dues.append(UInt8(kind), due)
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
      for place in dues.indices
      where movedMask & 1 << place == 0 && UInt32(dues.kind(place)) == kind && before[place] == from {
        dues[place] = to
        movedMask |= 1 << place
        break
      }
    }
    if walk.isBroken { isLeftToTheLaw = true }
  }

  /// Ends every running deadline of a kind.
  private mutating func remove(_ kind: CommitmentKind) { dues.remove(UInt8(truncatingIfNeeded: kind.rawValue)) }

  private mutating func stand(_ status: CaseStatus, with agency: UInt32) {
    leavePause()
    self.status = status
    self.agency = AgencyID(agency)
  }

  private mutating func finish(_ status: CaseStatus) {
    dues.removeAll()
    leavePause()
    self.status = status
  }

  private mutating func leavePause() {
    if status == .awaitingCitizen { shortStatus = shortStatusBeforePause }
    shortStatusBeforePause = 0
    isPaused = false
  }
}
