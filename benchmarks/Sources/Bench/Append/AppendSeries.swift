@_spi(Harness) import MotCham

/// One batch size: the peer and the block log in turns, several runs.
struct AppendSeries {
  var runCount: Int
  var batchSize: Int
  var quietSeconds: Int

  /// Enough commits to last about a second, and no more than half a gigabyte.
  private var commitCount: Int { max(60, min(2_000, 1_200_000 / batchSize)) }

  func callAsFunction(_ base: String, _ events: [[UInt8]]) throws -> Figures {
    let load = Load(events, batchSize: batchSize)
    var (peer, log, alone, plain): ([Run], [Run], [Run], [Run]) = ([], [], [], [])
    for run in 1...runCount {
      Neighbours.waitForQuiet(seconds: quietSeconds)
      // Who goes first changes, so that a cold cache does not always meet the same one.
      for turn in 0..<4 {
        switch (turn + run) % 4 {
        case 0: peer.append(try peerRun(base, load))
        case 1: log.append(try logRun(base, load, hashesBeside: true))
        case 2: alone.append(try logRun(base, load, hashesBeside: false))
        default: plain.append(try logRun(base, load, hashesBeside: false, hashes: false))
        }
      }
      note(
        "append \(batchSize), run \(run): LMDB in C \(Int(peer[run - 1].perSecond))/s, "
          + "block log \(Int(log[run - 1].perSecond))/s")
    }
    var figures = Figures()
    figures.add("commits", commitCount)
    figures.add("lmdb_in_c_events_per_second", Spread(peer.map(\.perSecond)))
    figures.add("block_log_events_per_second", Spread(log.map(\.perSecond)))
    figures.add("block_log_on_one_thread_events_per_second", Spread(alone.map(\.perSecond)))
    figures.add("block_log_without_tree_events_per_second", Spread(plain.map(\.perSecond)))
    figures.add("ratio_to_lmdb_in_c", Spread(zip(log, peer).map { $0.perSecond / $1.perSecond }))
    figures.add("lmdb_in_c", costs(of: peer))
    figures.add("block_log", costs(of: log))
    return figures
  }

  private struct Run {
    var cost: Cost
    var perSecond: Double
  }

  private func costs(of runs: [Run]) -> Figures {
    var figures = Figures()
    Cost.describe(runs.map { ($0.cost, UInt64(commitCount * batchSize)) }, each: "event", into: &figures)
    Cost.describeFlushes(runs.map { ($0.cost, UInt64(commitCount)) }, per: "commit", into: &figures)
    return figures
  }

  /// One batch of events as flat bytes, appended again and again.
  private struct Load {
    var bytes: [UInt8] = []
    var offsets: [UInt32] = []

    init(_ events: [[UInt8]], batchSize: Int) {
      for index in 0..<batchSize {
        offsets.append(UInt32(bytes.count))
        bytes += events[index % events.count]
      }
    }
  }

  private func peerRun(_ base: String, _ load: Load) throws -> Run {
    let peer = try LMDBRecords(in: base)
    defer { peer.close() }
    let offsets = load.offsets + [UInt32(load.bytes.count)]
    let meter = Meter()
    for _ in 0..<commitCount { try peer.append(load.bytes, offsets: offsets) }
    let run = ended(meter)
    try PeerRun.check("LMDB in C", counted: try peer.count(), acknowledged: UInt64(commitCount * batchSize))
    return run
  }

  /// - Parameter hashesBeside: the next block is hashed while one is written, as in the engine; else in turns, as the
  ///   loop in C has it.
  private func logRun(_ base: String, _ load: Load, hashesBeside: Bool, hashes: Bool = true) throws -> Run {
    let directory = base + "/log"
    defer { Files.removeTree(directory) }
    let log = try LogAppender(directory: directory, mapByteCount: 1 << 37, hashes: hashes)
    let count = commitCount
    let meter = Meter()
    let outcome: Result<Void, EngineError> = load.bytes.withUnsafeBytes { bytes in
      let batch = LogAppender.Batch(offsets: load.offsets, events: bytes)
      do throws(EngineError) {
        if hashesBeside {
          _ = try log.appendAll { $0 < count ? batch : nil }
        } else {
          for _ in 0..<count { try log.append(batch) }
        }
        return .success(())
      } catch { return .failure(error) }
    }
    try outcome.get()
    let run = ended(meter)
    log.close()
    guard hashes else { return run }
    let audit = try LogAudit.walk(directory)
    guard audit.events == UInt64(commitCount * batchSize) else {
      throw BenchError("the log holds \(audit.events) events, but \(commitCount * batchSize) were appended")
    }
    return run
  }

  private func ended(_ meter: Meter) -> Run {
    let cost = meter.end()
    return Run(cost: cost, perSecond: Double(commitCount * batchSize) / cost.seconds)
  }
}
