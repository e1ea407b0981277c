/// Those who keep indexes, in turns, several runs: rows a second as the table grows, and the ratios of each run.
struct SustainedSeries {
  var runCount: Int
  var rowCount: Int
  /// Parts of a run that are timed apart.
  var partCount: Int
  var quietSeconds: Int

  private var batchCount: Int { max(partCount, rowCount / ReportRows.batchSize) }

  private struct Entry {
    var peer: any SustainedPeer
    var version: String
    var runs: [SustainedRun] = []
  }

  func callAsFunction(_ peers: [any SustainedPeer], _ rows: ReportRows) throws -> PeerResults {
    var absences: [String: Figures] = [:]
    var entries: [Entry] = []
    for peer in peers {
      switch peer.look() {
      case .present(let version): entries.append(Entry(peer: peer, version: version))
      case .absent(let reason):
        absences[peer.name] = .absent(peer.name, reason)
      }
    }
    for run in 0..<runCount {
      for turn in entries.indices {
        let place = (turn + run) % entries.count
        let peer = entries[place].peer
        Neighbours.waitForQuiet(seconds: quietSeconds)
        defer { peer.stop() }
        let outcome = try peer.run(rows, batchCount: batchCount)
        note("run \(run + 1), \(peer.name): \(Int(outcome.measured.perSecond)) rows/s with indexes")
        entries[place].runs.append(outcome)
      }
    }
    var figures = Figures()
    for peer in peers {
      if let absence = absences[peer.name] {
        figures.add(peer.name, absence)
      } else if let entry = entries.first(where: { $0.peer.name == peer.name }) {
        figures.add(peer.name, describe(entry))
      }
    }
    return PeerResults(peers: figures, ratios: ratios(entries), table: table(entries, absences))
  }

  private func table(_ entries: [Entry], _ absences: [String: Figures]) -> TextTable {
    var table = TextTable(["who", "asked in", "rows/s", "in the first part", "in the last part", "CPU µs a row"])
    for entry in entries {
      func middle(_ value: (SustainedRun) -> Double) -> String { Figures.grouped(Spread(entry.runs.map(value)).median) }
      let last = (partCount - 1) * batchCount / partCount
      table.add([
        entry.peer.name, "batch_1024", Figures.grouped(Spread(entry.runs.map(\.measured.perSecond))),
        middle { $0.perSecond(from: 0, to: batchCount / partCount) },
        middle { $0.perSecond(from: last, to: batchCount) },
        middle { Double($0.measured.cost.cpuNanoseconds) / 1e3 / Double($0.measured.events) },
      ])
    }
    for name in absences.keys.sorted() {
      table.add([name, "absent"] + [String](repeating: "", count: 4))
    }
    return table
  }

  private func describe(_ entry: Entry) -> Figures {
    func spread(_ value: (SustainedRun) -> Double) -> Spread { Spread(entry.runs.map(value)) }
    func each(_ value: (PeerRun) -> UInt64) -> Spread {
      spread { Double(value($0.measured)) / Double($0.measured.events) }
    }
    var figures = Figures()
    figures.add("version", entry.version)
    figures.add("rows", batchCount * ReportRows.batchSize)
    figures.add("rows_per_second", spread { $0.measured.perSecond })
    for part in 0..<partCount {
      let (first, end) = (part * batchCount / partCount, (part + 1) * batchCount / partCount)
      figures.add("rows_per_second_to_\(end * ReportRows.batchSize)", spread { $0.perSecond(from: first, to: end) })
    }
    figures.add("bytes_stored_per_row", each { $0.storedByteCount })
    Cost.describe(entry.runs.map { ($0.measured.cost, $0.measured.events) }, each: "row", into: &figures)
    Cost.describeFlushes(
      entry.runs.map { ($0.measured.cost, $0.measured.requests) }, per: "transaction", into: &figures)
    for (index, more) in entry.runs[0].measured.more.enumerated() {
      figures.add(more.name, spread { $0.measured.more[index].value })
    }
    return figures
  }

  private func ratios(_ entries: [Entry]) -> Figures {
    var figures = Figures()
    guard let ours = entries.first(where: { $0.peer.name == "motcham_intake" }) else { return figures }
    let others = entries.filter { $0.peer.name != ours.peer.name }
    for other in others {
      figures.add(
        "motcham_intake_to_\(other.peer.name)",
        Spread(zip(ours.runs, other.runs).map { $0.measured.perSecond / $1.measured.perSecond }))
    }
    // Only where both are there is the better of them known.
    guard others.count == 2 else { return figures }
    figures.add(
      "motcham_intake_to_the_better_of_them",
      Spread(
        ours.runs.indices.map { run in
          ours.runs[run].measured.perSecond
            / max(others[0].runs[run].measured.perSecond, others[1].runs[run].measured.perSecond)
        }))
    return figures
  }
}
