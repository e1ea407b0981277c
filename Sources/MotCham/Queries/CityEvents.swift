public import Casework
internal import LMDB

/// The events of the city itself: which edition came into force when, and when its moves were done.
enum CityEvents {
  /// Those at a sequence and behind it that a snapshot of the views knows.
  static func read(
    _ log: EventLog, _ views: ViewStore, _ snapshot: borrowing Snapshot, from sequence: UInt64
  ) throws(EngineError) -> [Event] {
    let served = try ServedViews(views, in: snapshot)
    var sequences: [UInt64] = []
    try stored { () throws(LMDBError) in
      var cursor = try snapshot.cursor(served.tables.city)
      var record = try BigEndianKey.withKey(sequence) { key throws(LMDBError) in try cursor.seek(atOrAfter: key) }
      while let (key, _) = record {
        sequences.append(BigEndianKey.readUInt64(key))
        record = try cursor.next()
      }
    }
    guard !sequences.isEmpty else { return [] }
    return try log.read { log throws(EngineError) in
      var events: [Event] = []
      for sequence in sequences {
        guard let event = try log.event(at: SequenceNumber(sequence)) else {
          throw EngineError.damagedLog(sequence: sequence, expected: "an event of the city that the views name")
        }
        events.append(event)
      }
      return events
    }
  }
}

extension Engine {
  /// The edition of the rulebook in force, as far as this process knows: in the process that writes always the last
  /// one adopted, in one that only reads the last one that a reading has met.
  ///
  /// Ask for it each time, and keep none: another edition may come into force between two reports.
  public var rulebook: Rulebook { editions.current }

  /// Every edition that was ever in force, in order; the last one is.
  public var adoptedEditions: [AdoptedEdition] { editions.all }

  /// The edition that was in force when an event was recorded.
  public func edition(at sequence: SequenceNumber) -> AdoptedEdition { editions.edition(at: sequence) }

  /// The rulebook of an edition that was adopted.
  ///
  /// - Throws: `file` or `damagedFile` when its document is not there or not what was adopted.
  public func rulebook(of adopted: AdoptedEdition) throws(EngineError) -> Rulebook {
    try editions.rulebook(of: adopted)
  }

  /// The rulebook of an edition by its number, as events and deadlines name it; nil when it was never adopted here.
  public func rulebook(edition number: UInt32) throws(EngineError) -> Rulebook? {
    try editions.all.first { $0.edition == number }.map(editions.rulebook)
  }

  /// The account of a deadline, each step by the edition that it rests on; see `Rulebook.account`.
  ///
  /// - Parameter events: all events of the case, in the order of the log.
  public func account(of place: Int, in events: [Event], at instant: Instant) -> CommitmentAccount? {
    // An edition whose document is gone explains nothing any more; the one in force then does what it can.
    rulebook.account(of: place, in: events, at: instant) { try? rulebook(edition: $0) }
  }
}

extension Reading {
  /// The edition that was in force when this reading's last event was recorded.
  public func rulebook() throws(EngineError) -> Rulebook {
    guard end.rawValue > 0 else { return engine.rulebook }
    return try engine.rulebook(of: engine.edition(at: SequenceNumber(end.rawValue - 1)))
  }
}
