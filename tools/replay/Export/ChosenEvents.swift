import ArgumentParser
import MotCham
import Show

/// The options that say which part of a log is meant.
struct ChosenEvents: ParsableArguments {
  @Option(help: ArgumentHelp("\(FigurePeriod.spellings).", valueName: "period"))
  var period: String?

  @Option(help: ArgumentHelp("An agency's id or code.", valueName: "id"))
  var agency: String?

  @Option(name: .customLong("case"), help: ArgumentHelp("A case; may be given several times.", valueName: "code"))
  var cases: [String] = []

  var isEverything: Bool { period == nil && agency == nil && cases.isEmpty }

  /// What is meant, by the rulebook that is in force at the end of the log.
  func choice(in city: LoggedCity) throws -> EventChoice {
    var choice = EventChoice()
    if let period {
      guard let found = FigurePeriod(period, in: city.rulebook.zone) else {
        throw Failure("\(period.debugDescription) is no period; write \(FigurePeriod.spellings)")
      }
      choice.period = EventChoice.Period(text: found.text, from: found.from, until: found.until)
    }
    if let agency {
      guard let found = city.rulebook.agency(named: agency, at: Clock.now) else {
        throw Failure("the rulebook knows no agency \(agency.debugDescription); use one of its ids or codes")
      }
      choice.agency = EventChoice.Agency(id: found.id, number: found.number)
    }
    for code in cases {
      guard let number = city.number(of: code) else {
        throw Failure(
          "\(code.debugDescription) is no case code of this city; look at it again, one symbol may be wrong")
      }
      guard number.rawValue < city.end.rawValue,
        try city.event(at: SequenceNumber(number.rawValue))?.caseNumber == number
      else { throw Failure("there is no case \(city.code(of: number)) in \(city.path); check the code") }
      choice.cases.append(EventChoice.Case(code: city.code(of: number), number: number))
    }
    return choice
  }
}
