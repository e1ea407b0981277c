internal import Casework

extension DueTimer {
  /// The command that the timer asks for, as the engine submits it.
  ///
  /// Its key follows from the log, the case, the commitment with its due instant, and the stage: a process that was
  /// killed between the flush and the views submits the same key again, and gets the first receipt. The law would
  /// refuse the second anyway; the key also makes it no refusal.
  ///
  /// - Parameter occurredAt: the time that the timers were asked at, where that is not the engine's own clock.
  func command(logID: UInt128, occurredAt: Instant?) -> Command {
    Command(timer.command, on: .number(caseNumber), by: .system, key: key(logID: logID), occurredAt: occurredAt)
  }

  func key(logID: UInt128) -> SubmissionKey {
    var numbers: InlineArray<5, UInt64> = [
      UInt64(truncatingIfNeeded: logID >> 64), UInt64(truncatingIfNeeded: logID), caseNumber.rawValue,
      UInt64(timer.place) << 32 | UInt64(timer.moveCount), UInt64(timer.stage.rawValue) << 32 | UInt64(timer.step),
    ]
    for index in numbers.indices { numbers[index] = numbers[index].bigEndian }
    let digest = withUnsafeBytes(of: numbers) { SHA256.hash($0) }
    return SubmissionKey(digest: digest.high)
  }
}
