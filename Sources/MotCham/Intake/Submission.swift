internal import Casework

/// One to many commands that are answered together: they lie in one block, and the order is kept.
///
/// It is unchecked because it has one owner at a time: the caller until it is in the inbox, the writer until
/// it is answered, then the caller again; the inbox and the answer are the barriers between them.
final class Submission: @unchecked Sendable {
  let batch: PreparedBatch
  var commands: [PreparedCommand] { batch.commands }
  /// One for each command; the writer fills them.
  var outcomes: [Outcome]
  /// Called once, after the flush; must only wake somebody.
  private var wake: (@Sendable () -> Void)?

  init(_ batch: PreparedBatch, wake: @escaping @Sendable () -> Void) {
    precondition(!batch.commands.isEmpty, "a submission has at least one command")
    self.batch = batch
    outcomes = [Outcome](repeating: .waiting, count: batch.commands.count)
    self.wake = wake
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
