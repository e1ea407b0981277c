import ArgumentParser

/// The load harness: figures that people can believe, and how they came about.
@main
struct MotChamBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "motcham-bench", abstract: "Measures MotCham on this machine.",
    subcommands: [
      AppendCommand.self, IntakeCommand.self, ProjectCommand.self, QueryCommand.self, TimersCommand.self,
      ReorganiseCommand.self, GrowthCommand.self, PeersCommand.self, ReplayCommand.self, HTTPCommand.self,
      MillionChild.self, ReadingChild.self,
    ])
}
