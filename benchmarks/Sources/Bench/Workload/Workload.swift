@_spi(Harness) import MotCham

/// The reports that a measurement sends: the same for a seed for ever, apart from their submission keys, whose time is
/// that of their sending, and what the engine draws at random.
protocol Workload: Sendable {
  var seed: UInt64 { get }
  /// False where deadlines lie in the past, and would all ring at once.
  var ringsTimers: Bool { get }

  /// Report n and what happened to it, in order and without keys: the first command opens a case, the others are about
  /// it. `stamp` gives them keys and names the case.
  func commands(_ number: Int) -> [Command]
  /// SHA-256 over what makes the first reports: two runs with one digest had one input.
  func digest(count: Int) -> String
}

extension Workload {
  var ringsTimers: Bool { true }

  /// The key of report n sent now, or some time ago: a phone makes its key before the network takes it.
  ///
  /// - Parameter step: of the commands of the report.
  func key(_ number: Int, step: Int = 0, agedMilliseconds age: Int64 = 0) -> SubmissionKey {
    var random = SeededRandom(seed: ~seed &* 0x2545_F491_4F6C_DD1D &+ UInt64(number) &+ UInt64(step) << 48)
    return SubmissionKey(
      time: Instant(milliseconds: Tick.wallMilliseconds() - age),
      random: UInt128(random.next()) << 64 | UInt128(random.next()))
  }

  /// Gives whole reports the keys of their sending.
  ///
  /// - Parameter first: the number of the first report among the commands.
  func stamp(_ commands: inout [Command], first: Int, agedMilliseconds age: Int64 = 0) {
    var (number, step) = (first - 1, 0)
    var opening: SubmissionKey?
    for index in commands.indices {
      if commands[index].target == .new {
        (number, step) = (number + 1, 0)
        opening = key(number, agedMilliseconds: age)
        commands[index].key = opening
      } else {
        step += 1
        commands[index].key = key(number, step: step, agedMilliseconds: age)
        if let opening { commands[index].target = .submission(opening) }
      }
    }
  }

  /// The commands of so many reports from a number on, without keys.
  func commands(from first: Int, count: Int) -> [Command] { (first..<(first + count)).flatMap { commands($0) } }

  /// Bytes of what is personal as they are stored: the words, nonce and tag of each command that has any.
  func sealedByteCount(_ number: Int) -> Int {
    commands(number).reduce(0) { $0 + ($1.personal.isEmpty ? 0 : $1.personal.encodedByteCount + 28) }
  }
}
