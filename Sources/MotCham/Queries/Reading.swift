public import Casework
internal import LMDB

extension Engine {
  /// Reads the views and the log as they stand together, at one moment.
  ///
  /// - Parameter body: must not let anything but values out; keep it short, since a held snapshot keeps old
  ///   pages of the views alive.
  public func read<R>(_ body: (borrowing Reading) throws(EngineError) -> R) throws(EngineError) -> R {
    var outcome: Result<R, EngineError>?
    try withReading { reading in
      do throws(EngineError) { outcome = .success(try body(reading)) } catch { outcome = .failure(error) }
    }
    guard let outcome else { preconditionFailure("a snapshot ended without running its body") }
    return try outcome.get()
  }

  /// Not generic, and not inlined into what is: Swift 6.3.1 with -O aborts when it specializes a generic closure
  /// around the pointer to a noncopyable value (GenericSpecializer, `forwardToInit`).
  @inline(never)
  private func withReading(_ body: (borrowing Reading) -> Void) throws(EngineError) {
    guard let pass = calls.enter() else { throw .closed }
    defer { pass.leave() }
    try views.read { snapshot throws(EngineError) in
      // A struct cannot hold what it borrows; the pointer lives exactly as long as the closure.
      try withUnsafePointer(to: snapshot) { pointer throws(EngineError) in
        body(try Reading(engine: self, snapshot: pointer))
      }
    }
  }

  /// The same, once the views hold a sequence: a client reads its own writes.
  ///
  /// - Throws: `viewsBehind` when they do not get there within the time.
  @available(*, noasync, message: "blocks its thread; from async code use `await read(after:)`")
  public func read<R>(
    after sequence: SequenceNumber, withinMilliseconds: Int = 10_000,
    _ body: (borrowing Reading) throws(EngineError) -> R
  ) throws(EngineError) -> R {
    if intake == nil {
      // Another process keeps the views; all that this one can do is look again.
      var waited = 0
      while try read({ reading throws(EngineError) in reading.end <= sequence }) {
        guard waited < withinMilliseconds else { throw .viewsBehind(sequence: sequence.rawValue) }
        SystemCall.sleep(milliseconds: 5)
        waited += 5
      }
    } else {
      guard progress.waitUntilProjected(sequence, milliseconds: withinMilliseconds) else {
        throw .viewsBehind(sequence: sequence.rawValue)
      }
    }
    return try read(body)
  }

  /// The same from async code; waits without blocking a thread. For the process that writes.
  ///
  /// - Throws: `viewsBehind` when the engine ends before, and at once for a sequence that is not in the log and in a
  ///   process that only reads.
  public func read<R: Sendable>(
    after sequence: SequenceNumber, _ body: (borrowing Reading) throws(EngineError) -> R
  ) async throws(EngineError) -> R {
    // Every receipt is durable before it is given: a sequence beyond the log is nobody's, and would never come.
    guard sequence.rawValue < progress.durable, intake != nil || progress.projected > sequence.rawValue else {
      throw .viewsBehind(sequence: sequence.rawValue)
    }
    let isThere = await withUnsafeContinuation { (continuation: UnsafeContinuation<Bool, Never>) in
      progress.whenProjected(sequence) { continuation.resume(returning: $0) }
    }
    guard isThere else { throw .viewsBehind(sequence: sequence.rawValue) }
    return try read(body)
  }
}

/// The city at one moment: what the views held after some sequence. It lives only inside `Engine.read`.
public struct Reading: ~Copyable {
  let engine: Engine
  let snapshot: UnsafePointer<Snapshot>
  var views: ViewStore { engine.views }
  /// One past the last sequence that is in what is read here.
  public let end: SequenceNumber

  init(engine: Engine, snapshot: UnsafePointer<Snapshot>) throws(EngineError) {
    if engine.intake == nil { try engine.editions.refresh(engine.log, engine.views, snapshot.pointee) }
    let checkpoint = try stored { () throws(LMDBError) in try engine.views.checkpoint(in: snapshot.pointee) }
    self.engine = engine
    self.snapshot = snapshot
    end = SequenceNumber(checkpoint)
  }

  /// A case as its events have made it; nil when there is none of this number.
  public func state(of number: CaseNumber) throws(EngineError) -> CaseState? {
    try engine.views.state(of: number, in: snapshot.pointee)
  }

  /// The events of a case in their order, sealed parts as they lie; empty when there is none of this number.
  public func history(of number: CaseNumber) throws(EngineError) -> [Event] {
    guard number.rawValue < end.rawValue, let first = try event(at: SequenceNumber(number.rawValue)),
      first.caseNumber == number, case .reportReceived = first.body
    else { return [] }
    var sequences: [UInt64] = []
    try stored { () throws(LMDBError) in
      var cursor = try snapshot.pointee.cursor(engine.views.history)
      var record = try HistoryKey.with(number.rawValue, 0) { key throws(LMDBError) in try cursor.seek(atOrAfter: key) }
      while let found = record, BigEndianKey.readUInt64(found.key) == number.rawValue {
        sequences.append(BigEndianKey.readUInt64(found.key, at: 8))
        record = try cursor.next()
      }
    }
    var events = [first]
    for sequence in sequences {
      guard let event = try event(at: SequenceNumber(sequence)) else {
        throw .damagedLog(sequence: sequence, expected: "an event that the history index names")
      }
      events.append(event)
    }
    return events
  }

  /// One event of the log; nil beyond `end`.
  public func event(at sequence: SequenceNumber) throws(EngineError) -> Event? {
    guard sequence < end else { return nil }
    return try engine.log.read { log throws(EngineError) in try log.event(at: sequence) }
  }

  /// The open cases of an agency in the order in which they fall due; those without a deadline last.
  ///
  /// - Parameters:
  ///   - agency: `.none` for triage.
  ///   - visit: called for each case, from the first due on; returns false to stop.
  public func queue(
    of agency: AgencyID, _ visit: (CaseState) throws(EngineError) -> Bool
  ) throws(EngineError) {
    var numbers: [CaseNumber] = []
    var place = QueueCursor(agency: agency)
    // Pages, so that no cursor is held while the visitor works.
    while place.next(&numbers, limit: 256, try self.page(place, limit: 256)) {
      for number in numbers {
        guard let state = try state(of: number) else {
          throw .damagedFile(
            path: engine.directory + "/views", expected: "case \(number.rawValue), which a queue names")
        }
        guard try visit(state) else { return }
      }
    }
  }

  /// How many open cases stand in an agency's queue. Walks the queue.
  public func queueCount(of agency: AgencyID) throws(EngineError) -> Int {
    var count = 0
    var place = QueueCursor(agency: agency)
    var numbers: [CaseNumber] = []
    while place.next(&numbers, limit: 4_096, try page(place, limit: 4_096)) { count += numbers.count }
    return count
  }

  /// How many cases the city has had.
  public func caseCount() throws(EngineError) -> Int {
    try stored { () throws(LMDBError) in try snapshot.pointee.count(engine.views.cases) }
  }

  /// How many open cases stand in all queues.
  public func openCaseCount() throws(EngineError) -> Int {
    try stored { () throws(LMDBError) in try snapshot.pointee.count(engine.views.queues) }
  }

  private func page(_ place: QueueCursor, limit: Int) throws(EngineError) -> [(due: UInt64, number: UInt64)] {
    guard let start = place.start else { return [] }
    var found: [(due: UInt64, number: UInt64)] = []
    try stored { () throws(LMDBError) in
      var cursor = try snapshot.pointee.cursor(engine.views.queues)
      var key = CompoundKey()
      key.append(place.agency.rawValue)
      key.append(start.due)
      key.append(start.number)
      var record = try key.withBytes { key throws(LMDBError) in try cursor.seek(atOrAfter: key) }
      while let entry = record, found.count < limit, BigEndianKey.readUInt32(entry.key) == place.agency.rawValue {
        found.append((BigEndianKey.readUInt64(entry.key, at: 4), BigEndianKey.readUInt64(entry.key, at: 12)))
        record = try cursor.next()
      }
    }
    return found
  }
}

/// Where a walk along a queue goes on.
private struct QueueCursor {
  let agency: AgencyID
  /// The least place not yet seen; nil at the end.
  private(set) var start: (due: UInt64, number: UInt64)? = (0, 0)

  init(agency: AgencyID) { self.agency = agency }

  /// Takes a page over; false when there is nothing in it.
  mutating func next(_ numbers: inout [CaseNumber], limit: Int, _ page: [(due: UInt64, number: UInt64)]) -> Bool {
    numbers = page.map { CaseNumber($0.number) }
    start = page.count < limit ? nil : page.last.map { ($0.due, $0.number + 1) }
    return !page.isEmpty
  }
}
