internal import Casework

extension Inbox {
  /// Hands a submission to the writer, or answers it with the reason why not.
  ///
  /// - Parameter cause: why the engine has failed, where somebody knows.
  func hand(over submission: Submission, waking wake: Submission.Wake, cause: () -> String = { "" }) {
    submission.willWake(wake)
    guard let code = put(submission) else { return }
    submission.refuseAll(Refusal(code, code == .engineFailed ? cause() : ""))
    Submission.answer(submission)
  }

  /// Hands commands of the engine itself over and blocks until the writer has answered them.
  func outcomes(of commands: [PreparedCommand]) -> [Outcome] {
    let submission = Submission(count: commands.count)
    for command in commands { submission.append(command) }
    let gate = Gate()
    hand(over: submission, waking: .thread(gate))
    gate.wait()
    return commands.indices.map { submission.outcome($0) }
  }
}

extension [Outcome] {
  /// Why the engine took nothing, or no more: a block can be full in the midst of a submission.
  var refusalOfTheEngine: Refusal? {
    for case .refused(let refusal) in self {
      if refusal.code.isOfTheEngine { return refusal }
    }
    return nil
  }
}
