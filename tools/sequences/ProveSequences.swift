import ArgumentParser
import LawModel

/// Plays random sequences of commands and checks the law after each step; see `tools/prove-sequences`.
@main
struct ProveSequences: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove-sequences",
    abstract: "Plays random sequences of commands over many cases and checks the law after every step.",
    discussion: """
      After each command: the grid of the law allows what was accepted, each case is the fold of its events, each open \
      case stands in its queue and nowhere else, and no timer has rung twice for one deadline. One sequence in so many \
      is also played by an engine on disk, whose views, queues and timers must say the same.

      Exit status: 0 when all holds, 1 with the seed and the step when something does not.
      """)

  @Option(help: "How many sequences.")
  var count = 100_000

  @Option(help: ArgumentHelp("The first seed; each sequence has the next one.", valueName: "n"))
  var seed: UInt64 = 1

  @Option(help: "How many steps a sequence has.")
  var steps = 40

  @Option(help: "One sequence in so many is played by an engine as well; 0 for none.")
  var engineEvery = 500

  mutating func run() throws {
    var coverage = SequenceCoverage()
    var engineCount = 0
    for number in 0..<count {
      var run = SequenceRun(seed: seed &+ UInt64(number), stepCount: steps)
      do throws(SequenceFault) {
        if engineEvery > 0, number % engineEvery == 0 {
          engineCount += 1
          var engine = try EngineBeside(seed: run.seed)
          defer { engine.end() }
          try run.play(beside: &engine)
        } else {
          var nothing = NothingBeside()
          try run.play(beside: &nothing)
        }
      } catch {
        print("FAILED: \(error)")
        throw ExitCode.failure
      }
      coverage.add(run.coverage)
      if (number + 1) % 10_000 == 0 { print("\(number + 1) sequences, \(coverage.commands) commands") }
    }
    print(
      "\(count) sequences from seed \(seed): \(coverage.commands) commands, \(coverage.accepted) accepted, "
        + "\(coverage.rung) timers rang, \(engineCount) sequences by an engine as well")
    say("states", coverage.statuses)
    say("commands", coverage.acts)
    say("events", coverage.events)
    say("refusals", coverage.refusals)
    // A short run cannot have been everywhere.
    if !coverage.missing.isEmpty, count >= 2_000 {
      print("FAILED: never reached: \(coverage.missing.joined(separator: ", "))")
      throw ExitCode.failure
    }
  }

  private func say(_ name: String, _ counts: [String: Int]) {
    let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    print(name + ": " + sorted.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
  }
}
