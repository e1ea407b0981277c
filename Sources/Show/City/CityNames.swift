package import MotCham

/// Agencies and wards as people type them: by the rulebook's id, by their code, or by name with or without tone marks.
package struct CityNames {
  let rulebook: Rulebook
  /// Codes and names are those of this time.
  let instant: Instant

  package init(rulebook: Rulebook, instant: Instant) {
    self.rulebook = rulebook
    self.instant = instant
  }

  /// - Returns: `.none` for triage.
  /// - Throws: what to type instead, where there is none or more than one.
  package func agency(_ text: String) throws(Failure) -> AgencyID {
    if let found = rulebook.agency(named: text, at: instant) { return found.number }
    if text == "triage" { return .none }
    let found = LineageNames(rulebook).agencies(named: text, at: instant)
    guard let first = found.first else {
      throw Failure(
        "the rulebook knows no agency \(text.debugDescription); use one of its ids, codes or names, or triage")
    }
    guard found.count == 1 else { throw Self.ambiguous("agencies", text, found.map(\.id)) }
    return first.number
  }

  /// - Throws: what to type instead, where there is none or more than one.
  package func ward(_ text: String) throws(Failure) -> UnitID {
    if let found = rulebook.unit(named: text) ?? rulebook.unit(code: text, at: instant) { return found.number }
    let found = LineageNames(rulebook).units(named: text, at: instant)
    guard let first = found.first else {
      throw Failure("the rulebook knows no ward \(text.debugDescription) at \(rulebook.zone.text(instant))")
    }
    guard found.count == 1 else { throw Self.ambiguous("wards", text, found.map(\.id)) }
    return first.number
  }

  private static func ambiguous(_ kind: String, _ text: String, _ ids: [String]) -> Failure {
    let some = ids.prefix(5).joined(separator: ", ")
    return Failure("\(text.debugDescription) is the name of \(ids.count) \(kind); use an id: \(some)")
  }
}
