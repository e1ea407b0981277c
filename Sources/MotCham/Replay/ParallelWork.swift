internal import Glibc

/// Work that is divided among the cores of the machine, each part on a thread of its own.
enum ParallelWork {
  /// As many parts as the machine has cores, at most eight: beyond that the disk is what is waited for.
  static var threadCount: Int { max(1, min(8, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))) }

  /// A range of sequences cut into as many parts as there are threads; a short one stays whole.
  static func ranges(_ range: Range<UInt64>) -> [Range<UInt64>] {
    ranges(range, threadCount: range.count < 8_192 ? 1 : threadCount)
  }

  static func ranges(_ range: Range<UInt64>, threadCount: Int) -> [Range<UInt64>] {
    let count = UInt64(threadCount)
    let size = (UInt64(range.count) + count - 1) / count
    return (0..<count).map { part in
      let start = min(range.lowerBound + part * size, range.upperBound)
      return start..<min(start + size, range.upperBound)
    }
  }

  /// Does every part and gives the results in the order of the parts.
  ///
  /// - Throws: the error of the first part that failed, when all have ended.
  static func run<Part: Sendable, Result: Sendable>(
    on parts: [Part], _ work: @escaping @Sendable (Part) throws(EngineError) -> Result
  ) throws(EngineError) -> [Result] {
    let board = Board<Result>(count: parts.count)
    // The first part is done here.
    let threads = parts.indices.dropFirst().map { index in
      WorkerThread(name: "motcham-read-\(index)") { board.put(index, Self.outcome(parts[index], work)) }
    }
    if let first = parts.first { board.put(0, outcome(first, work)) }
    for thread in threads { thread.join() }
    return try board.results()
  }

  private static func outcome<Part, R>(
    _ part: Part, _ work: (Part) throws(EngineError) -> R
  ) -> Swift.Result<R, EngineError> {
    do throws(EngineError) { return .success(try work(part)) } catch { return .failure(error) }
  }

  /// It is unchecked because everything stands under the monitor.
  private final class Board<R: Sendable>: @unchecked Sendable {
    private let monitor = Monitor()
    private var outcomes: [Swift.Result<R, EngineError>?]

    init(count: Int) { outcomes = Array(repeating: nil, count: count) }

    func put(_ index: Int, _ outcome: Swift.Result<R, EngineError>) {
      monitor.locked { outcomes[index] = outcome }
    }

    func results() throws(EngineError) -> [R] {
      var results: [R] = []
      for outcome in outcomes {
        guard let outcome else { preconditionFailure("a part of the work has no outcome") }
        results.append(try outcome.get())
      }
      return results
    }
  }
}
