import Glibc
import MotCham

/// Plain threads that take turns at the batches of a run, each through blocking `submit`.
struct Producers {
  var count = 2
  var batchCount: Int

  /// Sends every batch and waits for all answers. What is refused as overloaded, since the views are too far behind,
  /// is sent again a little later with the same keys.
  ///
  /// - Parameters:
  ///   - batch: gives the commands of a batch, on the thread of the producer that sends it.
  ///   - after: called there when all of it is acknowledged.
  func send(
    through engine: Engine, _ batch: @escaping @Sendable (_ producer: Int, _ number: Int) -> [Command],
    after: @escaping @Sendable (_ number: Int) -> Void = { _ in }
  ) throws -> Receipts {
    let shares = Slots(repeating: Receipts(), count: count)
    let (step, total) = (count, batchCount)
    Crew.run(step) { producer in
      let own = Tick.thread()
      var share = Receipts()
      for number in stride(from: producer, to: total, by: step) {
        share.take(batch(producer, number), through: engine)
        after(number)
      }
      share.cpuNanoseconds = Tick.thread() - own
      shares[producer] = share
    }
    let receipts = shares.all.reduce(into: Receipts()) { $0.add($1) }
    if let failure = receipts.failure { throw BenchError("a report was refused: \(failure)") }
    return receipts
  }
}

/// What senders were acknowledged.
struct Receipts: Sendable {
  /// Commands, each of which is one event.
  private(set) var events: UInt64 = 0
  /// Of those, the ones that opened a case.
  private(set) var reports: UInt64 = 0
  /// Of all events: with dense numbers it fixes which ones they are.
  private(set) var sequenceSum: UInt64 = 0
  /// Refused because the views were too far behind, and sent again.
  private(set) var overloaded: UInt64 = 0
  /// The first refusal for any other reason.
  private(set) var failure: String?
  /// Of the senders' own threads.
  var cpuNanoseconds: UInt64 = 0

  mutating func add(_ other: Receipts) {
    events += other.events
    reports += other.reports
    sequenceSum += other.sequenceSum
    overloaded += other.overloaded
    failure = failure ?? other.failure
    cpuNanoseconds += other.cpuNanoseconds
  }

  mutating func take(_ receipt: Receipt, of command: Command) {
    events += 1
    sequenceSum += receipt.sequence.rawValue
    if command.target == .new { reports += 1 }
  }

  mutating func fail(_ words: String) { failure = failure ?? words }

  /// Takes the answers of commands that were sent together.
  ///
  /// - Parameter each: is told of every receipt.
  /// - Returns: those to be sent again, with the same keys: refused as overloaded, or following on a report that was.
  mutating func take(
    _ answers: [Answer], of commands: [Command], each: (Receipt, Command) -> Void = { _, _ in }
  ) -> [Command] {
    var refused: [Command] = []
    var isOverloaded = false
    for (command, answer) in zip(commands, answers) {
      switch answer {
      case .success(let receipt):
        take(receipt, of: command)
        each(receipt, command)
      case .failure(let refusal):
        refused.append(command)
        // What follows on a report that was not taken has no case yet.
        if refusal.code == .overloaded { isOverloaded = true } else if !isOverloaded { fail("\(refusal)") }
      }
    }
    overloaded += UInt64(refused.count)
    return refused
  }

  /// How long a sender waits before it sends again what was refused as overloaded.
  static let pauseMilliseconds = 20

  /// Sends commands until none of them is refused as overloaded.
  mutating func take(
    _ commands: [Command], through engine: Engine, each: (Receipt, Command) -> Void = { _, _ in }
  ) {
    var left = commands
    while !left.isEmpty {
      do throws(EngineError) { left = take(try engine.submit(left), of: left, each: each) } catch {
        fail(error.description)
      }
      guard failure == nil else { return }
      if !left.isEmpty { usleep(UInt32(Self.pauseMilliseconds) * 1_000) }
    }
  }
}
