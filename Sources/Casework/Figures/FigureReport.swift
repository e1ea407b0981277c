/// Where figures were computed: which log, how much of it, as of when.
public struct FigureStandpoint: Hashable, Sendable {
  /// One past the last event that is in the figures: how many events of the log they rest on.
  public var end: SequenceNumber
  /// The Merkle root over these events.
  public var root: Digest
  /// When the last of them was recorded: what was due before and ran on is late.
  public var asOf: Instant

  public init(end: SequenceNumber, root: Digest, asOf: Instant) {
    self.end = end
    self.root = root
    self.asOf = asOf
  }
}

/// What became of the cases that were reported within a period, as far as a log had come.
public struct FigureReport: Hashable, Sendable {
  public var question: FigureQuestion
  public var standpoint: FigureStandpoint
  /// The edition of the rulebook whose names and divisions these are.
  public var edition: UInt32
  public var total: FigureRow
  /// In the order of the rulebook's numbers; only groups that have cases.
  public var rows: [FigureRow]
  /// What several rows count of one case, beyond the first: only channels do.
  public var again: FigureCounts
  /// Who used the time of the deadlines that passed.
  public var lateness: [LateShare]

  /// Everything in it that must add up.
  public var reconciliations: [Reconciliation] {
    let dimension = question.dimension.rawValue
    var all = FigureCount.allCases.map { count in
      Reconciliation(
        "\(count.name) by \(dimension)", total: total.counts[count], parts: rows.map { $0.counts[count] },
        again: again[count])
    }
    for row in rows + [total] {
      all.append(row.reconciliation("received by standing", .received, FigureCount.standings))
      all.append(row.reconciliation("promised by outcome", .promised, FigureCount.outcomes))
    }
    all.append(
      Reconciliation(
        "late deadlines by leg", total: total.counts[.lateDeadlines], parts: lateness.map(\.deadlines)))
    return all
  }
}

/// What a group of cases is called.
public struct FigureLabel: Hashable, Sendable {
  /// The rulebook's word for it; `triage` for the cases of no agency, `none` for those without a ward or category.
  public var id: String
  /// Of a unit or agency; empty when it had none.
  public var code = ""
  public var name = ""
  /// Split or ended, and nothing says who carries these cases on.
  public var isUndecided = false
}

/// The figures of a group of cases.
public struct FigureRow: Hashable, Sendable {
  public var label: FigureLabel
  public var counts: FigureCounts
  /// One for each of `FigureTime`.
  public var spreads: [FigureSpread]

  fileprivate func reconciliation(_ name: String, _ total: FigureCount, _ parts: [FigureCount]) -> Reconciliation {
    Reconciliation("\(name) of \(label.id)", total: counts[total], parts: parts.map { counts[$0] })
  }
}

/// What one agency used of the deadlines that passed, whoever has the cases now.
public struct LateShare: Hashable, Sendable {
  let key: FigureKey
  public var label = FigureLabel(id: "")
  /// Passed deadlines of whose time it used most; of equals the one that had the case last.
  public var deadlines = 0
  /// All it used of any passed deadline: working time where that is what a deadline counts.
  public var milliseconds: Int64 = 0

  init(key: FigureKey) { self.key = key }
}
