import Glibc
import MotCham

/// How every program of the house begins and ends.
package enum Door {
  /// Runs a program and says in one sentence what went wrong: status 1 then.
  ///
  /// - Parameter otherwise: usage, help, and the status of whoever has said everything already.
  package static func open(_ name: String, _ body: () throws -> Void, otherwise: (any Error) -> Never) {
    // A reader that goes away is an error of a write, not the end of the process.
    signal(SIGPIPE, SIG_IGN)
    keepStandardDescriptors()
    do {
      try body()
    } catch let failure as Failure {
      fail(name, failure.description)
    } catch let refusal as Refusal {
      fail(name, refusal.description)
    } catch let error as EngineError {
      fail(name, error.description)
    } catch let error as ProofError {
      fail(name, error.description)
    } catch {
      otherwise(error)
    }
  }

  /// Where a caller closed one of the three, the next file opened would take its number, and a receipt would be
  /// written into the log. The place is taken, in the direction that cannot be used.
  private static func keepStandardDescriptors() {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) == -1 {
      _ = Glibc.open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  private static func fail(_ name: String, _ sentence: String) -> Never {
    Messages.say(name + ": " + sentence)
    Glibc.exit(1)
  }
}
