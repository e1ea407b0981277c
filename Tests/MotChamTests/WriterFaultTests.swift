import Foundation
import LMDB
import Testing

@testable import MotCham

/// A store that fails when told; what it keeps is what a disk would keep.
private final class FaultyStore: BlockStore {
  let log: EventLog
  var failNext: LMDBError.Code?
  private(set) var attemptCount = 0

  init(_ log: EventLog) { self.log = log }

  func append(
    firstSequence: UInt64, byteCount: Int, fill: (UnsafeMutableRawBufferPointer) -> Void
  ) throws(LMDBError) {
    attemptCount += 1
    if let code = failNext {
      failNext = nil
      throw LMDBError(code, path: "faulty")
    }
    try log.append(firstSequence: firstSequence, byteCount: byteCount, fill: fill)
  }
}

/// A clock that stands until it is set.
private final class SetClock: TimeSource {
  var time = Instant(milliseconds: 1_760_000_000_000)
  func now() -> Instant { time }
}

/// A writer driven by hand: no thread, no time but its own.
private final class HandDriven {
  let city: City
  let log: EventLog
  let views: ViewStore
  let store: FaultyStore
  let clock = SetClock()
  var writer: Writer<FaultyStore, SetClock>
  var keeper: ViewKeeper
  let preparer: Preparer

  init(tailWeightMax: Int = EngineLimits.tailWeightMax) throws {
    city = try City()
    // Opening and closing once leaves the views with a checkpoint behind the first block.
    try city.open().close()
    log = try EventLog(directory: Layout.log(city.path), access: .existing, mapByteCount: 1 << 30)
    views = try ViewStore(directory: Layout.views(city.path), access: .create, mapByteCount: 1 << 30)
    store = FaultyStore(log)
    let vault = try Vault(
      keyring: FileKeyring(directory: Layout.keyring(city.path)), logID: 1, nextSequence: SequenceNumber(2),
      clock: WallClock())
    preparer = Preparer(
      vault: vault, log: log,
      attachments: AttachmentStore(directory: Layout.attachments(city.path), logID: vault.logID)
    ) { SequenceNumber(2) }
    keeper = try ViewKeeper(log: log, store: views, zone: .vietnam)
    let frontier = try log.read { log throws(EngineError) in try log.lastBlock()?.frontier }
    writer = Writer(
      store: store, clock: clock, log: log, views: views, rulebook: try Rulebook(json: City.rulebook()),
      frontier: try #require(frontier), lastRecordedAt: Instant(milliseconds: 0), salt: 1,
      tailWeightMax: tailWeightMax)
  }

  deinit {
    log.close()
    views.close()
  }

  /// A command with a place of its own among the bytes of the submission that it will be part of.
  func prepared(_ number: UInt64, key: UInt128) -> Command {
    var report = Report()
    report.kind = .reflection
    report.category = CategoryID(1)
    return Command(.submit(report), on: .new, by: .citizen, key: SubmissionKey(value: key))
  }

  func submit(_ commands: [Command]) throws -> [Outcome] {
    let submission = try preparer.prepare(commands)
    writer.process([submission])
    return commands.indices.map { submission.outcome($0) }
  }

  func comment(_ number: CaseNumber) -> Command {
    Command(.comment(attachments: []), on: .number(number), by: Actor(.dispatcher, name: "lan"))
  }
}

extension Outcome {
  fileprivate var sequence: UInt64? {
    guard case .taken(_, let sequence, _) = self else { return nil }
    return sequence.rawValue
  }
  fileprivate var seen: UInt64? {
    guard case .seenBefore(let sequence) = self else { return nil }
    return sequence.rawValue
  }
  fileprivate var code: Refusal.Code? {
    guard case .refused(let refusal) = self else { return nil }
    return refusal.code
  }
}

@Suite struct WriterFaultTests {
  @Test(arguments: [LMDBError.Code.diskFull, .systemError(5), .environmentFailed])
  func `a failed flush stops the writer, is never tried again, and acknowledges nothing`(code: LMDBError.Code) throws {
    let hand = try HandDriven()
    #expect(try hand.submit([hand.prepared(1, key: 11)])[0].sequence == 2)
    hand.store.failNext = code
    #expect(try hand.submit([hand.prepared(2, key: 12)])[0].code == .engineFailed)
    #expect(hand.writer.failure == .store(LMDBError(code, path: "faulty")))
    let attempts = hand.store.attemptCount
    #expect(try hand.submit([hand.prepared(3, key: 13)])[0].code == .engineFailed)
    #expect(hand.store.attemptCount == attempts, "after a failed flush nothing is written")
    // Reads go on, and the log holds what was acknowledged.
    let end = try hand.log.read { log throws(EngineError) in try log.lastBlock()?.endSequence }
    #expect(end == 3)
  }

  @Test func `a full map refuses its batch, forgets it, and takes the next one`() throws {
    let hand = try HandDriven()
    #expect(try hand.submit([hand.prepared(1, key: 11)])[0].sequence == 2)
    let before = hand.writer.tailCount
    hand.store.failNext = .mapFull
    let refused = try hand.submit([hand.prepared(2, key: 12), hand.prepared(3, key: 13), hand.comment(CaseNumber(2))])
    #expect(refused.map(\.code) == [.logFull, .logFull, .logFull])
    #expect(hand.writer.failure == nil)
    #expect(hand.writer.tailCount == before, "nothing of a refused batch is remembered")
    // The same keys are new, and take the very sequences that were not written.
    let again = try hand.submit([hand.prepared(2, key: 12), hand.prepared(3, key: 13)])
    #expect(again.map(\.sequence) == [3, 4])
    #expect(try hand.submit([hand.prepared(2, key: 12)])[0].seen == 3)
    while try hand.keeper.follow(until: hand.writer.nextSequence) > 0 {}
    let state = try hand.views.read { snapshot throws(EngineError) in
      try ServedViews(hand.views, in: snapshot).state(of: CaseNumber(2), in: snapshot)
    }
    #expect(state?.lastSequence == SequenceNumber(2), "the comment that was not written changed nothing")
  }

  @Test func `a projector that lags too far has new commands refused until it has caught up`() throws {
    let hand = try HandDriven(tailWeightMax: 10)
    var number: UInt64 = 0
    func next() -> Command {
      number += 1
      return hand.prepared(number, key: UInt128(number))
    }
    for _ in 0..<11 { #expect(try hand.submit([next()])[0].sequence != nil) }
    #expect(try hand.submit([next()])[0].code == .overloaded)
    #expect(try hand.submit([next()])[0].code == .overloaded)
    while try hand.keeper.follow(until: hand.writer.nextSequence) > 0 {}
    #expect(try hand.submit([next()])[0].sequence != nil, "what the views have taken in is forgotten")
    #expect(try hand.submit([hand.prepared(1, key: 1)])[0].seen == 2, "and found there")
  }

  @Test func `what was too much in one go is forgotten too, once the views have taken it in`() throws {
    let hand = try HandDriven(tailWeightMax: 10)
    for number in 1...2 {
      #expect(try hand.submit([hand.prepared(UInt64(number), key: UInt128(number))])[0].sequence != nil)
    }
    let many = try hand.submit((3...22).map { hand.prepared(UInt64($0), key: UInt128($0)) })
    #expect(many.allSatisfy { $0.sequence != nil })
    func next() throws -> Outcome { try hand.submit([hand.prepared(23, key: 23)])[0] }
    #expect(try next().code == .overloaded)
    // The first of the two generations is forgotten, the other is too much by itself.
    _ = try hand.keeper.follow(until: 3)
    #expect(try next().code == .overloaded)
    while try hand.keeper.follow(until: hand.writer.nextSequence) > 0 {}
    #expect(try next().sequence == 24)
    #expect(hand.writer.tailCount == 1)
  }

  @Test(arguments: [LMDBError.Code.readersFull])
  func `readers that leave no slot cost a batch, not the writer`(code: LMDBError.Code) throws {
    let hand = try HandDriven()
    #expect(try hand.submit([hand.prepared(1, key: 11)])[0].sequence == 2)
    hand.store.failNext = code
    #expect(try hand.submit([hand.prepared(2, key: 12)])[0].code == .overloaded)
    #expect(hand.writer.failure == nil)
    #expect(try hand.submit([hand.prepared(1, key: 11)])[0].seen == 2, "what was committed before is still remembered")
    #expect(try hand.submit([hand.prepared(2, key: 12)])[0].sequence == 3)
  }

  @Test func `time never runs backwards along the log`() throws {
    let hand = try HandDriven()
    let first = try hand.submit([hand.prepared(1, key: 0)])
    hand.clock.time = hand.clock.time.adding(minutes: -60)
    let second = try hand.submit([hand.prepared(2, key: 0)])
    guard case .taken(_, _, let a) = first[0], case .taken(_, _, let b) = second[0] else {
      Issue.record("both are taken")
      return
    }
    #expect(b == a)
    hand.clock.time = hand.clock.time.adding(minutes: 120)
    guard case .taken(_, _, let c) = try hand.submit([hand.prepared(3, key: 0)])[0] else { return }
    #expect(c > b)
  }

  @Test func `keys and cases are found in the open batch, in the tail and in the views alike`() throws {
    let hand = try HandDriven()
    var seen: [UInt128: UInt64] = [:]
    var random = Seeded(77)
    for round in 0..<200 {
      var batch: [Command] = []
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        let number = UInt64.random(in: 1...150, using: &random)
        // Half of the keys are version 7 of the past, half have no order.
        let key =
          number % 2 == 0
          ? SubmissionKey(time: Instant(milliseconds: 1_759_000_000_000 + Int64(number)), random: 1).value
          : SubmissionKey(digest: UInt128(number) << 64 | 5).value
        batch.append(hand.prepared(number, key: key))
      }
      let outcomes = try hand.submit(batch)
      for (command, outcome) in zip(batch, outcomes) {
        let key = try #require(command.key).value
        if let expected = seen[key] {
          #expect(outcome.seen == expected, "round \(round)")
        } else {
          seen[key] = try #require(outcome.sequence as UInt64?)
        }
      }
      if let known = seen.values.randomElement(using: &random) {
        #expect(try hand.submit([hand.comment(CaseNumber(known))])[0].sequence != nil)
      }
      // The projector comes along at random moments, and not at all for long.
      if round % 17 == 0 { while try hand.keeper.follow(until: hand.writer.nextSequence) > 0 {} }
      hand.clock.time = hand.clock.time.adding(milliseconds: 10)
    }
    #expect(seen.count > 100)
    while try hand.keeper.follow(until: hand.writer.nextSequence) > 0 {}
    _ = try hand.submit([hand.prepared(1_000, key: 0)])
    _ = try hand.submit([hand.prepared(1_001, key: 0)])
    #expect(hand.writer.tailCount <= 2, "what is in the views is forgotten")
  }

  @Test func `an edition whose block was not written is not in force`() throws {
    let hand = try HandDriven()
    let next = try Rulebook(
      json: Array(
        String(decoding: City.rulebook(), as: UTF8.self).replacingOccurrences(
          of: #""edition": 2,"#, with: #""edition": 3,"#
        ).utf8))
    func adoption() -> Submission {
      let submission = Submission(count: 1)
      submission.append(
        PreparedCommand(
          key: 77, caseNonce: 0,
          content: .wish(
            PreparedWish(
              target: .new, actor: Actor(.administrator, name: "khanh"), occurredAt: nil,
              body: .adopt(Edition(rulebook: next, digest: Digest(high: 1, low: 1))), needsCaseKey: false))))
      return submission
    }
    func report(_ number: UInt64) throws -> Submission {
      try hand.preparer.prepare([hand.prepared(number, key: UInt128(number) + 10)])
    }
    func outcomes(_ batch: [Submission]) -> [Outcome] {
      hand.writer.process(batch)
      return batch.map { $0.outcome(0) }
    }
    func edition(of sequence: UInt64) throws -> UInt32? {
      let event = try hand.log.read { log throws(EngineError) in try log.event(at: SequenceNumber(sequence)) }
      guard case .reportReceived(let report) = event?.body else { return nil }
      return report.rulebookEdition
    }
    hand.store.failNext = .mapFull
    #expect(try outcomes([adoption(), report(1)]).map(\.code) == [.logFull, .logFull])
    #expect(try outcomes([report(1)])[0].sequence == 2)
    #expect(try edition(of: 2) == 2)
    // In one block: what stands before the adoption is decided by the old edition, what stands behind it by the new.
    let block = try outcomes([report(2), adoption(), report(3), adoption()])
    #expect(block[0...2].map(\.sequence) == [3, 4, 5] && block[3].seen == 4)
    #expect(try edition(of: 3) == 2)
    #expect(try edition(of: 5) == 3)
  }

  @Test(arguments: [LMDBError.Code.diskFull, .mapFull])
  func `what was decided on top of a block that could not be written falls with it`(code: LMDBError.Code) throws {
    let hand = try HandDriven()
    #expect(try hand.submit([hand.prepared(1, key: 11)])[0].sequence == 2)
    let before = (hand.writer.tailCount, hand.writer.nextSequence)
    let first = try hand.preparer.prepare([hand.prepared(2, key: 12), hand.comment(CaseNumber(2))])
    // A new case, a comment on the case of the block below, and two keys that stand in it.
    let second = try hand.preparer.prepare([
      hand.prepared(3, key: 13), hand.comment(CaseNumber(3)), hand.comment(CaseNumber(2)), hand.prepared(2, key: 12),
    ])
    var below = hand.writer.begin(above: nil)
    hand.writer.add([first], to: &below)
    hand.writer.seal(&below)
    var above = hand.writer.begin(above: below)
    hand.writer.add([second], to: &above)
    hand.writer.seal(&above)
    #expect(second.outcome(0).sequence == 5)
    #expect(second.outcome(1).sequence == 6, "a case of the block below can be commented")
    #expect(second.outcome(2).sequence == 7)
    #expect(second.outcome(3).seen == 3, "a key of the block below is known")

    hand.store.failNext = code
    let written = hand.writer.write(below)
    let cause = try #require(written)
    hand.writer.undo([below, above], because: cause)
    let expected = code == .mapFull ? Refusal.Code.logFull : .engineFailed
    for place in 0..<2 { #expect(first.outcome(place).code == expected) }
    for place in 0..<4 { #expect(second.outcome(place).code == expected) }
    #expect(hand.writer.tailCount == before.0 && hand.writer.nextSequence == before.1)
    guard code == .mapFull else { return }
    #expect(try hand.submit([hand.prepared(2, key: 12), hand.prepared(3, key: 13)]).map(\.sequence) == [3, 4])
  }

  @Test func `a block decided on top of another continues its tree and its sequences`() throws {
    let hand = try HandDriven()
    var below = hand.writer.begin(above: nil)
    hand.writer.add([try hand.preparer.prepare([hand.prepared(1, key: 11)])], to: &below)
    hand.writer.seal(&below)
    var above = hand.writer.begin(above: below)
    let more = try (0..<3).map { try hand.preparer.prepare([hand.prepared($0 + 2, key: UInt128($0) + 20)]) }
    for submission in more { hand.writer.add([submission], to: &above) }
    #expect(hand.writer.write(below) == nil)
    hand.writer.seal(&above)
    hand.writer.settle(below)
    #expect(hand.writer.write(above) == nil)
    hand.writer.settle(above)
    #expect(more.map { $0.outcome(0).sequence } == [3, 4, 5])
    let (root, leaves) = try hand.log.read { log throws(EngineError) in
      var frontier = MerkleFrontier()
      var block = try log.block(containing: 0)
      var root = TreeHash.empty
      while let found = block {
        for index in 0..<found.eventCount { frontier.append(leaf: TreeHash.leaf(found.event(at: index))) }
        root = found.root
        #expect(found.root == frontier.root)
        block = try log.nextBlock()
      }
      return (root, frontier.leafCount)
    }
    #expect(leaves == 6 && root == above.root)
  }
}
