import Testing

@testable import Casework

/// Five lives of September 2025 in the small city of the tests, and one of October. Holidays are over; working days
/// have eight hours, 07:30-11:30 and 13:30-17:30; a resolution is due after 7 of them, an answer after 10.
enum FigureStory {
  typealias Moment = (at: String, by: Actor, command: CommandBody)

  /// Resolved after 2 days and 9 hours, answered after 3 days, rated 5; by the hotline and the app.
  static let quick: [Moment] = [
    ("2025-09-03 08:00", .citizen, .submit(World.report(World.pothole))),
    ("2025-09-03 09:00", World.officer, .accept),
    ("2025-09-05 17:00", World.officer, .resolve(evidence: [])),
    ("2025-09-06 08:00", World.officer, .answer),
    ("2025-09-06 09:00", .citizen, .rate(stars: 5)),
  ]

  /// Due on Friday 12 September 17:30. Roads have it for 2 hours of work, power for the rest: late by power.
  static let passedOn: [Moment] = [
    ("2025-09-03 08:00", .citizen, .submit(World.report(World.pothole))),
    ("2025-09-03 08:30", World.officer, .accept),
    ("2025-09-03 10:00", World.officer, .transfer(to: World.power, reason: "cable")),
    ("2025-09-03 14:00", World.powerOfficer, .accept),
    ("2025-09-15 08:30", World.powerOfficer, .resolve(evidence: [])),
    ("2025-09-15 17:30", World.powerOfficer, .answer),
    ("2025-09-16 08:00", .citizen, .rate(stars: 2)),
  ]

  /// Nobody takes it; its resolution runs on beyond its time.
  static let forgotten: [Moment] = [
    ("2025-09-04 08:00", .citizen, .submit(World.report(World.pothole)))
  ]

  /// In triage, where the law's clock for it runs as well.
  static let triage: [Moment] = [
    ("2025-09-29 08:00", .citizen, .submit(World.report(World.noise)))
  ]

  /// The next month.
  static let later: [Moment] = [
    ("2025-10-01 00:00", .citizen, .submit(World.report(World.pothole)))
  ]

  static func cases(_ lives: [[Moment]], at instant: Instant) throws -> [FigureCase] {
    try lives.enumerated().map { place, moments in
      var life = Life(try World.rulebook())
      life.nextSequence = UInt64(1_000 * (place + 1))
      for moment in moments { try life.take(moment.command, by: moment.by, now: wallTime(moment.at)) }
      return try #require(FigureCase(events: life.events, at: instant, rulebook: life.rulebook))
    }
  }

  static func report(
    by dimension: FigureDimension, _ period: String = "2025-09", _ view: LineageView = .asWas,
    lives: [[Moment]] = [quick, passedOn, forgotten, triage, later], at instant: String = "2025-10-02 08:00"
  ) throws -> FigureReport {
    let instant = wallTime(instant)
    let question = FigureQuestion(by: dimension, during: try #require(FigurePeriod(period, in: .vietnam)), view)
    let standpoint = FigureStandpoint(end: SequenceNumber(9_000), root: Digest(high: 1, low: 2), asOf: instant)
    var tally = FigureTally(question, at: standpoint, rulebook: try World.rulebook())
    for one in try cases(lives, at: instant) { tally.add(one) }
    return try tally.report()
  }
}

extension FigureRow {
  /// `accepted 2/4, …`: only what is not zero.
  var shares: String {
    FigureRatio.all.filter { counts[$0.numerator] > 0 }.map {
      "\($0.name) \(counts[$0.numerator])/\(counts[$0.denominator])"
    }.joined(separator: ", ")
  }
}
