/// One reading, measured in a process of its own.
struct ReadingRun {
  /// The part of the log's file that lay in memory before.
  let cachedPart: Double
  let seconds: Double
  let cpuNanoseconds: UInt64
  /// Resident at most, the program itself included.
  let peakByteCount: UInt64
  let coresOfOthers: Double

  /// - Parameter isCold: the log's file is dropped from the system's memory before.
  init(_ reading: AuditorReading, _ subject: AuditorReading.Subject, logPath: String, isCold: Bool) throws {
    if isCold { try PageCache.drop(logPath) }
    cachedPart = try PageCache.residentPart(logPath)
    guard isCold ? cachedPart < 0.01 : cachedPart > 0.99 else {
      throw BenchError("\(cachedPart) of the log is in memory, which is neither cold nor warm; is there room for it?")
    }
    let child = try Child([
      "reading-child", subject.directory, "--reading", reading.rawValue, "--count", "\(subject.count)", "--cases",
      "\(subject.timelineCount)",
    ])
    defer { child.wait() }
    let numbers = try child.numbers()
    guard numbers.count == 4 else { throw BenchError("the other process ended without its figures") }
    seconds = Double(numbers[0]) / 1e9
    cpuNanoseconds = numbers[1]
    peakByteCount = numbers[2]
    coresOfOthers = Double(numbers[3]) / 1e6
  }

  /// - Parameter count: events in the log.
  static func figures(_ runs: [ReadingRun], count: Int) -> Figures {
    func spread(_ value: (ReadingRun) -> Double) -> Spread { Spread(runs.map(value)) }
    var figures = Figures()
    figures.add("seconds", spread { $0.seconds })
    figures.add("events_per_second", spread { Double(count) / $0.seconds })
    figures.add("events_per_second_of_cpu_time", spread { Double(count) * 1e9 / Double($0.cpuNanoseconds) })
    figures.add("cpu_nanoseconds_per_event", spread { Double($0.cpuNanoseconds) / Double(count) })
    figures.add("resident_mib_peak", spread { Double($0.peakByteCount) / Double(1 << 20) })
    figures.add("part_of_the_log_in_memory_before", spread { $0.cachedPart })
    figures.add("cores_busy_for_others", spread { $0.coresOfOthers })
    return figures
  }
}
