/// What an edition does to one open case whose agency, ward or co-operating agency may have gone.
public struct Relocation: Equatable, Sendable {
  /// What becomes of the case as a whole; each open case has exactly one.
  public enum Outcome: UInt8, CaseIterable, Sendable {
    /// Everybody concerned is there still.
    case kept
    /// It follows its agency, its ward, or the agency of a part, each to its one successor.
    case moved
    /// Its agency or ward was split, and where it lies or what it is about says which successor.
    case splitByPlace
    /// Its agency has gone, and nobody can say who carries it on.
    case toTriage
  }

  public var outcome = Outcome.kept
  /// The agency in charge from now on; none for triage.
  public var agency: AgencyID
  public var ward: UnitID
  public var parts: [MovedPart] = []
  /// A word of `MoveCause`; empty when nothing moves.
  public var cause = ""
  /// Open parts whose agency has gone without a certain successor: the agency in charge must say who does them.
  public var undecidedPartCount = 0
  /// The ward was split or ended and stays as it was.
  public var isWardUndecided = false

  /// An event is due.
  public var changes: Bool { outcome != .kept }
}

extension Rulebook {
  /// Where an open case belongs at an instant, by this edition. Pure: the plan before an adoption and the decision
  /// of each move ask the same.
  public func relocation(of state: CaseState, at now: Instant) -> Relocation {
    var found = Relocation(agency: state.agency, ward: state.ward)
    var isByPlace = false
    if state.ward != .none {
      switch fate(of: state.ward, at: now, cell: state.cell) {
      case .goesOn: break
      case .carriedOn(let heir, let byPlace):
        found.ward = heir
        found.cause = cause(of: state.ward, at: now, cell: state.cell)
        isByPlace = byPlace
      case .split, .ended: found.isWardUndecided = true
      }
    }
    for part in state.parts where part.completedAt == nil {
      switch fate(of: part.agency, state, at: now) {
      case .goesOn: break
      case .carriedOn(let heir, let byPlace):
        var moved = MovedPart()
        moved.part = part.number
        moved.from = part.agency
        moved.to = heir
        found.parts.append(moved)
        if found.cause.isEmpty { found.cause = cause(of: part.agency, at: now, byPlace: byPlace) }
        isByPlace = isByPlace || byPlace
      case .split, .ended: found.undecidedPartCount += 1
      }
    }
    var isLost = false
    if state.agency != .none {
      switch fate(of: state.agency, state, at: now) {
      case .goesOn: break
      case .carriedOn(let heir, let byPlace):
        found.agency = heir
        found.cause = cause(of: state.agency, at: now, byPlace: byPlace)
        isByPlace = isByPlace || byPlace
      case .split, .ended:
        found.agency = .none
        found.cause = cause(of: state.agency, at: now, byPlace: false)
        isLost = true
      }
    }
    if isLost {
      found.outcome = .toTriage
    } else if found.agency != state.agency || found.ward != state.ward || !found.parts.isEmpty {
      found.outcome = isByPlace ? .splitByPlace : .moved
    }
    return found
  }

  private func fate(of agency: AgencyID, _ state: CaseState, at now: Instant) -> Fate<AgencyID> {
    if isInForce(agency, at: now) { return .goesOn }
    return fate(
      of: agency, at: now, ward: state.ward, cell: state.cell, kind: state.kind, category: state.category)
  }

  private func cause(of unit: UnitID, at now: Instant, cell: UInt64) -> String {
    guard let position = index.unitAt[unit.rawValue] else { return MoveCause.abolished }
    return index.unitGraph.cause(of: position, heirs(ofUnit: position, at: now, cell: cell))
  }

  private func cause(of agency: AgencyID, at now: Instant, byPlace: Bool) -> String {
    guard !byPlace else { return MoveCause.split }
    guard let position = index.agencyAt[agency.rawValue] else { return MoveCause.abolished }
    return index.agencyGraph.cause(of: position, index.agencyGraph.heirs(of: position, at: now) { _ in nil })
  }
}

extension CaseMoved {
  /// What a relocation records.
  init(_ relocation: Relocation, of state: CaseState, edition: UInt32) {
    self.init()
    from = state.agency
    to = relocation.agency
    rulebookEdition = edition
    cause = relocation.cause
    ward = relocation.ward
    parts = relocation.parts
  }
}
