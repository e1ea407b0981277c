import ArgumentParser
import Glibc
import MotCham

/// Mode (d) inside: a process of its own that takes many reports, so that its memory is its own too.
///
/// It prints one line of numbers when the last report is acknowledged, and another after a clean close; to be
/// killed, it only waits after the first.
struct MillionChild: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "million-child", shouldDisplay: false)

  @Argument var directory: String
  @Option var count: Int
  @Option var seed: UInt64
  @Flag var abandon = false

  func run() throws {
    let engine = try Engine.open(directory)
    let workload = try StandardReport(seed: seed, rulebook: engine.rulebook)
    let base = ProcFile.anonymousByteCount()
    let (size, total) = (1_024, count)
    let meter = Meter()
    let receipts = try Producers(batchCount: (total + size - 1) / size).send(through: engine) { _, number in
      var commands = workload.commands(from: number * size, count: min(size, total - number * size))
      workload.stamp(&commands, first: number * size)
      return commands
    }
    let cost = meter.end()
    tell(
      [
        receipts.events, receipts.sequenceSum, UInt64(cost.seconds * 1e6), cost.cpuNanoseconds, UInt64(base),
        UInt64(cost.anonymousByteCount ?? 0), engine.lag, cost.writtenByteCount, cost.peakByteCount,
        cost.flushes?.count ?? 0,
      ])
    if abandon { while true { pause() } }
    var drained = 0.0
    let peakDraining = MemoryWatch.during { drained = drain(engine) }
    let closing = Tick.now()
    try engine.close()
    tell([UInt64(drained * 1e6), UInt64(peakDraining), Tick.now() - closing])
  }

  private func tell(_ numbers: [UInt64]) {
    say(numbers.map { String($0) }.joined(separator: " ") + "\n", to: STDOUT_FILENO)
  }
}
