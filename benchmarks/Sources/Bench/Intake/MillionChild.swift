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

  private struct Share {
    var acknowledged: UInt64 = 0
    var sequenceSum: UInt64 = 0
    var failure: String?
  }

  func run() throws {
    let engine = try Engine.open(directory)
    let workload = try StandardReport(seed: seed, rulebook: engine.rulebook)
    let base = ProcFile.anonymousByteCount()
    let (size, producers, total) = (1_024, 2, count)
    let shares = Slots(repeating: Share(), count: producers)
    let (start, cpu) = (Tick.now(), Tick.process())
    var seconds = 0.0
    let peak = MemoryWatch.during {
      Crew.run(producers) { producer in
        var share = Share()
        var first = producer * size
        while first < total {
          var commands = (first..<min(first + size, total)).map { workload.command($0) }
          for index in commands.indices { commands[index].key = workload.key(first + index) }
          do throws(EngineError) {
            for answer in try engine.submit(commands) {
              switch answer {
              case .success(let receipt):
                share.acknowledged += 1
                share.sequenceSum += receipt.sequence.rawValue
              case .failure(let refusal): share.failure = "\(refusal)"
              }
            }
          } catch { share.failure = error.description }
          first += producers * size
        }
        shares[producer] = share
      }
      seconds = Tick.seconds(since: start)
    }
    if let failure = shares.all.compactMap(\.failure).first { throw BenchError("a report was refused: \(failure)") }
    let position = engine.position
    tell(
      [
        shares.all.reduce(0) { $0 + $1.acknowledged }, shares.all.reduce(0) { $0 + $1.sequenceSum },
        UInt64(seconds * 1e6), Tick.process() - cpu, UInt64(base), UInt64(peak),
        position.durable.rawValue - position.projected.rawValue,
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
