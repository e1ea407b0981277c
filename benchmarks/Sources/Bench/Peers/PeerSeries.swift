/// What was found, and the same in short for people.
struct PeerResults {
  var peers: Figures
  var ratios: Figures
  var table: TextTable
}

/// All peers in turns, several runs, and the ratios between those of one run.
struct PeerSeries {
  var runCount: Int
  var seconds: Double
  var quietSeconds: Int

  /// A peer and what its runs gave, by the place of the shape.
  private struct Entry {
    var peer: any Peer
    var version: String
    var runs: [[PeerRun]]
  }

  func callAsFunction(_ peers: [any Peer], _ load: PeerLoad) throws -> PeerResults {
    var absences: [String: Figures] = [:]
    var entries: [Entry] = []
    for peer in peers {
      switch peer.lookAndTry() {
      case .present(let version):
        entries.append(Entry(peer: peer, version: version, runs: peer.shapes.map { _ in [] }))
      case .absent(let reason):
        absences[peer.name] = .absent(peer.name, reason)
      }
    }
    for run in 0..<runCount {
      // Who goes first changes, so that no one always meets the cache and the disk as the same other left them.
      for turn in entries.indices {
        let place = (turn + run) % entries.count
        try measure(&entries[place], run: run + 1, load)
      }
    }
    var figures = Figures()
    for peer in peers {
      if let absence = absences[peer.name] {
        figures.add(peer.name, absence)
      } else if let entry = entries.first(where: { $0.peer.name == peer.name }) {
        figures.add(peer.name, Self.figures(entry))
      }
    }
    return PeerResults(peers: figures, ratios: ratios(entries), table: Self.table(entries, absences))
  }

  private static func table(_ entries: [Entry], _ absences: [String: Figures]) -> TextTable {
    var table = TextTable([
      "who", "asked in", "events/s", "CPU µs an event", "bytes stored", "bytes written", "flushes a request",
      "MiB at most",
    ])
    for entry in entries {
      for (shape, runs) in zip(entry.peer.shapes, entry.runs) {
        func middle(_ value: (PeerRun) -> Double) -> String { Figures.grouped(Spread(runs.map(value)).median) }
        table.add([
          entry.peer.name, shape.name, Figures.grouped(Spread(runs.map(\.perSecond))),
          middle { Double($0.cost.cpuNanoseconds) / 1e3 / Double($0.events) },
          middle { (Double($0.storedByteCount) / Double($0.events)).rounded() },
          middle { (Double($0.cost.writtenByteCount) / Double($0.events)).rounded() },
          runs[0].cost.flushes == nil
            ? "not counted" : middle { Double($0.cost.flushes?.count ?? 0) / Double($0.requests) },
          middle { (Double($0.cost.peakByteCount) / Double(1 << 20)).rounded() },
        ])
      }
    }
    for name in absences.keys.sorted() {
      table.add([name, "absent"] + [String](repeating: "", count: 6))
    }
    return table
  }

  private func measure(_ entry: inout Entry, run: Int, _ load: PeerLoad) throws {
    try entry.peer.start()
    defer { entry.peer.stop() }
    for (place, shape) in entry.peer.shapes.enumerated() {
      Neighbours.waitForQuiet(seconds: quietSeconds)
      let outcome = try entry.peer.run(shape, load, seconds: seconds)
      note("run \(run), \(entry.peer.name), \(shape.name): \(Int(outcome.perSecond)) events/s")
      entry.runs[place].append(outcome)
    }
  }

  private static func figures(_ entry: Entry) -> Figures {
    var figures = Figures()
    figures.add("version", entry.version)
    for (shape, runs) in zip(entry.peer.shapes, entry.runs) {
      figures.add(shape.name, describe(shape, runs))
    }
    return figures
  }

  private static func describe(_ shape: PeerShape, _ runs: [PeerRun]) -> Figures {
    func spread(_ value: (PeerRun) -> Double) -> Spread { Spread(runs.map(value)) }
    var figures = Figures()
    figures.add("clients", shape.clients)
    figures.add("events_a_request", shape.rows)
    figures.add("events_per_second", spread { $0.perSecond })
    figures.add("events_counted_back", spread { Double($0.events) })
    figures.add("requests_per_second", spread { Double($0.requests) / $0.cost.seconds })
    Cost.describe(runs.map { ($0.cost, $0.events) }, each: "event", into: &figures)
    figures.add("bytes_stored_per_event", spread { Double($0.storedByteCount) / Double($0.events) })
    Cost.describeFlushes(runs.map { ($0.cost, $0.requests) }, per: "request", into: &figures)
    for (index, more) in runs[0].more.enumerated() {
      figures.add(more.name, spread { $0.more[index].value })
    }
    return figures
  }

  // MARK: Ratios

  /// What is held against what: MotCham's shape, then the peer's.
  private static let pairs: [(ours: (String, String), theirs: (String, String))] =
    [1, 16, 128, 1_024, 8_192].map { (("motcham_log", "batch_\($0)"), ("lmdb_in_c", "batch_\($0)")) }
    + [
      (("motcham_log", "batch_1024"), ("sqlite", "batch_1024")),
      (("motcham_intake", "producers_8_rows_1024"), ("lmdb_in_c", "batch_1024")),
      (("motcham_intake", "producers_8_rows_1024"), ("sqlite", "batch_1024")),
      (("motcham_intake", "producers_8_rows_1024"), ("postgresql", "clients_8_rows_100")),
      (("motcham_intake", "producers_8_rows_1024"), ("redis", "clients_50_pipeline_128")),
      (("motcham_intake", "producers_8_rows_1024"), ("umadb", "clients_8_rows_1000")),
      (("motcham_intake", "callers_1024_rows_1"), ("lmdb_in_c", "batch_1024")),
      (("motcham_intake", "callers_1024_rows_1"), ("postgresql", "clients_32_rows_1")),
      (("motcham_intake", "callers_1024_rows_1"), ("redis", "clients_50_pipeline_16")),
    ]

  private func ratios(_ entries: [Entry]) -> Figures {
    func rates(_ name: (String, String)) -> [Double]? {
      guard let entry = entries.first(where: { $0.peer.name == name.0 }),
        let place = entry.peer.shapes.firstIndex(where: { $0.name == name.1 })
      else { return nil }
      return entry.runs[place].map(\.perSecond)
    }
    var figures = Figures()
    for pair in Self.pairs {
      guard let ours = rates(pair.ours), let theirs = rates(pair.theirs) else { continue }
      figures.add(
        "\(pair.ours.0)_\(pair.ours.1)_to_\(pair.theirs.0)_\(pair.theirs.1)", Spread(zip(ours, theirs).map { $0 / $1 }))
    }
    return figures
  }
}
