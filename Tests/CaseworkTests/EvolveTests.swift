import Testing

@testable import Casework

@Suite struct `Making a case from events` {
  func opened() throws -> Life {
    var life = Life(try World.rulebook())
    try life.take(.submit(World.report(World.pothole)), by: .citizen, now: wallTime("2025-09-03 08:15"))
    return life
  }

  @Test func `Only a report that is its own case opens one`() throws {
    var event = try #require(try opened().events.first)
    #expect(CaseState(opening: event) != nil)
    event.caseNumber = CaseNumber(7)
    #expect(CaseState(opening: event) == nil)
    event.caseNumber = CaseNumber(event.sequence.rawValue)
    event.body = .accepted(Accepted())
    #expect(CaseState(opening: event) == nil)
    #expect(CaseState.fold([event]) == nil)
    #expect(CaseState.fold([Event]()) == nil)
  }

  @Test func `An event of a newer writer only advances the sequence`() throws {
    var life = try opened()
    let before = try #require(life.state)
    life.record(.none, by: World.officer, now: wallTime("2025-09-03 09:00"), occurredAt: nil)
    var after = try #require(life.state)
    #expect(after.lastSequence > before.lastSequence)
    after.lastSequence = before.lastSequence
    #expect(after == before)
  }

  @Test func `An event of another case, or out of order, stops the program`() async {
    await #expect(processExitsWith: .failure) {
      var life = Life(try World.rulebook())
      try life.take(.submit(World.report(World.pothole)), by: .citizen, now: wallTime("2025-09-03 08:15"))
      guard var event = life.events.first else { return }
      event.sequence = SequenceNumber(9_000)
      event.caseNumber = CaseNumber(8)
      life.state?.evolve(event)
    }
    await #expect(processExitsWith: .failure) {
      var life = Life(try World.rulebook())
      try life.take(.submit(World.report(World.pothole)), by: .citizen, now: wallTime("2025-09-03 08:15"))
      guard let event = life.events.first else { return }
      life.state?.evolve(event)
    }
  }

  @Test func `A comment entered late does not turn back the clock of the case`() throws {
    var life = try opened()
    try life.take(.accept, by: World.officer, now: wallTime("2025-09-05 09:00"))
    try life.take(
      .comment(attachments: []), by: World.clerk, now: wallTime("2025-09-08 09:00"),
      occurredAt: wallTime("2025-09-04 09:00"))
    #expect(life.state?.lastHappenedAt == wallTime("2025-09-05 09:00"))
    // Yesterday's work may still be entered, since only a comment stands behind it.
    try life.take(
      .resolve(evidence: []), by: World.officer, now: wallTime("2025-09-08 10:00"),
      occurredAt: wallTime("2025-09-05 10:00"))
    #expect(life.state?.status == .resolved)
  }

  @Test func `Two deadlines of one kind each move by their own entry, even into each other's place`() throws {
    var life = try opened()
    let first = wallTime("2025-09-12 17:30")
    let second = wallTime("2025-09-15 12:00")
    let third = wallTime("2025-09-20 12:00")
    try life.take(
      .commit(kind: .resolve, due: second, reason: "court"), by: World.dispatcher, now: wallTime("2025-09-03 09:00"))
    func move(_ from: Instant, _ to: Instant) -> MovedCommitment {
      var move = MovedCommitment()
      move.kind = .resolve
      move.from = from
      move.to = to
      return move
    }
    try life.take(
      .moveDeadlines(basis: "notice", moved: [move(first, second), move(second, third)]), by: .system,
      now: wallTime("2025-09-04 09:00"))
    let resolves = life.state?.commitments.filter { $0.commitment?.kind == .resolve } ?? []
    #expect(resolves.map { $0.commitment?.due } == [second, third])
    #expect(resolves.map(\.firstDue) == [first, second])
  }

  @Test func `A case takes no more deadlines by name than one event can move`() throws {
    var life = try opened()
    var refusal: Refusal?
    var count = 0
    while refusal == nil && count < 100 {
      let due = wallTime("2025-10-01 08:00").adding(minutes: Int64(count))
      do throws(Refusal) {
        try life.take(
          .commit(kind: .answer, due: due, reason: "court"), by: World.dispatcher, now: wallTime("2025-09-04 09:00"))
        count += 1
      } catch { refusal = error }
    }
    #expect(refusal?.code == .limitReached)
    #expect((life.state?.commitments.filter(\.isRunning).count ?? 0) <= Limits.commitmentCountMax)
  }

  @Test func `A case knows when it was taken on, resolved, answered and ended, and who had it until when`() throws {
    var life = try opened()
    func at(_ time: String) -> Instant { wallTime("2025-09-" + time) }
    try life.take(.transfer(to: World.power, reason: "r"), by: World.officer, now: at("03 09:00"))
    try life.take(.return(reason: "r"), by: World.powerOfficer, now: at("03 10:00"))
    try life.take(.assign(to: World.water), by: World.dispatcher, now: at("03 10:30"))
    try life.take(.accept, by: World.waterOfficer, now: at("03 11:00"))
    try life.take(.resolve(evidence: []), by: World.waterOfficer, now: at("04 08:00"))
    try life.take(.answer, by: World.dispatcher, now: at("04 09:00"))
    let answered = try #require(life.state)
    #expect(answered.pastLegs.map(\.agency) == [World.roads, World.power, .none])
    #expect(answered.pastLegs.map(\.until) == [at("03 09:00"), at("03 10:00"), at("03 10:30")])
    #expect(answered.acceptedAt == at("03 11:00"))
    #expect(answered.resolvedAt == at("04 08:00") && answered.answeredAt == at("04 09:00"))
    #expect(answered.finishedAt == nil)
    try life.take(.confirm, by: .citizen, now: at("04 10:00"))
    try life.take(.close(.confirmed), by: World.dispatcher, now: at("04 11:00"))
    #expect(life.state?.finishedAt == at("04 11:00"))
    try life.take(.reopen, by: .citizen, now: at("05 08:00"))
    let reopened = try #require(life.state)
    #expect(reopened.acceptedAt == at("03 11:00"), "it was taken on then")
    #expect(reopened.resolvedAt == nil && reopened.answeredAt == nil && reopened.finishedAt == nil)
    #expect(reopened.pastLegs == answered.pastLegs, "the agency stays, and so does its leg")
  }

  @Test func `The limits agree with each other`() { Limits.checkRelations() }
}
