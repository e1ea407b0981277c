import ArgumentParser
import Glibc

/// One reading in a process of its own, so that its memory is its own too, as it is an auditor's.
struct ReadingChild: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "reading-child", shouldDisplay: false)

  @Argument var directory: String
  @Option var reading: AuditorReading
  @Option var count: Int
  @Option var cases: Int

  /// It prints nanoseconds, CPU nanoseconds, bytes resident at most, and millionths of cores that others kept busy.
  func run() throws {
    let neighbours = Neighbours.now()
    let (start, cpu) = (Tick.now(), Tick.process())
    try reading.run(AuditorReading.Subject(directory: directory, count: count, timelineCount: cases))
    let numbers = [
      Tick.now() - start, Tick.process() - cpu, ProcFile.peakByteCount(), UInt64(neighbours.coresSinceThen() * 1e6),
    ]
    say(numbers.map { String($0) }.joined(separator: " ") + "\n", to: STDOUT_FILENO)
  }
}
