package import MotCham

/// What numbers are called.
package struct Names {
  let rulebook: Rulebook

  package init(rulebook: Rulebook) { self.rulebook = rulebook }

  /// The lineage's id; its number where a later edition forgot it.
  package func agency(_ id: AgencyID) -> String { rulebook.agency(id)?.id ?? "agency \(id.rawValue)" }

  /// As in a text of a language, where nobody has the case too.
  package func agency(_ id: AgencyID, _ language: Explanation.Language) -> String {
    guard id == .none else { return agency(id) }
    return language == .vietnamese ? "chờ phân công" : "triage"
  }

  /// What people call it at an instant.
  package func agencyTitle(_ id: AgencyID, at instant: Instant) -> String {
    guard id != .none else { return "triage" }
    return rulebook.seen(id, .asWas, eventAt: instant, now: instant)?.name ?? agency(id)
  }

  package func category(_ id: CategoryID) -> String { rulebook.category(id)?.id ?? "category \(id.rawValue)" }

  /// The unit's id.
  package func unit(_ id: UnitID) -> String { rulebook.unit(id)?.id ?? "unit \(id.rawValue)" }

  /// The code that a unit had at an instant. One that was not in force then is told by its id: its code was
  /// another's at that time.
  package func ward(_ id: UnitID, at instant: Instant) -> String {
    guard let code = rulebook.unit(id)?.interval(at: instant)?.code, !code.isEmpty else { return unit(id) }
    return code
  }

  package func wardTitle(_ id: UnitID, at instant: Instant) -> String {
    rulebook.seen(id, .asWas, eventAt: instant, now: instant)?.name ?? unit(id)
  }

  package func channel(_ number: UInt32) -> String { rulebook.channel(ChannelID(number))?.id ?? "channel \(number)" }
}
