// What became of the units and agencies of a rulebook.

/// What became of a unit or agency by some instant.
public enum Fate<ID: Hashable & Sendable>: Hashable, Sendable {
  /// It is there still.
  case goesOn
  /// One carries it on; `byPlace` when it was split and the place said which.
  case carriedOn(by: ID, byPlace: Bool)
  /// It was split, and what is known does not say who is meant.
  case split(among: [ID])
  /// Nobody carries it on.
  case ended
}

extension Rulebook {
  /// What became of a unit by an instant.
  ///
  /// - Parameter cell: the grid cell of what is asked about, which decides a split where the rulebook says which
  ///   ground went where; zero when it is not known.
  public func fate(of unit: UnitID, at instant: Instant, cell: UInt64 = 0) -> Fate<UnitID> {
    guard let position = index.unitAt[unit.rawValue] else { return .ended }
    return fate(position, heirs(ofUnit: position, at: instant, cell: cell)) { units[$0].number }
  }

  /// What became of an agency by an instant.
  ///
  /// - Parameters:
  ///   - ward: where what is asked about lies; with the cell it decides an agency that was split by territory.
  ///   - kind, category: what it is about; the routes decide an agency that was split by matter.
  public func fate(
    of agency: AgencyID, at instant: Instant, ward: UnitID = .none, cell: UInt64 = 0,
    kind: ReportKind = .unspecified, category: CategoryID = .none
  ) -> Fate<AgencyID> {
    guard let position = index.agencyAt[agency.rawValue] else { return .ended }
    var heirs = index.agencyGraph.heirs(of: position, at: instant) { _ in nil }
    if heirs.one == nil, heirs.positions.count > 1,
      let one = settle(
        heirs.positions, ward: ward == .none ? agencies[position].unit : ward, cell, kind, category, instant)
    {
      heirs = LineageGraph.Heirs(positions: [one], isCertain: true, isSplit: true)
    }
    return fate(position, heirs) { agencies[$0].number }
  }

  func heirs(ofUnit position: Int, at instant: Instant, cell: UInt64) -> LineageGraph.Heirs {
    index.unitGraph.heirs(of: position, at: instant) { split in
      let hits = units[split].successors.filter { $0.areas.contains { $0.contains(cell) } }
      return hits.count == 1 ? index.unitAt[hits[0].unit.rawValue] : nil
    }
  }

  private func fate<ID>(_ position: Int, _ heirs: LineageGraph.Heirs, _ number: (Int) -> ID) -> Fate<ID> {
    if heirs.positions == [position], heirs.isCertain { return .goesOn }
    if let one = heirs.one { return .carriedOn(by: number(one), byPlace: heirs.isSplit) }
    return heirs.positions.isEmpty ? .ended : .split(among: heirs.positions.map(number))
  }

  /// Of several agencies the one in whose territory a place lies, else the one that the routes name.
  private func settle(
    _ candidates: [Int], ward: UnitID, _ cell: UInt64, _ kind: ReportKind, _ category: CategoryID, _ instant: Instant
  ) -> Int? {
    let ward = unitInForce(ward, cell: cell, at: instant)
    if ward != .none {
      let local = candidates.filter { agencies[$0].unit == ward }
      if local.count == 1 { return local[0] }
    }
    guard let routed = route(kind: kind, category: category, ward: ward, at: instant) else { return nil }
    return candidates.first { agencies[$0].number == routed }
  }

  /// The unit itself, or the one that certainly carries it on at an instant; none when there is no such.
  func unitInForce(_ unit: UnitID, cell: UInt64, at instant: Instant) -> UnitID {
    guard unit != .none else { return .none }
    return switch fate(of: unit, at: instant, cell: cell) {
    case .goesOn: unit
    case .carriedOn(let heir, _): heir
    case .split, .ended: .none
    }
  }

  /// The agency that a report goes to without a dispatcher, when it lies in a ward that may have gone since.
  ///
  /// Where it happened is asked as of then, who is in charge as of now: a letter of June that is entered in July goes
  /// to the office that exists.
  public func route(
    kind: ReportKind, category: CategoryID, wardOfThen ward: UnitID, cell: UInt64, now: Instant
  ) -> AgencyID? {
    let here = isInForce(ward, at: now) ? ward : unitInForce(ward, cell: cell, at: now)
    return route(kind: kind, category: category, ward: here, at: now)
  }
}
