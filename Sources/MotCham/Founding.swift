internal import Casework
internal import LMDB

/// The first minute of a city: folders, rulebook, and the first block of its log.
enum Founding {
  static let formatVersion: UInt32 = 1
  /// Where the first edition of the rulebook comes into force.
  static let adoptionSequence = SequenceNumber(1)

  static func create(at directory: String, rulebook bytes: [UInt8], clock: some TimeSource) throws(EngineError) {
    let rulebook = try RulebookFiles.parse(bytes)
    if SystemCall.exists(directory) {
      // What an interrupted founding left is taken over: it has no log under its name and no secret yet.
      guard let names = SystemCall.names(in: directory),
        Set(names).isSubset(of: ["views", "keyring", "rulebooks", "attachments", "log.new"]),
        SystemCall.names(in: Layout.keyring(directory)) ?? [] == []
      else { throw .directoryNotEmpty(path: directory) }
    }
    try SystemCall.makeDirectory(directory)
    for folder in [
      Layout.views(directory), Layout.keyring(directory), Layout.rulebooks(directory), Layout.attachments(directory),
    ] {
      try SystemCall.makeDirectory(folder)
    }
    let digest = Digest(hashing: bytes)
    try RulebookFiles(directory: directory).write(bytes, as: digest)
    // The log comes last, and under its name only when its first block is on the disk: a directory with a log is
    // whole.
    let unfinished = Layout.log(directory) + ".new"
    try SystemCall.makeDirectory(unfinished)
    try SystemCall.remove(unfinished + "/data.mdb")
    try SystemCall.remove(unfinished + "/lock.mdb")
    let log = try EventLog(directory: unfinished, access: .create, mapByteCount: 1 << 30)
    do throws(EngineError) {
      try writeFirstBlock(to: log, rulebook: rulebook, digest: digest, at: clock.now())
      log.close()
    } catch {
      log.close()
      throw error
    }
    try SystemCall.flushDirectory(of: unfinished + "/data.mdb")
    try SystemCall.rename(unfinished, to: Layout.log(directory))
  }

  private static func writeFirstBlock(
    to log: EventLog, rulebook: Rulebook, digest: Digest, at now: Instant
  ) throws(EngineError) {
    var random = RandomPool()
    var created = LogCreated()
    created.logID = random.next(UInt128.self)
    created.formatVersion = formatVersion
    let adopted = RulebookAdopted(Edition(rulebook: rulebook, digest: digest))
    var scratch = EventScratch()
    var frontier = MerkleFrontier()
    scratch.begin(at: 0)
    for body in [EventBody.logCreated(created), .rulebookAdopted(adopted)] {
      var event = Event()
      event.sequence = SequenceNumber(scratch.nextSequence)
      event.caseNumber = CaseNumber(scratch.nextSequence)
      event.recordedAt = now
      event.actor = .system
      event.body = body
      scratch.append(event, byteCount: event.encodedByteCount)
      frontier.append(leaf: TreeHash.leaf(scratch.event(at: scratch.count - 1)))
    }
    let byteCount = BlockLayout.byteCount(
      peakCount: frontier.peaks.count, eventCount: scratch.count, eventByteCount: scratch.byteCount)
    try stored { () throws(LMDBError) in
      try log.append(firstSequence: 0, byteCount: byteCount) { target in
        BlockLayout.write(
          into: target, firstSequence: 0, recordedAt: now, offsets: scratch.offsets, events: scratch.bytes,
          frontier: frontier, root: frontier.root)
      }
    }
  }
}
