import LawModel
import Testing

@testable import prove_sequences

/// A small part of what `tools/prove-sequences` plays.
@Suite struct SequenceTests {
  @Test(arguments: [1, 101, 201, 301])
  func `random sequences of commands leave no invariant of the law broken`(_ first: UInt64) throws {
    var coverage = SequenceCoverage()
    for seed in first..<(first + 100) {
      var run = SequenceRun(seed: seed)
      var nothing = NothingBeside()
      try run.play(beside: &nothing)
      coverage.add(run.coverage)
    }
    #expect(coverage.accepted > 1_000 && coverage.rung > 100 && coverage.refusals.count > 20)
  }

  @Test(arguments: [1, 3, 5, 7])
  func `an engine on disk says of random sequences what the model says`(_ first: UInt64) throws {
    for seed in first..<(first + 2) {
      var run = SequenceRun(seed: seed)
      var engine = try EngineBeside(seed: seed)
      defer { engine.end() }
      try run.play(beside: &engine)
    }
  }
}
