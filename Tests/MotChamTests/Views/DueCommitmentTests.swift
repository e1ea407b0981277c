import Foundation
import LMDB
import Testing

@testable import MotCham

@Suite struct DueCommitmentTests {
  /// What must be in the index, from the cases themselves.
  private static func expected(_ reading: borrowing Reading, end: UInt64) throws(EngineError) -> [DueCommitment] {
    var all: [DueCommitment] = []
    for number in 0..<end {
      guard let state = try reading.state(of: CaseNumber(number)), state.isOpen, state.pausedAt == nil else { continue }
      for (ordinal, tracked) in state.commitments.enumerated() where tracked.isRunning {
        guard let commitment = tracked.commitment, let due = commitment.due else { continue }
        let agency = commitment.part == 0 ? state.agency : state.part(commitment.part)?.agency ?? .none
        all.append(
          DueCommitment(
            due: due, caseNumber: state.number, ordinal: ordinal, kind: commitment.kind, part: commitment.part,
            agency: agency))
      }
    }
    return all.sorted { ($0.due, $0.caseNumber.rawValue, $0.ordinal) < ($1.due, $1.caseNumber.rawValue, $1.ordinal) }
  }

  @Test(arguments: [UInt64(11), 12]) func `every running commitment of an open case stands in the index once`(
    seed: UInt64
  ) throws {
    let city = try City()
    let engine = try city.open()
    _ = try ViewTests.live(engine, seed: seed)
    let end = engine.position.durable
    try engine.read(after: SequenceNumber(end.rawValue - 1)) { reading throws(EngineError) in
      let all = try Self.expected(reading, end: end.rawValue)
      #expect(all.count > 40)
      #expect(try reading.dueCommitments(to: Limits.instantMax, limit: .max) == all)
      // As of any instant: what is due before it.
      for one in all.prefix(30) {
        let overdue = try reading.dueCommitments(to: one.due, limit: .max)
        #expect(overdue == all.filter { $0.due < one.due })
        let soon = try reading.dueCommitments(from: one.due, to: one.due.adding(minutes: 600), limit: .max)
        #expect(soon == all.filter { one.due <= $0.due && $0.due < one.due.adding(minutes: 600) })
      }
      // Page by page the same, also among those that are due together.
      for limit in [1, 3, 7] {
        var walked: [DueCommitment] = []
        while true {
          let page = try reading.dueCommitments(to: Limits.instantMax, after: walked.last, limit: limit)
          if page.isEmpty { break }
          walked += page
        }
        #expect(walked == all, "pages of \(limit)")
      }
      #expect(try reading.dueCommitments(to: Limits.instantMax, limit: 0).isEmpty)
    }
    try engine.close()
  }

  @Test func `a pause takes the commitments out of the index, the citizen's words bring them back`() throws {
    let city = try City()
    let engine = try city.open()
    let receipt = try engine.submit(Sample.report(1))
    let dispatcher = Actor(.dispatcher, name: "lan")
    func due() throws -> [DueCommitment] {
      let last = SequenceNumber(engine.position.durable.rawValue - 1)
      return try engine.read(after: last) { reading throws(EngineError) in
        try reading.dueCommitments(to: Limits.instantMax, limit: .max)
      }
    }
    let before = try due()
    #expect(!before.isEmpty && before.allSatisfy { $0.caseNumber == receipt.caseNumber })
    _ = try engine.submit([Command(.requestInformation, on: .number(receipt.caseNumber), by: dispatcher)])[0].get()
    #expect(try due().isEmpty)
    _ = try engine.submit([
      Command(.provideInformation(attachments: []), on: .number(receipt.caseNumber), by: .citizen)
    ])[0].get()
    #expect(try due().count == before.count)
    try engine.close()
  }

  @Test(arguments: [1, 4, 1_000]) func `open cases come in the order of their numbers, page after page`(limit: Int)
    throws
  {
    let city = try City()
    let engine = try city.open()
    _ = try ViewTests.live(engine, seed: 21)
    let end = engine.position.durable.rawValue
    try engine.read(after: SequenceNumber(end - 1)) { reading throws(EngineError) in
      for agency in [AgencyID.none] + engine.rulebook.agencies.prefix(8).map(\.number) {
        var expected: [CaseNumber] = []
        for number in 0..<end {
          if let state = try reading.state(of: CaseNumber(number)), state.isOpen, state.agency == agency {
            expected.append(state.number)
          }
        }
        var walked: [CaseNumber] = []
        while true {
          let page = try reading.openCases(of: agency, after: walked.last, limit: limit)
          if page.isEmpty { break }
          walked += page
        }
        #expect(walked == expected, "agency \(agency.rawValue)")
      }
    }
    try engine.close()
  }
}
