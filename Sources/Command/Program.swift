import ArgumentParser
import Show

/// The `motcham` program: a thin door to the engine.
@main
struct Program: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "motcham",
    abstract: "MotCham, one touch: a city's complaints as a log that nobody can rewrite.",
    discussion: "Exit status: 0 done; 1 refused or failed, with one plain sentence on standard error; 64 usage.",
    subcommands: [
      InitCommand.self, AdoptCommand.self, IntakeCommand.self, DoCommand.self, QueueCommand.self, CaseCommand.self,
      StatsCommand.self, SearchCommand.self, TickCommand.self, EraseCommand.self,
    ])

  static func main() {
    Door.open("motcham") {
      var command = try parseAsRoot()
      try command.run()
    } otherwise: {
      exit(withError: $0)
    }
  }
}
