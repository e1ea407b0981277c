public import Casework

extension Engine {
  /// The cases that a person reported, in the order of their numbers; those whose keys were destroyed are nobody's.
  ///
  /// A pseudonym is keyed with the key of its case, so that no two cases are seen to be one person's. The price is two
  /// hashes, or a look into the wrapped keys and one, for each case that has one.
  /// - Parameter subject: as the sign-on names the person.
  public func cases(ofSubject subject: String) throws(EngineError) -> [CaseNumber] {
    guard !subject.isEmpty else { return [] }
    var found: [CaseNumber] = []
    var last: CaseNumber?
    while true {
      let after = last
      // A page at a time: a long reading would keep old pages of the views alive.
      let states = try read { reading throws(EngineError) in try reading.cases(after: after, limit: 1_024) }
      for state in states where state.pseudonym != 0 {
        guard let key = try vault.caseKey(epoch: state.epoch, caseNonce: state.caseNonce),
          key.pseudonym(of: subject) == state.pseudonym
        else { continue }
        found.append(state.number)
      }
      guard let end = states.last else { return found }
      last = end.number
    }
  }
}
