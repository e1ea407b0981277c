@_spi(Harness) import MotCham

/// Mode (b): many async callers, each with one report a call and the next after its answer.
struct CallersRun {
  var callerCount: Int
  var callsEach: Int
  /// Threads of `CallerThreads` that the callers run on; none where they run on Swift's own pool.
  var threadCount = 0
  var quietSeconds = 0

  struct Outcome: Sendable {
    var seconds = 0.0
    var coresOfOthers = 0.0
    var cpuNanoseconds: UInt64 = 0
    var writerNanoseconds: UInt64 = 0
    var projectorNanoseconds: UInt64 = 0
    var lag: UInt64 = 0
    var drainSeconds = 0.0
    var blocks: UInt64 = 0
    var latencyMicroseconds: [Double] = []
    var reports: Int { latencyMicroseconds.count }
    var perSecond: Double { Double(reports) / seconds }
  }

  private struct Share: Sendable {
    var nanoseconds: [UInt64] = []
    var sequenceSum: UInt64 = 0
    var failure: String?
  }

  func callAsFunction(_ city: City, _ workload: StandardReport) throws -> Outcome {
    // Each caller has one report that a door has just parsed, and sends it again and again with new keys: see `BatchRun`.
    // More of them would measure how far the cache reaches.
    let commands = Slots<Command>((0..<callerCount).map { workload.command($0) })
    let shares = Slots(repeating: Share(), count: callerCount)
    let engine = try city.open()
    Neighbours.waitForQuiet(seconds: quietSeconds)
    let neighbours = Neighbours.now()
    let (before, cpuBefore, start) = (ThreadTimes.now(), Tick.process(), Tick.now())
    let (callers, calls) = (callerCount, callsEach)
    let threads = threadCount > 0 ? CallerThreads(count: threadCount) : nil
    Self.wait {
      await withTaskGroup(of: Void.self) { group in
        for caller in 0..<callers {
          group.addTask(executorPreference: threads) {
            var share = Share()
            var command = commands[caller]
            share.nanoseconds.reserveCapacity(calls)
            for index in 0..<calls {
              let sent = Tick.now()
              command.key = workload.key(caller * calls + index)
              do {
                let receipt = try await engine.submit(command)
                share.nanoseconds.append(Tick.now() - sent)
                share.sequenceSum += receipt.sequence.rawValue
              } catch { share.failure = "\(error)" }
            }
            shares[caller] = share
          }
        }
      }
    }
    var outcome = Outcome()
    outcome.seconds = Tick.seconds(since: start)
    outcome.coresOfOthers = neighbours.coresSinceThen()
    outcome.lag = engine.position.durable.rawValue - engine.position.projected.rawValue
    outcome.cpuNanoseconds = Tick.process() - cpuBefore
    let after = ThreadTimes.now()
    outcome.writerNanoseconds = after.spent("motcham-writer", since: before)
    outcome.projectorNanoseconds = after.spent("motcham-views", since: before)
    outcome.drainSeconds = drain(engine)
    try engine.close()
    if let failure = shares.all.compactMap(\.failure).first { throw BenchError("a report was refused: \(failure)") }
    for share in shares.all { outcome.latencyMicroseconds += share.nanoseconds.map { Double($0) / 1e3 } }
    let audit = try city.check(
      acknowledged: UInt64(outcome.reports), sequenceSum: shares.all.reduce(0) { $0 + $1.sequenceSum })
    outcome.blocks = audit.blocks - 1
    return outcome
  }

  /// Runs async work from a plain thread.
  private static func wait(_ work: @escaping @Sendable () async -> Void) {
    let done = Latch()
    Task.detached {
      await work()
      done.open()
    }
    done.wait()
  }
}

/// Mode (b), for each number of callers, several runs.
struct CallersSeries {
  var runCount: Int
  var callerCounts: [Int]
  var threadCounts: [Int]
  var callsInAll: Int
  var quietSeconds: Int

  func callAsFunction(_ base: String, _ rulebook: [UInt8], _ workload: StandardReport) throws -> Figures {
    var figures = Figures()
    for callerCount in callerCounts {
      for threadCount in threadCounts {
        let threads = threadCount > 0 ? "on_\(threadCount)_caller_threads" : "on_the_pool_of_swift"
        figures.add("callers_\(callerCount)_\(threads)", try series(callerCount, threadCount, base, rulebook, workload))
      }
    }
    return figures
  }

  /// A caller by itself waits for a flush each time: a few thousand calls are seconds too.
  private func callsEach(_ callerCount: Int) -> Int { max(1, min(2_000, callsInAll / callerCount)) }

  private func series(
    _ callerCount: Int, _ threadCount: Int, _ base: String, _ rulebook: [UInt8], _ workload: StandardReport
  ) throws -> Figures {
    let callsEach = callsEach(callerCount)
    let (outcomes, leftOut) = try Neighbours.undisturbed(
      runCount, quietSeconds: quietSeconds, coresOfOthers: { $0.coresOfOthers }
    ) { run in
      let city = try City(in: base, rulebook: rulebook)
      defer { city.remove() }
      let outcome = try CallersRun(
        callerCount: callerCount, callsEach: callsEach, threadCount: threadCount, quietSeconds: quietSeconds)(
          city, workload)
      note(
        "\(callerCount) callers, \(threadCount) threads of their own, run \(run): \(Int(outcome.perSecond)) reports/s")
      return outcome
    }
    func spread(_ value: (CallersRun.Outcome) -> Double) -> Spread { Spread(outcomes.map(value)) }
    var figures = Figures()
    figures.add("reports", outcomes[0].reports)
    figures.add("reports_per_second", spread { $0.perSecond })
    figures.add("runs_left_out_because_others_were_busy", leftOut)
    figures.add("cores_busy_for_others", spread { $0.coresOfOthers })
    figures.add("cpu_microseconds_per_report", spread { Double($0.cpuNanoseconds) / Double($0.reports) / 1e3 })
    figures.add("writer_cpu_nanoseconds_per_report", spread { Double($0.writerNanoseconds) / Double($0.reports) })
    figures.add("projector_cpu_nanoseconds_per_report", spread { Double($0.projectorNanoseconds) / Double($0.reports) })
    figures.add("reports_per_block", spread { Double($0.reports) / Double($0.blocks) })
    for (name, part) in [("p50", 0.5), ("p99", 0.99), ("p999", 0.999)] {
      figures.add("latency_\(name)_microseconds", Spread(outcomes.map { Spread($0.latencyMicroseconds).at(part) }))
    }
    figures.add("views_behind_at_the_end", spread { Double($0.lag) })
    figures.add("seconds_until_the_views_caught_up", spread { $0.drainSeconds })
    return figures
  }
}
