import LawModel
import Testing

@testable import Casework

/// Random sequences of commands over many cases: whatever people do, the law holds. `tools/prove-sequences` plays a
/// hundred thousand of them, some with an engine on disk beside the model.
@Suite struct `Random sequences` {
  @Test(arguments: [1, 1_001, 2_001, 3_001] as [UInt64]) func `The law holds after every step`(_ first: UInt64) throws {
    for seed in first..<(first + 60) {
      var run = SequenceRun(seed: seed)
      var nothing = NothingBeside()
      try run.play(beside: &nothing)
    }
  }

  @Test func `A sequence is the same every time it is played`() throws {
    func played() throws -> SequenceCoverage {
      var run = SequenceRun(seed: 77, stepCount: 80)
      var nothing = NothingBeside()
      try run.play(beside: &nothing)
      return run.coverage
    }
    let (first, second) = (try played(), try played())
    #expect(first.events == second.events && first.refusals == second.refusals)
    #expect(first.accepted > 20)
  }

  @Test func `The oracle knows what the grid refuses`() throws {
    let rulebook = SequenceCity.rulebook()
    var city = CityModel(rulebook: rulebook)
    let report = CommandBody.submit(Report.of(.reflection))
    guard
      case .accepted(let number, _) = try city.take(
        report, on: nil, by: .citizen, now: SequenceCity.start, occurredAt: nil)
    else {
      Issue.record("a report is taken")
      return
    }
    let state = try #require(city.state(number))
    var assigned = state
    assigned.status = .assigned
    assigned.agency = SequenceCity.roads
    let hoa = Actor(.dispatcher, name: "hoa")
    #expect(LawOracle.fault(.assign(to: SequenceCity.roads), by: hoa, before: state, after: assigned) == nil)
    #expect(LawOracle.fault(.assign(to: SequenceCity.roads), by: .citizen, before: state, after: assigned) != nil)
    #expect(LawOracle.fault(.assign(to: SequenceCity.roads), by: hoa, before: assigned, after: assigned) != nil)
    #expect(LawOracle.fault(.assign(to: SequenceCity.roads), by: hoa, before: state, after: state) != nil)
    #expect(LawOracle.fault(.accept, by: hoa, before: assigned, after: assigned) != nil)
  }

  @Test func `A state that breaks an invariant is a fault`() throws {
    var state = CaseState()
    state.number = CaseNumber(2)
    state.status = .closed
    try CaseInvariants.check(before: nil, after: state)
    var tracked = TrackedCommitment()
    tracked.commitment = Commitment()
    state.commitments = [tracked]
    #expect(throws: SequenceFault.self) { try CaseInvariants.check(before: nil, after: state) }
    state.commitments = []
    state.status = .assigned
    #expect(throws: SequenceFault.self) { try CaseInvariants.check(before: nil, after: state) }
  }
}

extension Report {
  fileprivate static func of(_ kind: ReportKind) -> Report {
    var report = Report()
    report.kind = kind
    return report
  }
}
