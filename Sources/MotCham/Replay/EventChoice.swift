package import Casework

/// Which events are taken out of a log. What is asked for together holds together; nothing asked for is everything.
package struct EventChoice: Equatable, Sendable {
  /// Recorded in it.
  package struct Period: Equatable, Sendable {
    /// As it was asked for.
    package var text: String
    package var from: Instant
    /// The first instant after it.
    package var until: Instant

    package func contains(_ instant: Instant) -> Bool { from <= instant && instant < until }

    package init(text: String, from: Instant, until: Instant) {
      self.text = text
      self.from = from
      self.until = until
    }
  }

  /// Of every case that ever stood there, or had a part there.
  package struct Agency: Equatable, Sendable {
    package var id: String
    package var number: AgencyID

    package init(id: String, number: AgencyID) {
      self.id = id
      self.number = number
    }
  }

  /// Of these cases.
  package struct Case: Equatable, Sendable {
    package var code: String
    package var number: CaseNumber

    package init(code: String, number: CaseNumber) {
      self.code = code
      self.number = number
    }
  }

  package var period: Period?
  package var agency: Agency?
  /// Empty for all cases.
  package var cases: [Case] = []

  package init() {}

  package var isEverything: Bool { period == nil && agency == nil && cases.isEmpty }

  /// By which rule events stand in a bundle, for whoever reads its manifest.
  var reason: String {
    guard !isEverything else { return "every event" }
    var rules: [String] = []
    if period != nil { rules.append("recorded in the period") }
    if agency != nil { rules.append("of a case that ever stood at the agency or had a part there") }
    if !cases.isEmpty { rules.append("of one of the cases") }
    return "events that are " + rules.joined(separator: " and ")
      + "; the founding of the log and every adoption of a rulebook always"
  }
}

extension EventBody {
  /// The agencies to which this gives a case, or a part of one; none of them is `.none`.
  package var agenciesInCharge: [AgencyID] {
    let agencies: [AgencyID] =
      switch self {
      case .reportReceived(let said): [said.agency]
      case .assigned(let said): [said.agency]
      case .transferred(let said): [said.to]
      case .partAdded(let said): [said.agency]
      case .caseMoved(let said): [said.to] + said.parts.map(\.to)
      default: []
      }
    return agencies.filter { $0 != .none }
  }
}
