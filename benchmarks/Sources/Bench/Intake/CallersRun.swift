@_spi(Harness) import MotCham

/// Mode (b): many async callers, each with one report a call and the next after its answer.
struct CallersRun {
  var callerCount: Int
  var callsEach: Int
  /// How many `CallerThread`s the callers run on; none where they run on Swift's own pool.
  var threadCount = 0
  var quietSeconds = 0

  private struct Share: Sendable {
    var nanoseconds: [UInt64] = []
    var receipts = Receipts()

    // Never inlined: the locals of what is inlined into an async function live in its task.
    @inline(never)
    mutating func take(_ receipt: Receipt, of command: Command, sent: UInt64) {
      receipts.take(receipt, of: command)
      nanoseconds.append(Tick.now() - sent)
    }

    @inline(never)
    mutating func fail(_ error: any Error) { receipts.fail("\(error)") }
  }

  func callAsFunction(_ city: City, _ workload: any Workload) throws -> IntakeOutcome {
    // Each caller has one report that a door has just parsed, and sends it again and again with new keys: see `BatchRun`.
    // More of them would measure how far the cache reaches.
    let reports = Slots<[Command]>((0..<callerCount).map { workload.commands($0) })
    let shares = Slots(repeating: Share(), count: callerCount)
    let engine = try city.open(ringsTimers: workload.ringsTimers)
    Neighbours.waitForQuiet(seconds: quietSeconds)
    let (callers, calls) = (callerCount, callsEach)
    let threads = (0..<threadCount).map { _ in CallerThread() }
    var outcome = try IntakeOutcome(engine, of: city) {
      Self.wait {
        await withTaskGroup(of: Void.self) { group in
          for caller in 0..<callers {
            group.addTask(executorPreference: threads.isEmpty ? nil : threads[caller % threads.count]) {
              var share = Share()
              let report = reports[caller]
              share.nanoseconds.reserveCapacity(calls)
              // Nearly always a report is one command, and what lies in an array would be copied for each call.
              if report.count == 1 {
                var only = report[0]
                for index in 0..<calls {
                  let sent = Tick.now()
                  only.key = workload.key(caller * calls + index)
                  do { share.take(try await engine.submit(only), of: only, sent: sent) } catch {
                    await Self.go(on: error, with: only, to: engine, sent: sent, &share)
                  }
                }
              } else {
                var report = report
                for index in 0..<calls {
                  let sent = Tick.now()
                  workload.stamp(&report, first: caller * calls + index)
                  await Self.send(report, to: engine, sent: sent, &share)
                }
              }
              shares[caller] = share
            }
          }
        }
      }
      return shares.all.reduce(into: Receipts()) { $0.add($1.receipts) }
    }
    for share in shares.all { outcome.latencyMicroseconds += share.nanoseconds.map { Double($0) / 1e3 } }
    return outcome
  }

  /// What was refused as overloaded, since the views are too far behind, is sent again.
  @inline(never)
  private static func go(
    on error: any Error, with command: Command, to engine: Engine, sent: UInt64, _ share: inout Share
  ) async {
    guard (error as? Refusal)?.code == .overloaded else { return share.fail(error) }
    await pause()
    await send([command], to: engine, sent: sent, &share)
  }

  /// Sends commands together until none of them is refused as overloaded.
  @inline(never)
  private static func send(_ commands: [Command], to engine: Engine, sent: UInt64, _ share: inout Share) async {
    var left = commands
    while !left.isEmpty {
      do { left = share.receipts.take(try await engine.submit(left), of: left) } catch { share.fail(error) }
      guard share.receipts.failure == nil else { return }
      if !left.isEmpty { await pause() }
    }
    share.nanoseconds.append(Tick.now() - sent)
  }

  private static func pause() async {
    // Nobody cancels it.
    try? await Task.sleep(nanoseconds: UInt64(Receipts.pauseMilliseconds) * 1_000_000)
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

  func callAsFunction(_ base: String, _ rulebook: [UInt8], _ workload: any Workload) throws -> Figures {
    var figures = Figures()
    let series = try IntakeSeries(base, rulebook, workload, runCount: runCount, quietSeconds: quietSeconds)
    for callerCount in callerCounts {
      for threadCount in threadCounts {
        let kept = try series("\(callerCount) callers, \(threadCount) threads of their own") { city in
          try CallersRun(
            callerCount: callerCount, callsEach: callsEach(callerCount), threadCount: threadCount,
            quietSeconds: quietSeconds)(city, workload)
        }
        let threads = threadCount > 0 ? "_on_\(threadCount)_threads" : ""
        figures.add("callers_\(callerCount)\(threads)", Self.figures(kept))
      }
    }
    return figures
  }

  /// A caller by itself waits for a flush each time: a few thousand calls are seconds too.
  private func callsEach(_ callerCount: Int) -> Int { max(1, min(2_000, callsInAll / callerCount)) }

  private static func figures(_ kept: Neighbours.Undisturbed<IntakeSeries.Run>) -> Figures {
    func spread(_ value: (IntakeOutcome) -> Double) -> Spread { Spread(kept.outcomes.map { value($0.outcome) }) }
    var figures = Figures()
    IntakeSeries.describe(kept, into: &figures)
    figures.add("reports_per_block", spread { Double($0.receipts.reports) / Double($0.blocks) })
    for (name, part) in [("p50", 0.5), ("p99", 0.99), ("p999", 0.999)] {
      figures.add("latency_\(name)_microseconds", spread { Spread($0.latencyMicroseconds).at(part) })
    }
    return figures
  }
}
