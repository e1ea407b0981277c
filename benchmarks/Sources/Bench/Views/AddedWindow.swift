import MotCham

/// What it cost to add some cases to a city, until the views held them all.
struct AddedWindow {
  /// CPU time of the whole process, the callers' and the projector's included, for each case.
  let cpuMicroseconds: Double
  /// Time that passed, for each case.
  let microseconds: Double

  /// - Parameters:
  ///   - first: the number of the first report; reports made before are not counted.
  ///   - count: a multiple of 1,024.
  init(_ engine: Engine, _ workload: StandardReport, _ first: Int, _ count: Int) throws {
    let batches = stride(from: first, to: first + count, by: 1_024).map { start in
      (start..<(start + 1_024)).map { number in
        var command = workload.command(number)
        command.key = workload.key(number)
        return command
      }
    }
    _ = drain(engine)
    let (start, cpu) = (Tick.now(), Tick.process())
    for batch in batches {
      for answer in try engine.submit(batch) {
        guard case .success(let receipt) = answer, !receipt.isDuplicate else {
          throw BenchError("a report was not taken: \(answer)")
        }
      }
    }
    _ = drain(engine)
    microseconds = Tick.seconds(since: start) * 1e6 / Double(count)
    cpuMicroseconds = Double(Tick.process() - cpu) / 1e3 / Double(count)
  }
}
