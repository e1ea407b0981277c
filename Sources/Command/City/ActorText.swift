import MotCham
import Show

/// Who acts, as people write it: `role[:name][@agency]`, as in `dispatcher:lan`, `officer:an@NYPD`, `citizen`.
enum ActorText {
  /// - Throws: a sentence that names the part that is wrong, and never a name.
  static func actor(_ text: String, rulebook: Rulebook, at instant: Instant) throws(Failure) -> Actor {
    let at = text.lastIndex(of: "@")
    let parts = text[..<(at ?? text.endIndex)].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let role = Role(name: first) else {
      throw Failure("the actor begins with no role; write ROLE[:NAME][@AGENCY] with one of \(Role.allNames)")
    }
    let name = parts.count > 1 ? String(parts[1]) : ""
    guard role != .citizen || name.isEmpty else {
      throw Failure("a citizen is never named, because who acts is recorded in the clear; write citizen alone")
    }
    guard let at else { return Actor(role, name: name) }
    let agency = text[text.index(after: at)...]
    guard let found = rulebook.agency(named: agency, at: instant) else {
      throw Failure("\(role) acts for an agency that the rulebook does not know: \(String(agency).debugDescription)")
    }
    return Actor(role, name: name, agency: found.number)
  }

  /// The reverse.
  static func text(_ actor: Actor, rulebook: Rulebook) -> String {
    var text = actor.role.description
    if !actor.name.isEmpty { text += ":" + actor.name }
    if actor.agency != .none { text += "@" + Names(rulebook: rulebook).agency(actor.agency) }
    return text
  }
}

/// What numbers are called.
struct Names {
  let rulebook: Rulebook

  /// The lineage's id; its number where a later edition forgot it.
  func agency(_ id: AgencyID) -> String { rulebook.agency(id)?.id ?? "agency \(id.rawValue)" }

  /// What people call it at an instant.
  func agencyTitle(_ id: AgencyID, at instant: Instant) -> String {
    guard id != .none else { return "triage" }
    return rulebook.seen(id, .asWas, eventAt: instant, now: instant)?.name ?? agency(id)
  }

  func category(_ id: CategoryID) -> String { rulebook.category(id)?.id ?? "category \(id.rawValue)" }

  /// The unit's id.
  func unit(_ id: UnitID) -> String { rulebook.unit(id)?.id ?? "unit \(id.rawValue)" }

  /// The code that a unit had at an instant. One that was not in force then is told by its id: its code was
  /// another's at that time.
  func ward(_ id: UnitID, at instant: Instant) -> String {
    guard let code = rulebook.unit(id)?.interval(at: instant)?.code, !code.isEmpty else { return unit(id) }
    return code
  }

  func wardTitle(_ id: UnitID, at instant: Instant) -> String {
    rulebook.seen(id, .asWas, eventAt: instant, now: instant)?.name ?? unit(id)
  }

  func channel(_ number: UInt32) -> String { rulebook.channel(ChannelID(number))?.id ?? "channel \(number)" }
}
