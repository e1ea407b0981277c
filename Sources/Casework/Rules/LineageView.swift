/// By which names and boundaries something is told: those of its own time, or those of today.
public enum LineageView: String, CaseIterable, Sendable {
  /// As it was (theo địa giới, tên gọi khi đó): the lineage that was recorded, under the code and name it had then.
  case asWas = "as-was"
  /// As it is now (theo địa giới hiện nay): the lineage that carries it on.
  case asIs = "as-is"
}

/// A unit or agency as a report names it.
public struct SeenLineage<ID: Hashable & Sendable>: Hashable, Sendable {
  public var id: ID
  /// Empty when it had none.
  public var code: String
  public var name: String
  /// It was split or ended, and nothing says who carries it on: it is told under its last name.
  public var isUndecided: Bool
}

extension Rulebook {
  /// How a unit is told that an event of some time named.
  ///
  /// - Parameters:
  ///   - eventAt: when it happened; code and name of a view as it was are those of then.
  ///   - now: as of when a view as it is now is meant.
  ///   - cell: the grid cell, where it is known; decides splits.
  /// - Returns: nil for a unit that this edition does not know.
  public func seen(
    _ unit: UnitID, _ view: LineageView, eventAt: Instant, now: Instant, cell: UInt64 = 0
  ) -> SeenLineage<UnitID>? {
    guard let recorded = self.unit(unit) else { return nil }
    guard view == .asIs else { return told(recorded.number, recorded.intervals, at: eventAt) }
    switch fate(of: unit, at: now, cell: cell) {
    case .goesOn: return told(unit, recorded.intervals, at: now)
    case .carriedOn(let heir, _):
      guard let today = self.unit(heir) else { return nil }
      return told(heir, today.intervals, at: now)
    case .split, .ended: return told(unit, recorded.intervals, at: now, isUndecided: true)
    }
  }

  /// How an agency is told that an event of some time named; see `seen(_:_:eventAt:now:cell:)`.
  ///
  /// - Parameter ward: where the case lies; decides agencies that were split by territory.
  public func seen(
    _ agency: AgencyID, _ view: LineageView, eventAt: Instant, now: Instant, ward: UnitID = .none, cell: UInt64 = 0,
    kind: ReportKind = .unspecified, category: CategoryID = .none
  ) -> SeenLineage<AgencyID>? {
    guard let recorded = self.agency(agency) else { return nil }
    guard view == .asIs else { return told(recorded.number, recorded.intervals, at: eventAt) }
    switch fate(of: agency, at: now, ward: ward, cell: cell, kind: kind, category: category) {
    case .goesOn: return told(agency, recorded.intervals, at: now)
    case .carriedOn(let heir, _):
      guard let today = self.agency(heir) else { return nil }
      return told(heir, today.intervals, at: now)
    case .split, .ended: return told(agency, recorded.intervals, at: now, isUndecided: true)
    }
  }

  /// The attributes of the interval that holds an instant, else of the one nearest to it.
  private func told<ID>(
    _ id: ID, _ intervals: [LineageInterval], at instant: Instant, isUndecided: Bool = false
  ) -> SeenLineage<ID> {
    let interval =
      intervals.first { $0.contains(instant) } ?? intervals.last { $0.until.map { $0 <= instant } ?? false }
      ?? intervals[0]
    return SeenLineage(id: id, code: interval.code, name: interval.name, isUndecided: isUndecided)
  }
}
