package import MotCham

/// What a city has to say for its cases to be shown: the same words whoever opened it, and however.
package struct ShownCity {
  private let rulebookInForce: () -> Rulebook
  private let codeOf: (CaseNumber) -> String
  private let accountOf: (Int, [Event], Instant) -> CommitmentAccount?

  /// - Parameters:
  ///   - rulebook: the edition to name and to date by; asked each time, since another may come into force meanwhile.
  ///   - code: what people see of a case number.
  ///   - account: of a commitment by its place in the case, from all events of the case, as of an instant.
  package init(
    rulebook: @escaping () -> Rulebook, code: @escaping (CaseNumber) -> String,
    account: @escaping (_ place: Int, _ events: [Event], _ at: Instant) -> CommitmentAccount?
  ) {
    rulebookInForce = rulebook
    codeOf = code
    accountOf = account
  }

  package init(_ engine: Engine) {
    self.init(
      rulebook: { engine.rulebook }, code: { engine.code(of: $0) },
      account: { engine.account(of: $0, in: $1, at: $2) })
  }

  /// A city as its log tells it, at its end or before a sequence: with the edition that was in force then.
  package init(_ city: LoggedCity, before end: SequenceNumber? = nil) {
    let rulebook = end.map { city.rulebook(before: $0) } ?? city.rulebook
    self.init(
      rulebook: { rulebook }, code: { city.code(of: $0) }, account: { city.account(of: $0, in: $1, at: $2) })
  }

  package var rulebook: Rulebook { rulebookInForce() }
  package var zone: TimeZoneRule { rulebook.zone }
  var names: Names { Names(rulebook: rulebook) }

  package func code(of number: CaseNumber) -> String { codeOf(number) }

  package func account(of place: Int, in events: [Event], at instant: Instant) -> CommitmentAccount? {
    accountOf(place, events, instant)
  }
}

extension Failure {
  /// What somebody typed is no code of this city's.
  package static func notACode(_ code: String, _ rulebook: Rulebook) -> Failure {
    Failure(
      "\(code.debugDescription) is no case code of \(rulebook.name), which begin with \(rulebook.casePrefix)-; "
        + "check each symbol, the last one is a check on the others")
  }
}
