import ArgumentParser
import Glibc
import MotCham

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
    // A reader that goes away is an error of a write, not the end of the process.
    signal(SIGPIPE, SIG_IGN)
    keepStandardDescriptors()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let failure as Failure {
      fail(failure.description)
    } catch let refusal as Refusal {
      fail(refusal.description)
    } catch let error as EngineError {
      fail(error.description)
    } catch {
      // Usage, help, and the status of whoever has said everything already.
      exit(withError: error)
    }
  }

  /// Where a caller closed one of the three, the next file opened would take its number, and a receipt would be
  /// written into the log. The place is taken, in the direction that cannot be used.
  private static func keepStandardDescriptors() {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) == -1 {
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  private static func fail(_ sentence: String) -> Never {
    Messages.say("motcham: " + sentence)
    Glibc.exit(1)
  }
}

/// Why a command could not do what it was asked: one plain sentence that says what to do next.
struct Failure: Error, CustomStringConvertible {
  var description: String

  init(_ sentence: String) { description = sentence }

  /// A call of the system that went wrong.
  init(_ action: String, _ path: String, errno code: Int32) {
    description = "cannot \(action) \(path): \(String(cString: strerror(code)))"
  }
}

/// Plain words on standard error.
enum Messages {
  static func say(_ sentence: String) {
    var rest = Array((sentence + "\n").utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        return
      }
      rest = rest.dropFirst(count)
    }
  }

  static let isTerminal = isatty(STDERR_FILENO) == 1
}
