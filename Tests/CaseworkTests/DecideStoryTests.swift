import Testing

@testable import Casework

/// Whole lives of cases, a line a command.
@Suite struct `Stories of the law` {
  @Test func `A pothole goes the straight way from report to closure`() throws {
    // Wednesday; 1 and 2 September were days off.
    play(
      try World.rulebook(),
      [
        Step(
          "2025-09-03 08:15", World.citizen, .submit(World.report(World.pothole)),
          "report_received -> assigned | resolve 2025-09-12 17:30, answer 2025-09-17 17:30, accept 2025-09-04 08:15"),
        Step(
          "2025-09-03 09:00", World.officer, .accept,
          "accepted -> in_progress | resolve 2025-09-12 17:30, answer 2025-09-17 17:30"),
        Step(
          "2025-09-05 16:00", World.officer, .resolve(evidence: [World.evidence]),
          "resolved -> resolved | answer 2025-09-17 17:30"),
        Step("2025-09-05 16:30", World.officer, .answer, "answered -> answered | confirm 2025-09-11 00:00"),
        Step("2025-09-05 16:31", World.officer, .close(.confirmed), "refused resolver_may_not_close"),
        Step("2025-09-05 16:32", World.colleague, .close(.confirmed), "refused not_confirmed"),
        Step("2025-09-05 16:33", World.colleague, .close(.office), "refused office_may_not_close"),
        Step("2025-09-05 16:34", World.colleague, .close(.unconfirmed), "refused confirmation_awaited"),
        Step("2025-09-06 10:00", World.citizen, .confirm, "confirmed -> answered | "),
        Step("2025-09-06 10:01", World.citizen, .confirm, "refused already_so"),
        Step("2025-09-06 10:02", World.citizen, .rate(stars: 4), "rated -> answered | "),
        Step("2025-09-06 10:03", .system, .close(.confirmed), "closed -> closed | "),
        Step("2025-09-06 10:04", World.citizen, .rate(stars: 5), "rated -> closed | "),
        Step("2025-09-07 10:00", World.colleague, .resolve(evidence: []), "refused state_forbids"),
      ])
  }

  @Test func `The time to confirm runs out and the engine closes`() throws {
    play(
      try World.rulebook(),
      [
        Step(
          "2025-09-03 08:15", World.citizen, .submit(World.report(World.pothole)),
          "report_received -> assigned | resolve 2025-09-12 17:30, answer 2025-09-17 17:30, accept 2025-09-04 08:15"),
        Step(
          "2025-09-03 09:00", World.officer, .accept,
          "accepted -> in_progress | resolve 2025-09-12 17:30, answer 2025-09-17 17:30"),
        Step(
          "2025-09-05 16:00", World.officer, .resolve(evidence: []), "resolved -> resolved | answer 2025-09-17 17:30"),
        Step("2025-09-05 16:30", World.officer, .answer, "answered -> answered | confirm 2025-09-11 00:00"),
        // At the due instant itself it is still kept.
        Step("2025-09-11 00:00", .system, .close(.unconfirmed), "refused confirmation_awaited"),
        Step("2025-09-11 00:01", .system, .close(.unconfirmed), "closed -> closed | "),
      ])
  }

  @Test func `A case passed on more often than the rulebook allows escalates by itself`() throws {
    let clocks = "resolve 2025-09-12 17:30, answer 2025-09-17 17:30"
    let life = play(
      try World.rulebook(),
      [
        Step(
          "2025-09-03 08:15", World.citizen, .submit(World.report(World.noise)),
          "report_received -> received | forward 2025-09-03 09:15, " + clocks),
        Step(
          "2025-09-03 08:20", World.dispatcher, .assign(to: World.roads),
          "assigned -> assigned | \(clocks), accept 2025-09-04 08:20"),
        Step("2025-09-03 08:30", World.dispatcher, .assign(to: World.power), "refused state_forbids"),
        Step("2025-09-03 09:00", World.officer, .transfer(to: World.roads, reason: "x"), "refused already_so"),
        Step("2025-09-03 09:00", World.officer, .transfer(to: World.nobody, reason: "x"), "refused agency_unknown"),
        Step(
          "2025-09-03 09:00", World.officer, .transfer(to: World.district, reason: "x"), "refused agency_not_in_force"),
        Step("2025-09-03 09:00", World.officer, .transfer(to: World.power, reason: ""), "refused reason_missing"),
        Step(
          "2025-09-03 09:00", World.officer, .transfer(to: World.power, reason: "cable"),
          "transferred -> assigned | \(clocks), accept 2025-09-04 09:00"),
        Step("2025-09-03 09:10", World.officer, .accept, "refused not_the_agency_in_charge"),
        Step(
          "2025-09-03 10:00", World.powerOfficer, .return(reason: "not_ours"),
          "returned -> received | \(clocks), forward 2025-09-03 11:00"),
        Step(
          "2025-09-03 10:30", World.dispatcher, .assign(to: World.water),
          "assigned -> assigned | \(clocks), accept 2025-09-04 10:30"),
        // The fourth leg is one more than the three allowed.
        Step(
          "2025-09-03 11:00", World.waterOfficer, .transfer(to: World.roads, reason: "road"),
          "transferred+escalated -> assigned | \(clocks), accept 2025-09-04 11:00"),
        Step(
          "2025-09-03 11:10", World.officer, .return(reason: "not_ours"),
          "returned+escalated -> received | \(clocks), forward 2025-09-03 12:10"),
        Step(
          "2025-09-03 11:20", World.citySupervisor, .assign(to: World.roads),
          "assigned+escalated -> assigned | \(clocks), accept 2025-09-04 11:20"),
      ])
    #expect(life.state?.legCount == 5)
    #expect(life.state?.escalationLevel == 3)
    #expect(life.events.last?.actor == .system)
  }

  @Test func `Waiting for the citizen stops the clock of working days`() throws {
    let life = play(
      try World.rulebook(),
      [
        Step(
          "2025-09-03 08:15", World.citizen, .submit(World.report(World.pothole)),
          "report_received -> assigned | resolve 2025-09-12 17:30, answer 2025-09-17 17:30, accept 2025-09-04 08:15"),
        Step(
          "2025-09-03 09:00", World.officer, .accept,
          "accepted -> in_progress | resolve 2025-09-12 17:30, answer 2025-09-17 17:30"),
        Step(
          "2025-09-03 09:30", World.supervisor,
          .commit(kind: .answer, due: wallTime("2025-09-14 12:00"), reason: "court"),
          "commitment_made -> in_progress | resolve 2025-09-12 17:30, answer 2025-09-17 17:30, answer 2025-09-14 12:00"),
        Step(
          "2025-09-09 10:00", World.officer, .requestInformation,
          "information_requested -> awaiting_citizen | resolve 2025-09-12 17:30, answer 2025-09-17 17:30, answer 2025-09-14 12:00"
        ),
        Step("2025-09-10 10:00", World.officer, .resolve(evidence: []), "refused state_forbids"),
        Step(
          "2025-09-20 10:00", .system, .recordMiss(CommitmentName(.resolve, due: wallTime("2025-09-12 17:30"))),
          "refused not_overdue"),
        Step(
          "2025-09-20 10:00", World.citizen, .provideInformation(attachments: []), "refused time_before_last_event",
          happened: "2025-09-09 09:59"),
        // Three working days were left after Tuesday the 9th, six for the answer; the court's day does not move.
        Step(
          "2025-09-22 10:00", World.citizen, .provideInformation(attachments: []),
          "information_provided -> in_progress | resolve 2025-09-25 17:30, answer 2025-09-30 17:30, answer 2025-09-14 12:00"
        ),
      ])
    let resolve = life.state?.commitments.first { $0.commitment?.kind == .resolve }
    #expect(resolve?.firstDue == wallTime("2025-09-12 17:30"))
  }

  @Test func `Nothing is overdue while the clocks stand, and all is again when they run`() throws {
    var life = Life(try World.rulebook())
    try life.take(.submit(World.report(World.pothole)), by: World.citizen, now: wallTime("2025-09-03 08:15"))
    try life.take(.requestInformation, by: World.officer, now: wallTime("2025-09-03 09:00"))
    #expect(life.state?.isOverdue(at: wallTime("2025-12-03 09:00")) == false)
    try life.take(.provideInformation(attachments: []), by: World.clerk, now: wallTime("2025-09-04 09:00"))
    #expect(life.state?.status == .assigned)
    #expect(life.state?.isOverdue(at: wallTime("2025-12-03 09:00")) == true)
  }

  @Test func `Without the policy the clock runs on while the citizen is asked`() throws {
    play(
      try World.rulebook { $0.awaitingCitizenPausesClock = false },
      [
        Step(
          "2025-09-03 08:15", World.citizen, .submit(World.report(World.pothole)),
          "report_received -> assigned | resolve 2025-09-12 17:30, answer 2025-09-17 17:30, accept 2025-09-04 08:15"),
        Step(
          "2025-09-03 09:00", World.officer, .requestInformation,
          "information_requested -> awaiting_citizen | resolve 2025-09-12 17:30, answer 2025-09-17 17:30, accept 2025-09-04 08:15"
        ),
        Step(
          "2025-09-20 10:00", .system, .recordMiss(CommitmentName(.resolve, due: wallTime("2025-09-12 17:30"))),
          "deadline_missed -> awaiting_citizen | resolve 2025-09-12 17:30, answer 2025-09-17 17:30, accept 2025-09-04 08:15"
        ),
        Step(
          "2025-09-22 10:00", World.citizen, .provideInformation(attachments: []),
          "information_provided -> assigned | resolve 2025-09-12 17:30, answer 2025-09-17 17:30, accept 2025-09-04 08:15"
        ),
      ])
  }

  @Test func `An extension is counted from the deadline in force, and the first is still reported`() throws {
    func more(
      _ amount: UInt32, _ unit: TimeUnit = .workingDays, reason: String = "rain", by approver: String = "chi",
      kind: CommitmentKind = .resolve
    ) -> CommandBody {
      var more = Extension()
      more.kind = kind
      more.amount = amount
      more.unit = unit
      more.reason = reason
      more.approvedBy = approver
      return .extend(more)
    }
    let life = play(
      try World.rulebook(),
      [
        Step(
          "2025-09-03 08:15", World.citizen, .submit(World.report(World.pothole)),
          "report_received -> assigned | resolve 2025-09-12 17:30, answer 2025-09-17 17:30, accept 2025-09-04 08:15"),
        Step(
          "2025-09-03 09:00", World.officer, .accept,
          "accepted -> in_progress | resolve 2025-09-12 17:30, answer 2025-09-17 17:30"),
        Step("2025-09-10 09:00", World.officer, more(0), "refused field_invalid"),
        Step("2025-09-10 09:00", World.officer, more(3, .absolute), "refused field_invalid"),
        Step("2025-09-10 09:00", World.officer, more(3, kind: .accept), "refused commitment_not_running"),
        Step("2025-09-10 09:00", World.officer, more(3, reason: ""), "refused reason_missing"),
        Step("2025-09-10 09:00", World.officer, more(3, by: ""), "refused approver_missing"),
        Step("2025-09-10 09:00", World.officer, more(3, by: "an"), "refused approver_missing"),
        Step("2025-09-10 09:00", World.officer, more(9_000), "refused time_out_of_range"),
        Step("2025-09-10 09:00", World.powerOfficer, more(3), "refused not_the_agency_in_charge"),
        // Friday the 12th is the day that does not count.
        Step(
          "2025-09-10 09:00", World.officer, more(3),
          "deadline_extended -> in_progress | resolve 2025-09-17 17:30, answer 2025-09-17 17:30"),
        Step(
          "2025-09-10 09:00", World.supervisor, more(4, .workingHours, by: "chi"),
          "deadline_extended -> in_progress | resolve 2025-09-18 11:30, answer 2025-09-17 17:30"),
        Step(
          "2025-09-10 09:00", World.officer, more(2, .calendarDays, kind: .answer),
          "deadline_extended -> in_progress | resolve 2025-09-18 11:30, answer 2025-09-20 00:00"),
        // Midnight at the end of the 19th is that day's end, not the beginning of the next.
        Step(
          "2025-09-10 09:00", World.officer, more(1, .calendarDays, kind: .answer),
          "deadline_extended -> in_progress | resolve 2025-09-18 11:30, answer 2025-09-21 00:00"),
      ])
    let tracked = life.state?.commitments ?? []
    #expect(
      tracked.filter(\.isRunning).map(\.firstDue) == [wallTime("2025-09-12 17:30"), wallTime("2025-09-17 17:30")])
  }

  @Test func `A reclassification makes deadlines earlier by itself and later only with an approval`() throws {
    func level(_ level: Level, by approver: String = "") -> CommandBody {
      var said = Classification()
      said.level = level
      said.approvedBy = approver
      return .classify(said)
    }
    let accept = "accept 2025-09-04 08:15"
    play(
      try World.rulebook(),
      [
        Step(
          "2025-09-03 08:15", World.citizen, .submit(World.report(World.pothole)),
          "report_received -> assigned | resolve 2025-09-12 17:30, answer 2025-09-17 17:30, \(accept)"),
        Step(
          "2025-09-03 09:00", World.dispatcher, level(.complex),
          "classified -> assigned | resolve 2025-09-12 17:30, answer 2025-09-17 17:30, \(accept)"),
        Step("2025-09-03 09:05", World.dispatcher, level(.complex), "refused already_so"),
        Step("2025-09-03 09:05", World.dispatcher, level(Level(rawValue: 9)), "refused level_unknown"),
        Step(
          "2025-09-03 09:10", World.dispatcher, level(.urgent),
          "classified -> assigned | resolve 2025-09-04 17:30, answer 2025-09-05 17:30, \(accept)"),
        // Moved before, so it moves on only with an approval.
        Step(
          "2025-09-03 09:20", World.dispatcher, level(.complex, by: "chi"),
          "classified -> assigned | resolve 2025-09-24 17:30, answer 2025-10-01 17:30, \(accept)"),
      ])
  }

  @Test func `Classifying what had no class starts the clocks of the new one`() throws {
    let onlyLeaks = [
      ServiceLevel(
        categories: [World.leak],
        promises: [
          Promise(.resolve, amount: 2, unit: .workingDays, startedBy: .reported),
          Promise(.answer, amount: 4, unit: .workingHours, startedBy: .accepted),
        ])
    ]
    var said = Classification()
    said.category = World.leak
    var unknown = Classification()
    unknown.category = CategoryID(77)
    var other = Classification()
    other.kind = .complaint
    play(
      try World.rulebook(policy: Policy(), serviceLevels: onlyLeaks),
      [
        Step(
          "2025-09-03 08:15", World.citizen, .submit(World.report(kind: .reflection)), "report_received -> received | "),
        Step("2025-09-03 14:00", World.dispatcher, .classify(unknown), "refused category_unknown"),
        Step("2025-09-03 14:00", World.dispatcher, .classify(other), "refused convert_instead"),
        Step("2025-09-03 14:00", World.dispatcher, .classify(Classification()), "refused field_missing"),
        Step(
          "2025-09-03 14:00", World.dispatcher, .classify(said),
          "classified+commitment_made -> received | resolve 2025-09-05 17:30"),
        Step(
          "2025-09-03 14:05", World.dispatcher, .assign(to: World.water),
          "assigned -> assigned | resolve 2025-09-05 17:30"),
        Step(
          "2025-09-03 15:00", World.waterOfficer, .accept,
          "accepted -> in_progress | resolve 2025-09-05 17:30, answer 2025-09-04 09:00"),
      ])
  }

  @Test func `A conversion ends every clock and starts those of the new kind at the report`() throws {
    let life = play(
      try World.rulebook(),
      [
        Step(
          "2025-09-03 08:15", World.citizen, .submit(World.report(World.pothole)),
          "report_received -> assigned | resolve 2025-09-12 17:30, answer 2025-09-17 17:30, accept 2025-09-04 08:15"),
        Step(
          "2025-09-03 09:00", World.officer, .accept,
          "accepted -> in_progress | resolve 2025-09-12 17:30, answer 2025-09-17 17:30"),
        Step(
          "2025-09-05 09:00", World.dispatcher, .addPart(agency: World.water),
          "part_added -> in_progress | resolve 2025-09-12 17:30, answer 2025-09-17 17:30, resolve/1 2025-09-16 17:30"),
        Step("2025-09-08 09:00", World.dispatcher, .convert(to: .reflection, basis: "Điều 7"), "refused already_so"),
        Step(
          "2025-09-08 09:00", World.dispatcher, .convert(to: ReportKind(rawValue: 40), basis: "Điều 7"),
          "refused kind_unknown"),
        Step("2025-09-08 09:00", World.dispatcher, .convert(to: .complaint, basis: ""), "refused reason_missing"),
        Step(
          "2025-09-08 09:00", World.dispatcher, .convert(to: .complaint, basis: "Điều 7"),
          "kind_converted -> in_progress | resolve 2025-10-04 00:00, answer 2025-10-04 00:00, resolve/1 2025-10-06 00:00"
        ),
      ])
    #expect(life.state?.commitments.filter { $0.endedAt != nil }.count == 3)
  }

  @Test func `A clock counted from acceptance does not restart with the next agency`() throws {
    play(
      try World.rulebook(),
      [
        Step(
          "2025-09-03 08:00", World.citizen, .submit(World.report(World.pothole, kind: .petition)),
          "report_received -> assigned | answer 2025-09-17 17:30, accept 2025-09-04 08:00"),
        Step(
          "2025-09-03 09:00", World.officer, .accept,
          "accepted -> in_progress | answer 2025-09-17 17:30, resolve 2025-09-03 15:00"),
        Step(
          "2025-09-03 10:00", World.officer, .transfer(to: World.power, reason: "cable"),
          "transferred -> assigned | answer 2025-09-17 17:30, resolve 2025-09-03 15:00, accept 2025-09-04 10:00"),
        Step(
          "2025-09-03 11:00", World.powerOfficer, .accept,
          "accepted -> in_progress | answer 2025-09-17 17:30, resolve 2025-09-03 15:00"),
      ])
  }
}
