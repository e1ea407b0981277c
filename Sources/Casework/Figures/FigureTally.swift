/// Counts cases, one after the other, and states the figures when it has seen them all.
///
/// A pure function of the cases in any order: the same cases give the same report wherever it is computed.
public struct FigureTally: Sendable {
  private let question: FigureQuestion
  private let standpoint: FigureStandpoint
  private let rulebook: Rulebook
  private var total = FigureGroup(.total)
  private var groups: [FigureGroup] = []
  private var placeOfKey: [FigureKey: Int] = [:]
  /// What groups count of cases that another group has counted already.
  private var again = FigureCounts()
  private var shares: [LateShare] = []
  private var placeOfShare: [FigureKey: Int] = [:]

  /// - Parameter rulebook: the edition in force at the standpoint; it names and divides.
  public init(_ question: FigureQuestion, at standpoint: FigureStandpoint, rulebook: Rulebook) {
    self.question = question
    self.standpoint = standpoint
    self.rulebook = rulebook
  }

  /// The case was reported within the period, so that it must be added.
  public func asks(for state: CaseState) -> Bool { state.reportedAt.map(question.period.contains) ?? false }

  /// Takes one case; one that was reported outside the period is left out.
  public mutating func add(_ one: FigureCase) {
    guard asks(for: one.state) else { return }
    let counts = one.counts
    let keys = keys(of: one)
    total.add(one.state, counts)
    for key in keys {
      if let place = placeOfKey[key] {
        groups[place].add(one.state, counts)
      } else {
        placeOfKey[key] = groups.count
        groups.append(FigureGroup(key))
        groups[groups.count - 1].add(one.state, counts)
      }
    }
    again.add(counts, times: keys.count - 1)
    for late in one.lateDeadlines { share(late, of: one) }
  }

  /// The report, with its rows in the order of their numbers.
  ///
  /// - Throws: `FigureMismatch` where parts do not add up to their total.
  public func report() throws(FigureMismatch) -> FigureReport {
    let report = FigureReport(
      question: question, standpoint: standpoint, edition: rulebook.edition, total: total.row(label(total.key)),
      rows: groups.sorted { $0.key < $1.key }.map { $0.row(label($0.key)) }, again: again,
      lateness: shares.sorted { $0.key < $1.key }.map { share in
        var share = share
        share.label = label(share.key)
        return share
      })
    for reconciliation in report.reconciliations { try reconciliation.check() }
    return report
  }

  private mutating func share(_ late: LateDeadline, of one: FigureCase) {
    func add(_ agency: AgencyID, _ change: (inout LateShare) -> Void) {
      let key = key(agency, of: one)
      let place = placeOfShare[key] ?? shares.count
      if place == shares.count {
        placeOfShare[key] = place
        shares.append(LateShare(key: key))
      }
      change(&shares[place])
    }
    add(late.agency) { $0.deadlines += 1 }
    for leg in late.legs { add(leg.agency) { $0.milliseconds += leg.milliseconds } }
  }
}

// Which groups a case belongs to, and what they are called.
extension FigureTally {
  private func keys(of one: FigureCase) -> [FigureKey] {
    let state = one.state
    switch question.dimension {
    case .agency: return [key(question.view == .asWas ? one.agencyAsWas : state.agency, of: one)]
    case .category: return [FigureKey(.category, state.category.rawValue)]
    case .ward: return [wardKey(question.view == .asWas ? one.wardAsWas : state.ward, of: one)]
    case .kind: return [FigureKey(.kind, state.kind.rawValue)]
    // A level that nobody set has the clocks of the normal one.
    case .level: return [FigureKey(.level, (state.level == .unspecified ? .normal : state.level).rawValue)]
    case .channel:
      var keys: [FigureKey] = []
      for channel in state.channels where !keys.contains(FigureKey(.channel, channel)) {
        keys.append(FigureKey(.channel, channel))
      }
      return keys.isEmpty ? [FigureKey(.channel, 0)] : keys
    }
  }

  private func key(_ agency: AgencyID, of one: FigureCase) -> FigureKey {
    let seen = rulebook.seen(
      agency, question.view, eventAt: one.state.reportedAt ?? standpoint.asOf, now: standpoint.asOf,
      ward: one.state.ward, cell: one.state.cell, kind: one.state.kind, category: one.state.category)
    return FigureKey(.agency, (seen?.id ?? agency).rawValue, isUndecided: seen?.isUndecided ?? false)
  }

  private func wardKey(_ ward: UnitID, of one: FigureCase) -> FigureKey {
    let seen = rulebook.seen(
      ward, question.view, eventAt: one.state.reportedAt ?? standpoint.asOf, now: standpoint.asOf, cell: one.state.cell)
    return FigureKey(.ward, (seen?.id ?? ward).rawValue, isUndecided: seen?.isUndecided ?? false)
  }

  private func label(_ key: FigureKey) -> FigureLabel {
    // Of a view as it was, the code and name that were in force at the end of the period.
    let at = question.view == .asIs ? standpoint.asOf : question.period.until.adding(milliseconds: -1)
    func unknown(_ word: String) -> FigureLabel { FigureLabel(id: "\(word) \(key.number)") }
    func lineage(_ id: String, _ intervals: [LineageInterval]) -> FigureLabel {
      let told = intervals.first { $0.contains(at) } ?? intervals.last
      return FigureLabel(
        id: id, code: told?.code ?? "", name: told?.name ?? "", isUndecided: key.isUndecided)
    }
    guard let dimension = key.dimension else { return FigureLabel(id: "total") }
    switch dimension {
    case .agency:
      guard key.number != 0 else { return FigureLabel(id: "triage") }
      return rulebook.agency(AgencyID(key.number)).map { lineage($0.id, $0.intervals) } ?? unknown("agency")
    case .ward:
      guard key.number != 0 else { return FigureLabel(id: "none") }
      return rulebook.unit(UnitID(key.number)).map { lineage($0.id, $0.intervals) } ?? unknown("unit")
    case .category:
      guard key.number != 0 else { return FigureLabel(id: "none") }
      return rulebook.category(CategoryID(key.number)).map { FigureLabel(id: $0.id, name: $0.name) }
        ?? unknown("category")
    case .channel:
      guard key.number != 0 else { return FigureLabel(id: "none") }
      return rulebook.channel(ChannelID(key.number)).map { FigureLabel(id: $0.id, name: $0.name) } ?? unknown("channel")
    case .kind: return FigureLabel(id: key.number == 0 ? "none" : ReportKind(rawValue: key.number).description)
    case .level: return FigureLabel(id: Level(rawValue: key.number).description)
    }
  }
}
