package import MotCham

/// Who acts, as people write it: `role[:name][@agency]`, as in `dispatcher:lan`, `officer:an@NYPD`, `citizen`.
package enum ActorText {
  /// - Throws: a sentence that names the part that is wrong, and never a name.
  package static func actor(_ text: String, rulebook: Rulebook, at instant: Instant) throws(Failure) -> Actor {
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
  package static func text(_ actor: Actor, rulebook: Rulebook) -> String {
    var text = actor.role.description
    if !actor.name.isEmpty { text += ":" + actor.name }
    if actor.agency != .none { text += "@" + Names(rulebook: rulebook).agency(actor.agency) }
    return text
  }
}
