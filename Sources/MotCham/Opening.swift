internal import Casework
internal import LMDB

/// The steps from a directory on disk to an engine that takes commands.
struct Opening {
  let directory: String
  let options: Engine.Options
  private var clock: CityClock { CityClock(options.clock) }

  func open() throws(EngineError) -> Engine {
    guard SystemCall.exists(Layout.log(directory) + "/data.mdb") else { throw .notACity(path: directory) }
    guard options.access == .write else { return try openForReading() }
    let engine = try openForWriting()
    engine.completeErasure()
    return engine
  }

  private func openForWriting() throws(EngineError) -> Engine {
    let lock = try DirectoryLock(directory: directory)
    let log = try EventLog(directory: Layout.log(directory), access: .existing, mapByteCount: options.logMapByteCount)
    do throws(EngineError) {
      // After a kill inside a commit its end may be in the kernel's memory alone: nothing is answered from it
      // before it is on the disk.
      try stored { () throws(LMDBError) in try log.environment.flush() }
      let city = try readCity(log)
      let trust = ViewTrust(directory: Layout.views(directory))
      let views = try openViews(trust, end: city.frontier.leafCount)
      do throws(EngineError) {
        let zone = city.founding.rulebook.zone
        var keeper = try ViewKeeper(log: log, store: views, zone: zone)
        // Everything is in the views before the first command: the writer then remembers nothing.
        while try keeper.follow(until: city.frontier.leafCount) > 0 {}
        let progress = Progress(durable: city.frontier.leafCount, projected: keeper.served.checkpoint)
        let vault = try makeVault(city)
        let preparer = makePreparer(vault, log, progress)
        let editions = try EditionShelf(directory: directory, founding: city.founding, log: log, views: views)
        var random = RandomPool()
        let writer = Writer(
          store: log, clock: clock, log: log, views: views, rulebook: editions.current, frontier: city.frontier,
          lastRecordedAt: city.lastRecordedAt, salt: random.next(UInt64.self))
        let calls = CallsInside()
        let intake = IntakeLine(
          writer: writer, keeper: keeper, progress: progress, lock: lock, trust: trust, log: log, views: views,
          calls: calls, options: options)
        let mover = CaseMover(
          log: log, views: views, inbox: intake.inbox, progress: progress, editions: editions,
          batchCount: options.moveBatchCount)
        // What a kill or a close left of a reorganisation goes on.
        if !editions.latest.isApplied { mover.start() }
        return Engine(
          directory: directory, options: options, editions: editions, countingZone: zone, log: log, views: views,
          vault: vault, progress: progress, preparer: preparer, intake: intake, mover: mover, calls: calls,
          checkpointer: makeCheckpointer(city, log, progress, calls))
      } catch {
        views.close()
        throw error
      }
    } catch {
      log.close()
      lock.release()
      throw error
    }
  }

  private func openForReading() throws(EngineError) -> Engine {
    let log = try EventLog(directory: Layout.log(directory), access: .readOnly, mapByteCount: options.logMapByteCount)
    do throws(EngineError) {
      let city = try readCity(log)
      guard ViewTrust(directory: Layout.views(directory)).isGiven() else {
        throw .viewsBehind(sequence: city.frontier.leafCount)
      }
      let views = try ViewStore(
        directory: Layout.views(directory), access: .readOnly, mapByteCount: options.viewsMapByteCount)
      do throws(EngineError) {
        // Views of another version are for the next process that writes to fold anew.
        guard try views.isUsable(end: .max) else { throw EngineError.viewsBehind(sequence: city.frontier.leafCount) }
        let projected = try views.read { snapshot throws(EngineError) in
          try ServedViews(views, in: snapshot).checkpoint
        }
        let progress = Progress(durable: city.frontier.leafCount, projected: projected)
        let vault = try makeVault(city)
        let editions = try EditionShelf(directory: directory, founding: city.founding, log: log, views: views)
        return Engine(
          directory: directory, options: options, editions: editions, countingZone: city.founding.rulebook.zone,
          log: log, views: views, vault: vault, progress: progress, preparer: makePreparer(vault, log, progress),
          intake: nil, mover: nil, calls: CallsInside(), checkpointer: nil)
      } catch {
        views.close()
        throw error
      }
    } catch {
      log.close()
      throw error
    }
  }

  /// What the log itself says of the city: who it is, where it ends, with which rulebook it was founded.
  private struct City {
    var logID: UInt128
    var frontier: MerkleFrontier
    var lastRecordedAt: Instant
    var founding: Edition
  }

  private func readCity(_ log: EventLog) throws(EngineError) -> City {
    let (logID, adopted, frontier, lastRecordedAt) = try log.read { log throws(EngineError) in
      guard case .logCreated(let created) = try log.event(at: SequenceNumber(0))?.body else {
        throw EngineError.damagedLog(sequence: 0, expected: "the event that created the log")
      }
      guard created.formatVersion <= Founding.formatVersion else {
        throw EngineError.damagedLog(
          sequence: 0, expected: "log format \(Founding.formatVersion) or older; open it with a newer MotCham")
      }
      guard case .rulebookAdopted(let adopted) = try log.event(at: Founding.adoptionSequence)?.body else {
        throw EngineError.damagedLog(sequence: 1, expected: "the event that adopted the first rulebook")
      }
      let (frontier, recordedAt) = try Self.checkedEnd(&log)
      return (created.logID, adopted, frontier, recordedAt)
    }
    guard let digest = adopted.digest else { throw .damagedLog(sequence: 1, expected: "the digest of a rulebook") }
    return City(
      logID: logID, frontier: frontier, lastRecordedAt: lastRecordedAt,
      founding: Edition(rulebook: try RulebookFiles(directory: directory).read(digest), digest: digest))
  }

  /// The frontier at the end of the log, after its last block was hashed again from the one before.
  private static func checkedEnd(_ log: inout LogSnapshot) throws(EngineError) -> (MerkleFrontier, Instant) {
    guard let last = try log.lastBlock() else { throw .damagedLog(sequence: 0, expected: "a first block") }
    let first = last.firstSequence
    var frontier = MerkleFrontier()
    if first > 0 {
      guard let before = try log.block(containing: first - 1), before.endSequence == first,
        let peaks = before.frontier, peaks.root == before.root
      else { throw .damagedLog(sequence: first - 1, expected: "a block that ends here with its Merkle frontier") }
      frontier = peaks
    }
    for index in 0..<last.eventCount { frontier.append(leaf: TreeHash.leaf(last.event(at: index))) }
    guard frontier == last.frontier, frontier.root == last.root else {
      throw .damagedLog(sequence: first, expected: "a last block whose events give its Merkle root")
    }
    return (frontier, last.recordedAt)
  }

  /// The views as they were left, when they may be believed; else new ones, to be folded from the log.
  ///
  /// What keeps them from being opened and is no fault of theirs is thrown and leaves them as they are: on a full
  /// disk they can still be read, and could not be folded again.
  private func openViews(_ trust: ViewTrust, end: UInt64) throws(EngineError) -> ViewStore {
    let folder = Layout.views(directory)
    try SystemCall.makeDirectory(folder)
    func openStore() throws(EngineError) -> ViewStore {
      try ViewStore(directory: folder, access: .create, mapByteCount: options.viewsMapByteCount)
    }
    if trust.isGiven(), SystemCall.exists(folder + "/data.mdb") {
      var found: ViewStore?
      do throws(EngineError) { found = try openStore() } catch { if Self.isNoFaultOfTheFile(error) { throw error } }
      if let views = found {
        do throws(EngineError) {
          if try views.isUsable(end: end) {
            try trust.open()
            try views.sweep()
            return views
          }
        } catch {
          views.close()
          throw error
        }
        views.close()
      }
    }
    try SystemCall.remove(folder + "/data.mdb")
    try SystemCall.remove(folder + "/lock.mdb")
    try SystemCall.remove(folder + "/trust")
    let views = try openStore()
    do throws(EngineError) {
      try trust.open()
      try views.begin()
    } catch {
      views.close()
      throw error
    }
    return views
  }

  private static func isNoFaultOfTheFile(_ error: EngineError) -> Bool {
    guard case .store(let error) = error else { return false }
    return switch error.code {
    case .diskFull, .permissionDenied, .readersFull, .alreadyOpen, .libraryTooOld: true
    default: false
    }
  }

  private func makeVault(_ city: City) throws(EngineError) -> Vault {
    try Vault(
      keyring: options.keyring
        ?? FileKeyring(directory: Layout.keyring(directory), probe: options.erasureProbe),
      logID: city.logID, nextSequence: SequenceNumber(city.frontier.leafCount), clock: clock,
      writes: options.access == .write)
  }

  private func makeCheckpointer(
    _ city: City, _ log: EventLog, _ progress: Progress, _ calls: CallsInside
  ) -> Checkpointer? {
    guard let checkpoints = options.checkpoints else { return nil }
    let office = CheckpointOffice(
      directory: directory, origin: checkpoints.origin, logID: city.logID, clock: WallClock())
    return Checkpointer(office: office, log: log, progress: progress, options: checkpoints, calls: calls)
  }

  private func makePreparer(_ vault: Vault, _ log: EventLog, _ progress: Progress) -> Preparer {
    let attachments = AttachmentStore(directory: Layout.attachments(directory), logID: vault.logID)
    return Preparer(vault: vault, log: log, attachments: attachments) { SequenceNumber(progress.durable) }
  }
}
