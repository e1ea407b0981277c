internal import Casework

/// One to many commands that are answered together: they lie in one block, and the order is kept.
///
/// It is unchecked because it has one owner at a time: the caller until it is in the inbox, the writer until
/// it is answered, then the caller again; the inbox and the answer are the barriers between them.
final class Submission: @unchecked Sendable {
  let commands: [PreparedCommand]
  /// One for each command; the writer fills them.
  var outcomes: [Outcome]
  /// Called once, after the flush; must only wake somebody.
  private var wake: (@Sendable () -> Void)?

  init(_ commands: [PreparedCommand], wake: @escaping @Sendable () -> Void) {
    precondition(!commands.isEmpty, "a submission has at least one command")
    self.commands = commands
    outcomes = [Outcome](repeating: .waiting, count: commands.count)
    self.wake = wake
  }

  /// About how many bytes it will add to the log; bounds the inbox.
  var byteCountEstimate: Int {
    var count = 0
    for command in commands { count += command.sealed.count + 128 }
    return count
  }

  /// Answers, exactly once.
  func answer() {
    guard let wake else { preconditionFailure("a submission is answered once") }
    self.wake = nil
    wake()
  }

  /// Refuses every command that has no outcome yet; the caller then answers.
  func refuseAll(_ refusal: Refusal) {
    for index in outcomes.indices { outcomes[index] = .refused(refusal) }
  }
}
