import Testing

@testable import Casework

/// Figures by the agencies of their time and by those of today.
@Suite struct `Figures as it was and as it is` {
  /// On 10 September 2025 the roads office went into Bàn Cờ: one case was closed before, one was moved, one came after.
  func report(_ view: LineageView) throws -> FigureReport {
    let rulebook = try World.reorganised()
    let instant = wallTime("2025-09-11 08:00")
    let question = FigureQuestion(
      by: .agency, during: try #require(FigurePeriod("2025-09", in: .vietnam)), view)
    var tally = FigureTally(
      question, at: FigureStandpoint(end: SequenceNumber(9), root: Digest(high: 1, low: 2), asOf: instant),
      rulebook: rulebook)
    func life(_ moments: [FigureStory.Moment], number: UInt64) throws -> Life {
      var life = Life(try World.rulebook())
      life.nextSequence = number
      for moment in moments { try life.take(moment.command, by: moment.by, now: wallTime(moment.at)) }
      return life
    }
    let closed = try life(FigureStory.quick, number: 1_000)
    var moved = try life(FigureStory.forgotten, number: 2_000)
    var move = CaseMoved()
    move.from = World.roads
    move.to = World.banCo
    moved.record(.caseMoved(move), by: .system, now: wallTime("2025-09-10 00:00"), occurredAt: nil)
    var after = try life(FigureStory.forgotten, number: 3_000)
    try after.take(
      .transfer(to: World.power, reason: "cable"), by: World.dispatcher, now: wallTime("2025-09-04 09:00"))
    for life in [closed, moved, after] {
      tally.add(try #require(FigureCase(events: life.events, at: instant, rulebook: rulebook)))
    }
    return try tally.report()
  }

  @Test func `As it was, a moved case is its old agency's; what an agency gave away itself is not`() throws {
    let rows = try report(.asWas).rows
    #expect(rows.map { "\($0.label.id) \($0.counts[.received])" } == ["roads 2", "power 1"])
    #expect(rows[0].label.name == "Sở Xây dựng")
  }

  @Test func `As it is, all that an agency ever had is its heir's, moved or closed`() throws {
    let rows = try report(.asIs).rows
    #expect(rows.map { "\($0.label.id) \($0.counts[.received])" } == ["power 1", "ban_co 2"])
    #expect(rows[1].label.name == "Bàn Cờ")
  }
}
