import ArgumentParser
import Show

/// The `motcham-replay` program: what an auditor does with a log, without trusting whoever wrote it.
@main
struct Program: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "motcham-replay",
    abstract: "Reads a MotCham log from outside: verifies it, and replays what was and why.",
    discussion: """
      Nothing is ever written into a data directory, and nothing in it is taken on trust. Exit status: 0 done and \
      whole; 1 damaged or failed, with one plain sentence on standard error; 64 usage.
      """,
    subcommands: [
      VerifyCommand.self, TimelineCommand.self, AtCommand.self, ExplainCommand.self, DiffCommand.self,
      RebuildCommand.self, ReportCommand.self, WhatIfCommand.self, ProveCommand.self, CheckCommand.self,
      ExportCommand.self,
    ])

  static func main() {
    Door.open("motcham-replay") {
      var command = try parseAsRoot()
      try command.run()
    } otherwise: {
      exit(withError: $0)
    }
  }
}
