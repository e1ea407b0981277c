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
  let served: ServedViews
  /// One past the last sequence that is in what is read here.
  public let end: SequenceNumber

  init(engine: Engine, snapshot: UnsafePointer<Snapshot>) throws(EngineError) {
    if engine.intake == nil { try engine.editions.refresh(engine.log, engine.views, snapshot.pointee) }
    let served = try ServedViews(engine.views, in: snapshot.pointee)
    self.engine = engine
    self.snapshot = snapshot
    self.served = served
    end = SequenceNumber(served.checkpoint)
  }

  /// A case as its events have made it; nil when there is none of this number.
  public func state(of number: CaseNumber) throws(EngineError) -> CaseState? {
    try served.state(of: number, in: snapshot.pointee)
  }

  /// The events of a case in their order, sealed parts as they lie; empty when there is none of this number.
  public func history(of number: CaseNumber) throws(EngineError) -> [Event] {
    guard number.rawValue < end.rawValue, let first = try event(at: SequenceNumber(number.rawValue)),
      first.caseNumber == number, case .reportReceived = first.body
    else { return [] }
    try served.require(.history)
    var sequences: [UInt64] = []
    try stored { () throws(LMDBError) in
      var cursor = try snapshot.pointee.cursor(served.tables.history)
      var record = try BigEndianKey.withKey(number.rawValue) { key throws(LMDBError) in
        try cursor.seek(atOrAfter: key)
      }
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

  /// How many cases the city has had.
  public func caseCount() throws(EngineError) -> Int {
    try stored { () throws(LMDBError) in try snapshot.pointee.count(served.tables.cases) }
  }

  /// How many open cases stand in all queues.
  public func openCaseCount() throws(EngineError) -> Int {
    try served.require(.queues)
    return try stored { () throws(LMDBError) in try snapshot.pointee.count(served.tables.queues) }
  }
}
