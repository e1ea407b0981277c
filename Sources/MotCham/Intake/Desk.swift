internal import Casework
internal import LMDB

/// Where the commands of one block are decided: what is known of keys and cases, and the events so far.
struct Desk: ~Copyable {
  let log: EventLog
  let views: ViewStore
  var rulebook: Rulebook
  var tail: Tail
  private(set) var scratch = EventScratch.none
  /// Where the law writes what it adds to a report.
  private let verdict = VerdictMemory()
  /// The events of the block before, while it is being written.
  private var unsettled: EventScratch?
  private var isTailOpen = false
  private var now = Instant(milliseconds: 0)
  /// What the views of this batch hold: every event before its checkpoint.
  private var served: ServedViews
  private var aheadKeysExist = false
  /// Cases of which a command of this submission was sent back to be prepared again: later ones wait with it,
  /// so that the order is kept.
  private var sentBack: [CaseNumber] = []

  init(log: EventLog, views: ViewStore, rulebook: Rulebook, salt: UInt64) {
    self.log = log
    self.views = views
    self.rulebook = rulebook
    served = ServedViews(emptyIn: views)
    tail = Tail(salt: salt)
  }

  /// Opens a block.
  ///
  /// - Parameter unsettled: the events of the block before, when they are not in the log yet.
  mutating func begin(
    at sequence: UInt64, now: Instant, in scratch: consuming EventScratch, above unsettled: EventScratch?
  ) {
    self.now = now
    self.unsettled = unsettled
    self.scratch = scratch
    self.scratch.begin(at: sequence)
    isTailOpen = false
  }

  /// Takes the horizon of the views as they stand in this snapshot; with the block's first look forgets what lies
  /// behind it.
  mutating func look(at snapshot: borrowing Snapshot) throws(EngineError) {
    served = try ServedViews(views, in: snapshot)
    aheadKeysExist = try stored { () throws(LMDBError) in try snapshot.count(served.tables.submissionsAhead) > 0 }
    precondition(served.checkpoint <= scratch.firstSequence, "the views know an event that is not in the log")
    guard !isTailOpen else { return }
    isTailOpen = true
    tail.beginBlock(projected: served.checkpoint, next: scratch.firstSequence)
  }

  /// Ends the block: its events, and how what is remembered of them is taken back.
  mutating func endBlock() -> (scratch: EventScratch, undo: Tail.Undo) {
    let done = scratch
    scratch = .none
    return (done, tail.endBlock())
  }

  /// Takes the events of the open block back; it stays open and empty.
  mutating func abandonBlock() {
    tail.undo(tail.endBlock())
    scratch.begin(at: scratch.firstSequence)
    isTailOpen = false
  }

  /// Takes the commands that are answered together, in their order.
  mutating func takeAll(_ submission: Submission, _ snapshot: borrowing Snapshot) throws(EngineError) {
    sentBack.removeAll(keepingCapacity: true)
    // By address: a command is large, and copying it cost more than deciding it.
    var failure: EngineError?
    submission.withItems { items, reports in
      guard let first = items.baseAddress else { return }
      for index in items.indices {
        if index + Self.keysAhead < items.count { tail.fetchAhead(items[index + Self.keysAhead].command.key) }
        let item = first + index
        guard let command = UnsafePointer(item).pointer(to: \.command) else {
          preconditionFailure("a command is stored in its item")
        }
        do throws(EngineError) {
          item.pointee.outcome = try take(command.pointee.content, of: command, reports, snapshot)
        } catch {
          failure = error
          return
        }
      }
    }
    if let failure { throw failure }
  }

  /// How many turns ahead a submission is asked for, then what it holds, then the place of its key: each is found
  /// through the one before.
  private static let submissionsAhead = 9
  private static let contentsAhead = 6
  private static let keysAhead = 3

  /// Asks for what the next submissions will be decided with, so that it is near when their turn comes.
  @inline(__always)
  func lookAhead(_ batch: UnsafeBufferPointer<Submission>, from index: Int) {
    if index + Self.submissionsAhead < batch.count {
      Processor.fetchAhead(Unmanaged.passUnretained(batch[index + Self.submissionsAhead]).toOpaque())
    }
    if index + Self.contentsAhead < batch.count { batch[index + Self.contentsAhead].fetchAhead() }
    if index + Self.keysAhead < batch.count { tail.fetchAhead(batch[index + Self.keysAhead].firstKey) }
  }

  /// Turns one command into events, or says why not.
  @inline(__always)
  private mutating func take(
    _ content: borrowing PreparedCommand.Content, of command: UnsafePointer<PreparedCommand>,
    _ reports: UnsafeRawBufferPointer, _ snapshot: borrowing Snapshot
  ) throws(EngineError) -> Outcome {
    switch content {
    case .report(let report):
      if command.pointee.key != 0, let sequence = try sequence(of: command.pointee.key, snapshot) {
        return .seenBefore(SequenceNumber(sequence))
      }
      return open(report, key: command.pointee.key, reports)
    case .wish(let wish): return try take(wish, command, snapshot)
    case .refused(let refusal): return .refused(refusal)
    }
  }

  /// Asks the law about a report, and records its event: the bytes that its sender made, and what the law adds.
  @inline(__always)
  private mutating func open(
    _ report: borrowing PreparedReport, key: UInt128, _ reports: UnsafeRawBufferPointer
  ) -> Outcome {
    guard scratch.byteCount < BlockLayout.eventBytesMax else { return .refused(Refusal(.overloaded)) }
    let verdictByteCount: Int
    do throws(Refusal) {
      verdictByteCount = try report.facts.decide(now: now, rulebook: rulebook, into: verdict.buffer)
    } catch { return .refused(error) }
    let sequence = scratch.nextSequence
    let bodyAt = report.offset + report.headByteCount
    let isShortEnough = scratch.append(
      head: UnsafeRawBufferPointer(rebasing: reports[report.offset..<bodyAt]),
      said: UnsafeRawBufferPointer(rebasing: reports[bodyAt..<(bodyAt + report.bodyByteCount)]),
      verdict: UnsafeRawBufferPointer(rebasing: verdict.buffer[..<verdictByteCount]), recordedAt: now)
    guard isShortEnough else { return .refused(Refusal(.eventTooLong)) }
    if key != 0 { tail.remember(key: key, at: sequence) }
    return .taken(caseNumber: CaseNumber(sequence), sequence: SequenceNumber(sequence), recordedAt: now)
  }

  /// Turns a command about a case into events, or says why not.
  @inline(never)
  private mutating func take(
    _ wish: PreparedWish, _ command: UnsafePointer<PreparedCommand>, _ snapshot: borrowing Snapshot
  ) throws(EngineError) -> Outcome {
    if command.pointee.key != 0, let sequence = try sequence(of: command.pointee.key, snapshot) {
      guard try isAbout(wish.target, sequence, snapshot) else {
        return .refused(Refusal(.submissionKeyReused, "submission"))
      }
      return .seenBefore(SequenceNumber(sequence))
    }
    guard scratch.byteCount < BlockLayout.eventBytesMax else { return .refused(Refusal(.overloaded)) }
    let state: CaseState?
    switch wish.target {
    case .new: state = nil
    case .number(let number): state = try self.state(of: number, snapshot)
    case .submission(let key):
      guard let sequence = try sequence(of: key.value, snapshot), let number = try caseNumber(at: sequence) else {
        return .refused(Refusal(.caseNotOpened))
      }
      state = try self.state(of: number, snapshot)
    }
    if let state {
      if wish.needsCaseKey, command.pointee.caseNonce != state.caseNonce { sentBack.append(state.number) }
      if sentBack.contains(state.number) { return .prepareAgain(state.number) }
    }

    // The law sees one case; whether the other exists is for the log to say.
    if case .linkDuplicate(let original) = wish.body, try self.state(of: original, snapshot) == nil {
      return .refused(Refusal(.caseUnknown, "original"))
    }
    do throws(Refusal) {
      let decided = try decide(
        wish.body, by: wish.actor, occurredAt: wish.occurredAt, on: state,
        in: DecisionContext(now: now, rulebook: rulebook))
      // Without a case the law refuses everything but a report and what is about the city itself.
      guard let state else { return try record(city: decided.first, of: wish, key: command.pointee.key) }
      return try record(decided, of: wish, key: command.pointee.key, on: state)
    } catch { return .refused(error) }
  }

  /// Writes what was decided into the scratch and remembers it for the commands behind.
  private mutating func record(
    _ decided: Decided, of wish: PreparedWish, key: UInt128, on state: CaseState
  ) throws(Refusal) -> Outcome {
    let event = try write(decided.first, of: wish, key: key, on: state.number)
    var changed = state
    changed.evolve(event)
    if let second = decided.second { changed.evolve(follow(second, after: event)) }
    tail.remember(changed)
    return .taken(caseNumber: event.caseNumber, sequence: event.sequence, recordedAt: now)
  }

  /// Writes an event about the city itself. A new edition is in force for the very next command.
  private mutating func record(
    city body: EventBody, of wish: PreparedWish, key: UInt128
  ) throws(Refusal) -> Outcome {
    let event = try write(body, of: wish, key: key, on: CaseNumber(scratch.nextSequence))
    if case .adopt(let edition) = wish.body { rulebook = edition.rulebook }
    return .taken(caseNumber: event.caseNumber, sequence: event.sequence, recordedAt: now)
  }

  /// Puts the event that a wish brings about into the scratch.
  private mutating func write(
    _ body: EventBody, of wish: PreparedWish, key: UInt128, on number: CaseNumber
  ) throws(Refusal) -> Event {
    var event = Event()
    event.sequence = SequenceNumber(scratch.nextSequence)
    event.recordedAt = now
    event.caseNumber = number
    event.submission = key
    event.occurredAt = wish.occurredAt
    event.actor = wish.actor
    event.contentDigest = wish.contentDigest
    event.sealed = wish.sealed
    event.body = body
    let byteCount = event.encodedByteCount
    guard byteCount <= Limits.eventByteCountMax else { throw Refusal(.eventTooLong) }
    scratch.append(event, byteCount: byteCount)
    if key != 0 { tail.remember(key: key, at: event.sequence.rawValue) }
    return event
  }

  /// Records an event that follows from another by the law itself, at the same times.
  private mutating func follow(_ body: EventBody, after cause: Event) -> Event {
    var event = Event()
    event.sequence = SequenceNumber(scratch.nextSequence)
    event.recordedAt = now
    event.caseNumber = cause.caseNumber
    event.occurredAt = cause.occurredAt
    event.actor = .system
    event.body = body
    scratch.append(event, byteCount: event.encodedByteCount)
    return event
  }

  /// Whether the event at a sequence belongs to the case that a command names; a key is worn once, on one case.
  private func isAbout(
    _ target: CaseReference, _ sequence: UInt64, _ snapshot: borrowing Snapshot
  ) throws(EngineError) -> Bool {
    switch target {
    case .new: return true
    case .number(let number): return try caseNumber(at: sequence) == number
    case .submission(let key):
      guard let opened = try self.sequence(of: key.value, snapshot) else { return false }
      return try caseNumber(at: opened) == caseNumber(at: sequence)
    }
  }

  /// Where a key stands in the log; nil when it was never taken.
  private func sequence(of key: UInt128, _ snapshot: borrowing Snapshot) throws(EngineError) -> UInt64? {
    // A fresh version 7 key is later than every one before it: no look-up, neither in memory nor in the views.
    let time = SubmissionKey(value: key)?.time.map { UInt64(max(0, $0.milliseconds)) }
    let isFresh = time.map { $0 > tail.keyHorizon } ?? false
    if !isFresh, let sequence = tail.sequence(of: key) { return sequence }
    if let time, time > served.keyHorizon {
      guard aheadKeysExist else { return nil }
      let isKept = try stored { () throws(LMDBError) in
        try BigEndianKey.withKey(key) { key throws(LMDBError) in
          try snapshot.get(served.tables.submissionsAhead, key) != nil
        }
      }
      guard isKept else { return nil }
    }
    return try stored { () throws(LMDBError) in try served.sequence(of: key, in: snapshot) }
  }

  /// The case that the event at a sequence belongs to.
  private func caseNumber(at sequence: UInt64) throws(EngineError) -> CaseNumber? {
    try event(at: sequence)?.caseNumber
  }

  /// The state of a case with everything that was recorded, this batch included; nil when there is none.
  private func state(of number: CaseNumber, _ snapshot: borrowing Snapshot) throws(EngineError) -> CaseState? {
    if let state = tail.state(of: number) { return state }
    if number.rawValue < served.checkpoint { return try served.state(of: number, in: snapshot) }
    // Not in the views and not changed since its first event: that one event is all there is.
    return try event(at: number.rawValue).flatMap { CaseState(opening: $0) }
  }

  private func event(at sequence: UInt64) throws(EngineError) -> Event? {
    if let event = try scratch.decodedEvent(at: sequence) { return event }
    if let event = try unsettled?.decodedEvent(at: sequence) { return event }
    guard sequence < scratch.firstSequence else { return nil }
    return try log.read { log throws(EngineError) in try log.event(at: SequenceNumber(sequence)) }
  }
}

/// Memory for what the law adds to one report, kept for all of them.
private final class VerdictMemory {
  let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: ReportFacts.verdictByteCountMax, alignment: 16)
  deinit { buffer.deallocate() }
}
