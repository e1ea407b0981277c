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
    var (peer, log, plain): ([Double], [Double], [Double]) = ([], [], [])
    for run in 1...runCount {
      Neighbours.waitForQuiet(seconds: quietSeconds)
      // Who goes first changes, so that a cold cache does not always meet the same one.
      for turn in 0..<3 {
        switch (turn + run) % 3 {
        case 0: peer.append(try peerRun(base, load))
        case 1: log.append(try logRun(base, load, hashes: true))
        default: plain.append(try logRun(base, load, hashes: false))
        }
      }
      note("append \(batchSize), run \(run): LMDB in C \(Int(peer[run - 1]))/s, block log \(Int(log[run - 1]))/s")
    }
    var figures = Figures()
    figures.add("commits", commitCount)
    figures.add("lmdb_in_c_events_per_second", Spread(peer))
    figures.add("block_log_events_per_second", Spread(log))
    figures.add("block_log_without_tree_events_per_second", Spread(plain))
    figures.add("ratio_to_lmdb_in_c", Spread(zip(log, peer).map { $0 / $1 }))
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

  private func peerRun(_ base: String, _ load: Load) throws -> Double {
    let peer = try LMDBRecords(in: base)
    defer { peer.close() }
    let offsets = load.offsets + [UInt32(load.bytes.count)]
    let start = Tick.now()
    for _ in 0..<commitCount { try peer.append(load.bytes, offsets: offsets) }
    return perSecond(since: start)
  }

  private func logRun(_ base: String, _ load: Load, hashes: Bool) throws -> Double {
    let directory = base + "/log"
    defer { Files.removeTree(directory) }
    let log = try LogAppender(directory: directory, mapByteCount: 1 << 37, hashes: hashes)
    let start = Tick.now()
    for _ in 0..<commitCount {
      let outcome: Result<Void, EngineError> = load.bytes.withUnsafeBytes { bytes in
        do throws(EngineError) { return .success(try log.append(offsets: load.offsets, events: bytes)) } catch {
          return .failure(error)
        }
      }
      try outcome.get()
    }
    let rate = perSecond(since: start)
    log.close()
    guard hashes else { return rate }
    let audit = try LogAudit.walk(directory)
    guard audit.events == UInt64(commitCount * batchSize) else {
      throw BenchError("the log holds \(audit.events) events, but \(commitCount * batchSize) were appended")
    }
    return rate
  }

  private func perSecond(since start: UInt64) -> Double { Double(commitCount * batchSize) / Tick.seconds(since: start) }
}
