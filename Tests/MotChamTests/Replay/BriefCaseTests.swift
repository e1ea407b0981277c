import Foundation
import LMDB
import Testing

@testable import MotCham

/// Cases in a few words against the law itself, after every event.
@Suite struct BriefCaseTests {
  @Test(arguments: 1...6 as ClosedRange<UInt64>) func `a brief case says what the law says, after every event`(
    seed: UInt64
  ) throws {
    let lives = try ViewFoldTests.lives(seed)
    var (plain, all) = (0, 0)
    for events in Dictionary(grouping: lives.events, by: \.caseNumber).values {
      guard let first = events.first, var state = CaseState(opening: first) else { continue }
      var brief = try #require(first.encoded().withUnsafeBytes { BriefCase(opening: $0) })
      for event in [nil] + events.dropFirst().map({ Optional($0) }) {
        if let event {
          state.evolve(event)
          event.encoded().withUnsafeBytes { brief.take($0) }
        }
        all += 1
        if brief.isLeftToTheLaw { continue }
        plain += 1
        #expect(brief.isOpen == state.isOpen)
        #expect(QueueEntry(brief) == QueueEntry(state), "after \(event?.body.typeName ?? "the report")")
      }
    }
    #expect(plain * 3 > all, "\(plain) of \(all) events are on the plain course")
  }

  @Test func `a brief case is brief`() {
    #expect(MemoryLayout<BriefCase>.stride == 80)
  }

  @Test func `bytes that are no event are left to the law`() throws {
    let lives = try ViewFoldTests.lives(1)
    var random = Seeded(3)
    for event in lives.events.prefix(400) {
      let bytes = event.encoded()
      for _ in 0..<20 {
        var damaged = bytes
        let place = Int.random(in: 0..<damaged.count, using: &random)
        damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        if Bool.random(using: &random) { damaged.removeLast(Int.random(in: 0..<damaged.count, using: &random)) }
        // Whatever they are, nothing is read beyond them.
        guard var brief = damaged.withUnsafeBytes({ BriefCase(opening: $0) }) else { continue }
        bytes.withUnsafeBytes { brief.take($0) }
        damaged.withUnsafeBytes { brief.take($0) }
        _ = QueueEntry(brief)
      }
    }
  }

  @Test(arguments: 1...3 as ClosedRange<UInt64>) func `queues of any moment are those of the states`(seed: UInt64)
    throws
  {
    let made = try CaseFoldTests.LifeLog(seed: seed)
    let asOf = try #require(made.lives.events.last).recordedAt
    for end in [made.lives.events.count, made.lives.events.count / 3] {
      let open = made.states(before: end).filter(\.isOpen)
      for agency in Set(open.map(\.agency)).sorted().prefix(4) {
        let empty = QueueTally(asOf: asOf, agency: agency, limit: 1_000)
        var tally = empty
        let briefs = try BriefCases(made.log, end: UInt64(end), folder: made.directory)
        briefs.each { tally.add($0) }
        #expect(briefs.leavesSomeToTheLaw)
        var fold = CaseFold<QueueTally>(log: made.log, end: UInt64(end), folder: made.directory)
        fold.isChosen = { briefs.isLeftToTheLaw($0) }
        tally.merge(try fold.run(into: empty).0)
        #expect(tally.agencies.values.reduce(0) { $0 + $1.cases } == open.count)
        #expect(
          tally.agencies[agency]
            == .init(
              cases: open.count { $0.agency == agency },
              overdue: open.count { $0.agency == agency && $0.isOverdue(at: asOf) }))
        let expected = open.compactMap { QueueRecord(of: $0) }.filter { $0.agency == agency.rawValue }
          .sorted { $0.isKeyed(before: $1) }.map(\.number)
        #expect(tally.sortedLines().map(\.caseNumber.rawValue) == expected)
      }
    }
  }
}
