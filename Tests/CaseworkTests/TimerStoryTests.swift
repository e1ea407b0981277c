import Testing

@testable import Casework

/// What time itself does to a case. The column of what runs shows the deadlines, the last column of `timers` what
/// would ring next.
@Suite struct `Stories of the timers` {
  /// Accepted at once; 12 September is a Friday, and the answer is due on Wednesday the 17th.
  let opening = [
    Step(
      "2025-09-03 08:15", World.citizen, .submit(World.report(World.pothole)),
      "report_received -> assigned | resolve 2025-09-12 17:30, answer 2025-09-17 17:30, accept 2025-09-04 08:15"),
    Step(
      "2025-09-03 09:00", World.officer, .accept,
      "accepted -> in_progress | resolve 2025-09-12 17:30, answer 2025-09-17 17:30"),
  ]
  let clocks = "resolve 2025-09-12 17:30, answer 2025-09-17 17:30"
  let resolve = CommitmentName(.resolve, due: wallTime("2025-09-12 17:30"))
  let answer = CommitmentName(.answer, due: wallTime("2025-09-17 17:30"))

  @Test func `A deadline is announced, missed and escalated up the chain, each once`() throws {
    let life = play(
      try World.rulebook(),
      opening + [
        // One working day before: the end of Thursday.
        Step("2025-09-11 17:29", .system, .remind(resolve), "refused not_due_soon"),
        Step("2025-09-11 17:30", .system, .remind(resolve), "due_soon -> in_progress | \(clocks)"),
        Step("2025-09-11 17:30", .system, .remind(resolve), "refused already_so"),
        Step("2025-09-12 17:30", .system, .recordMiss(resolve), "refused not_overdue"),
        Step("2025-09-12 17:31", .system, .escalate(resolve, step: 1), "refused not_overdue"),
        Step("2025-09-12 17:31", .system, .recordMiss(resolve), "deadline_missed -> in_progress | \(clocks)"),
        Step("2025-09-12 17:31", .system, .recordMiss(resolve), "refused already_so"),
        Step("2025-09-12 17:31", .system, .remind(resolve), "refused already_so"),
        Step("2025-09-12 17:31", .system, .escalate(resolve, step: 2), "refused not_overdue"),
        Step("2025-09-12 17:31", .system, .escalate(resolve, step: 1), "escalated -> in_progress | \(clocks)"),
        Step("2025-09-12 17:32", .system, .escalate(resolve, step: 1), "refused already_so"),
        // Two working days after Friday the 12th end on Tuesday.
        Step("2025-09-16 17:30", .system, .escalate(resolve, step: 2), "refused not_overdue"),
        Step("2025-09-16 17:31", .system, .escalate(resolve, step: 2), "escalated -> in_progress | \(clocks)"),
        Step("2025-09-19 17:31", .system, .escalate(resolve, step: 3), "escalated -> in_progress | \(clocks)"),
        Step("2025-12-19 17:31", .system, .escalate(resolve, step: 4), "refused not_overdue"),
        Step("2025-12-19 17:31", .system, .escalate(resolve, step: 0), "refused field_missing"),
      ])
    #expect(
      life.escalations == ["overdue resolve step 1 -> 1", "overdue resolve step 2 -> 6", "overdue resolve step 3 -> 0"])
    #expect(life.state?.escalationLevel == 3)
    let tracked = life.state?.commitments.first { $0.commitment?.kind == .resolve }
    #expect(tracked?.remindedAt == wallTime("2025-09-11 17:30"))
    #expect(tracked?.missedAt == wallTime("2025-09-12 17:31"))
    #expect(tracked?.escalatesAt == nil, "the chain has no fourth step")
  }

  @Test func `A timer's word counts only for the very deadline that it names`() throws {
    play(
      try World.rulebook(),
      opening + [
        Step(
          "2025-09-12 17:31", .system, .recordMiss(CommitmentName(.resolve, due: wallTime("2025-09-12 17:29"))),
          "refused commitment_not_running"),
        Step(
          "2025-09-12 17:31", .system, .recordMiss(CommitmentName(.resolve, part: 1, due: resolve.due)),
          "refused commitment_not_running"),
        Step(
          "2025-09-12 17:31", .system, .recordMiss(CommitmentName(.accept, due: wallTime("2025-09-04 08:15"))),
          "refused commitment_not_running"),
        Step(
          "2025-09-12 17:31", .system, .recordMiss(CommitmentName(.unspecified, due: resolve.due)),
          "refused field_invalid"),
        Step("2025-09-12 17:31", World.supervisor, .recordMiss(resolve), "refused role_not_allowed"),
        // A clock that ran ahead: what happened counts from its recording.
        Step("2025-09-12 17:30", .system, .recordMiss(resolve), "refused not_overdue", happened: "2025-09-12 17:33"),
      ])
  }

  @Test func `Whoever does not confirm in time has the case closed by time itself`() throws {
    let confirm = CommitmentName(.confirm, due: wallTime("2025-09-11 00:00"))
    let life = play(
      try World.rulebook(),
      opening + [
        Step(
          "2025-09-05 16:00", World.officer, .resolve(evidence: []), "resolved -> resolved | answer 2025-09-17 17:30"),
        Step("2025-09-05 16:30", World.officer, .answer, "answered -> answered | confirm 2025-09-11 00:00"),
        Step("2025-09-09 23:59", .system, .remind(confirm), "refused not_due_soon"),
        Step("2025-09-10 00:00", .system, .remind(confirm), "due_soon -> answered | confirm 2025-09-11 00:00"),
        Step("2025-09-11 00:01", .system, .recordMiss(confirm), "refused field_invalid"),
        Step("2025-09-11 00:01", .system, .escalate(confirm, step: 1), "refused field_invalid"),
        Step("2025-09-11 00:01", .system, .closeUnconfirmed(resolve), "refused field_invalid"),
        // At the due instant itself it is still kept.
        Step("2025-09-11 00:00", .system, .closeUnconfirmed(confirm), "refused confirmation_awaited"),
        Step("2025-09-11 00:01", .system, .closeUnconfirmed(confirm), "closed -> closed | "),
        Step("2025-09-11 00:01", .system, .closeUnconfirmed(confirm), "refused state_forbids"),
      ])
    guard case .closed(let closed)? = life.events.last?.body else {
      Issue.record("the last event closes")
      return
    }
    #expect(closed.basis == .unconfirmed)
  }

  @Test func `Of two times to confirm the last one closes`() throws {
    let first = CommitmentName(.confirm, due: wallTime("2025-09-11 00:00"))
    let last = CommitmentName(.confirm, due: wallTime("2025-09-20 12:00"))
    play(
      try World.rulebook(),
      opening + [
        Step(
          "2025-09-05 16:00", World.officer, .resolve(evidence: []), "resolved -> resolved | answer 2025-09-17 17:30"),
        Step("2025-09-05 16:30", World.officer, .answer, "answered -> answered | confirm 2025-09-11 00:00"),
        Step(
          "2025-09-05 16:40", World.dispatcher, .commit(kind: .confirm, due: last.due, reason: "abroad"),
          "commitment_made -> answered | confirm 2025-09-11 00:00, confirm 2025-09-20 12:00"),
        Step("2025-09-11 00:01", .system, .closeUnconfirmed(first), "refused confirmation_awaited"),
        Step("2025-09-12 00:00", World.colleague, .close(.unconfirmed), "refused confirmation_awaited"),
        Step("2025-09-20 12:01", .system, .closeUnconfirmed(last), "closed -> closed | "),
      ])
  }

  @Test func `A citizen who confirms or asks again in time stops the clock of closing`() throws {
    let confirm = CommitmentName(.confirm, due: wallTime("2025-09-11 00:00"))
    let answered =
      opening + [
        Step(
          "2025-09-05 16:00", World.officer, .resolve(evidence: []), "resolved -> resolved | answer 2025-09-17 17:30"),
        Step("2025-09-05 16:30", World.officer, .answer, "answered -> answered | confirm 2025-09-11 00:00"),
      ]
    play(
      try World.rulebook(),
      answered + [
        Step("2025-09-10 10:00", World.citizen, .confirm, "confirmed -> answered | "),
        Step("2025-09-11 00:01", .system, .closeUnconfirmed(confirm), "refused commitment_not_running"),
      ])
    play(
      try World.rulebook(),
      answered + [
        Step(
          "2025-09-10 10:00", World.citizen, .reopen,
          "reopened -> assigned | resolve 2025-09-19 17:30, answer 2025-09-24 17:30, accept 2025-09-11 10:00"),
        Step("2025-09-11 00:01", .system, .closeUnconfirmed(confirm), "refused state_forbids"),
      ])
  }

  @Test func `A moved deadline is announced and missed anew, and the old name has no say any more`() throws {
    var more = Extension()
    more.amount = 3
    more.reason = "rain"
    more.approvedBy = "chi"
    let extended = CommitmentName(.resolve, due: wallTime("2025-09-17 17:30"))
    let moved = "resolve 2025-09-17 17:30, answer 2025-09-17 17:30"
    let life = play(
      try World.rulebook(),
      opening + [
        Step("2025-09-12 08:00", .system, .remind(resolve), "due_soon -> in_progress | \(clocks)"),
        Step("2025-09-12 18:00", .system, .recordMiss(resolve), "deadline_missed -> in_progress | \(clocks)"),
        Step("2025-09-13 09:00", World.officer, .extend(more), "deadline_extended -> in_progress | \(moved)"),
        Step("2025-09-13 09:01", .system, .escalate(resolve, step: 1), "refused commitment_not_running"),
        Step("2025-09-13 09:01", .system, .escalate(extended, step: 1), "refused not_overdue"),
        Step("2025-09-16 17:30", .system, .remind(extended), "due_soon -> in_progress | \(moved)"),
        Step("2025-09-17 17:31", .system, .recordMiss(extended), "deadline_missed -> in_progress | \(moved)"),
      ])
    let tracked = life.state?.commitments.first { $0.commitment?.kind == .resolve }
    #expect(tracked?.moveCount == 1)
    #expect(tracked?.firstDue == resolve.due)
  }

  @Test func `No timer rings while the clocks stand`() throws {
    let moved = "resolve 2025-09-25 17:30, answer 2025-09-30 17:30"
    let life = play(
      try World.rulebook(),
      opening + [
        Step(
          "2025-09-09 10:00", World.officer, .requestInformation,
          "information_requested -> awaiting_citizen | \(clocks)"),
        Step("2025-09-12 08:00", .system, .remind(resolve), "refused not_due_soon"),
        Step("2025-09-13 10:00", .system, .recordMiss(resolve), "refused not_overdue"),
        Step(
          "2025-09-22 10:00", World.citizen, .provideInformation(attachments: []),
          "information_provided -> in_progress | \(moved)"),
        // The time of the reminder moved with the deadline.
        Step(
          "2025-09-24 17:30", .system, .remind(CommitmentName(.resolve, due: wallTime("2025-09-25 17:30"))),
          "due_soon -> in_progress | \(moved)"),
      ])
    #expect(life.state?.nextTimerAt == wallTime("2025-09-25 17:30").adding(milliseconds: 1))
  }

  @Test func `What is urgent climbs faster, and a part is its own agency's`() throws {
    let part = CommitmentName(.resolve, part: 1, due: wallTime("2025-09-04 17:30"))
    let whole = CommitmentName(.resolve, due: wallTime("2025-09-04 17:30"))
    let clocks = "resolve 2025-09-04 17:30, answer 2025-09-05 17:30"
    let all = clocks + ", resolve/1 2025-09-04 17:30"
    let life = play(
      try World.rulebook(),
      [
        Step(
          "2025-09-03 08:15", World.citizen, .submit(World.report(World.pothole, level: .urgent)),
          "report_received -> assigned | \(clocks), accept 2025-09-04 08:15"),
        Step("2025-09-03 08:30", World.officer, .accept, "accepted -> in_progress | \(clocks)"),
        Step("2025-09-03 09:00", World.dispatcher, .addPart(agency: World.water), "part_added -> in_progress | \(all)"),
        Step("2025-09-04 17:31", .system, .recordMiss(whole), "deadline_missed -> in_progress | \(all)"),
        Step("2025-09-04 17:31", .system, .recordMiss(part), "deadline_missed -> in_progress | \(all)"),
        Step("2025-09-05 09:30", .system, .escalate(part, step: 1), "refused not_overdue"),
        Step("2025-09-05 09:31", .system, .escalate(part, step: 1), "escalated -> in_progress | \(all)"),
        Step("2025-09-05 17:31", .system, .escalate(part, step: 2), "escalated -> in_progress | \(all)"),
        Step("2025-09-08 09:31", .system, .escalate(whole, step: 1), "escalated -> in_progress | \(all)"),
        Step("2025-09-08 09:32", World.waterOfficer, .completePart(1), "part_completed -> in_progress | \(clocks)"),
      ])
    #expect(
      life.escalations == ["overdue resolve step 1 -> 6", "overdue resolve step 2 -> 0", "overdue resolve step 1 -> 6"])
  }

  @Test func `Two deadlines of one name are each missed once`() throws {
    let life = play(
      try World.rulebook(),
      opening + [
        Step(
          "2025-09-03 10:00", World.dispatcher, .commit(kind: .resolve, due: resolve.due, reason: "court"),
          "commitment_made -> in_progress | \(clocks), resolve 2025-09-12 17:30"),
        Step(
          "2025-09-12 17:31", .system, .recordMiss(resolve),
          "deadline_missed -> in_progress | \(clocks), resolve 2025-09-12 17:30"),
        Step(
          "2025-09-12 17:31", .system, .recordMiss(resolve),
          "deadline_missed -> in_progress | \(clocks), resolve 2025-09-12 17:30"),
        Step("2025-09-12 17:31", .system, .recordMiss(resolve), "refused already_so"),
      ])
    #expect(life.state?.commitments.filter { $0.missedAt != nil }.count == 2)
  }
}

extension Life {
  /// `cause commitment step n -> agency` of each escalation.
  var escalations: [String] {
    events.compactMap { event in
      guard case .escalated(let said) = event.body else { return nil }
      return "\(said.cause) \(said.kind) step \(said.step) -> \(said.to.rawValue)"
    }
  }
}
