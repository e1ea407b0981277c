import Testing

@testable import Casework

/// Lives with several agencies, several openings, other systems, other agencies.
@Suite struct `More stories of the law` {
  let opened = Step(
    "2025-09-03 08:15", World.citizen, .submit(World.report(World.pothole)),
    "report_received -> assigned | resolve 2025-09-12 17:30, answer 2025-09-17 17:30, accept 2025-09-04 08:15")
  let accepted = Step(
    "2025-09-03 09:00", World.officer, .accept,
    "accepted -> in_progress | resolve 2025-09-12 17:30, answer 2025-09-17 17:30")

  @Test func `A case is resolved when all its parts are`() throws {
    let clocks = "resolve 2025-09-12 17:30, answer 2025-09-17 17:30"
    play(
      try World.rulebook(),
      [
        opened, accepted,
        Step(
          "2025-09-04 09:00", World.officer, .addPart(agency: World.water),
          "part_added -> in_progress | \(clocks), resolve/1 2025-09-15 17:30"),
        Step("2025-09-04 09:00", World.officer, .addPart(agency: World.water), "refused already_so"),
        Step("2025-09-04 09:00", World.officer, .addPart(agency: World.roads), "refused already_so"),
        Step(
          "2025-09-05 09:00", World.officer, .addPart(agency: World.power),
          "part_added -> in_progress | \(clocks), resolve/1 2025-09-15 17:30, resolve/2 2025-09-16 17:30"),
        Step("2025-09-08 09:00", World.officer, .resolve(evidence: []), "refused parts_open"),
        Step("2025-09-08 09:00", World.officer, .completePart(1), "refused not_the_agency_in_charge"),
        Step("2025-09-08 09:00", World.waterOfficer, .completePart(2), "refused not_the_agency_in_charge"),
        Step("2025-09-08 09:00", World.supervisor, .completePart(3), "refused part_unknown"),
        Step(
          "2025-09-08 09:00", World.waterOfficer, .completePart(1),
          "part_completed -> in_progress | \(clocks), resolve/2 2025-09-16 17:30"),
        Step("2025-09-08 09:01", World.waterOfficer, .completePart(1), "refused already_so"),
        Step("2025-09-08 09:05", World.officer, .resolve(evidence: []), "refused parts_open"),
        // The supervisor of the agency in charge may speak for an agency that is gone.
        Step("2025-09-08 10:00", World.supervisor, .completePart(2), "part_completed -> in_progress | \(clocks)"),
        Step(
          "2025-09-08 11:00", World.officer, .resolve(evidence: []), "resolved -> resolved | answer 2025-09-17 17:30"),
      ])
  }

  @Test func `A reopened case gets new clocks, and the old ones are kept`() throws {
    let answered: [Step] = [
      opened, accepted,
      Step("2025-09-05 16:00", World.officer, .resolve(evidence: []), "resolved -> resolved | answer 2025-09-17 17:30"),
      Step("2025-09-05 16:30", World.officer, .answer, "answered -> answered | confirm 2025-09-11 00:00"),
    ]
    let life = play(
      try World.rulebook { $0.reopenCountMax = 1 },
      answered + [
        Step("2025-09-08 08:00", World.officer, .reopen, "refused role_not_allowed"),
        Step(
          "2025-09-08 08:00", World.citizen, .reopen,
          "reopened -> assigned | resolve 2025-09-17 17:30, answer 2025-09-22 17:30, accept 2025-09-09 08:00"),
        Step(
          "2025-09-08 09:00", World.officer, .accept,
          "accepted -> in_progress | resolve 2025-09-17 17:30, answer 2025-09-22 17:30"),
        Step(
          "2025-09-08 10:00", World.colleague, .resolve(evidence: []), "resolved -> resolved | answer 2025-09-22 17:30"),
        Step("2025-09-08 11:00", World.dispatcher, .answer, "answered -> answered | confirm 2025-09-14 00:00"),
        Step("2025-09-08 12:00", World.citizen, .reopen, "refused reopen_budget_spent"),
        // Who resolved it first may close it now: another resolved it since.
        Step("2025-09-15 12:00", World.officer, .close(.unconfirmed), "closed -> closed | "),
      ])
    #expect(life.state?.reopenCount == 1)
    #expect(life.state?.legCount == 1)
    #expect(life.state?.commitments.count == 8)
  }

  @Test func `A reopened case whose agency is gone goes to triage`() throws {
    let life = play(
      try World.rulebook(),
      [
        Step(
          "2025-06-02 08:00", World.citizen, .submit(World.report(World.noise)),
          "report_received -> received | forward 2025-06-02 09:00, resolve 2025-06-11 17:30, answer 2025-06-16 17:30"),
        Step(
          "2025-06-02 08:30", World.dispatcher, .assign(to: World.district),
          "assigned -> assigned | resolve 2025-06-11 17:30, answer 2025-06-16 17:30, accept 2025-06-03 08:30"),
        Step("2025-06-02 09:00", World.dispatcher, .reject(reason: "twice", instead: ""), "refused field_missing"),
        Step("2025-06-02 09:00", World.dispatcher, .reject(reason: "", instead: "1022"), "refused reason_missing"),
        Step(
          "2025-06-02 09:00", World.dispatcher, .reject(reason: "twice", instead: "1022"), "rejected -> rejected | "),
        Step(
          "2025-07-02 08:00", World.citizen, .reopen,
          "reopened+case_moved -> received | forward 2025-07-02 09:00, resolve 2025-07-11 17:30, answer 2025-07-16 17:30"
        ),
        Step("2025-07-02 08:10", World.dispatcher, .assign(to: World.district), "refused agency_not_in_force"),
        Step(
          "2025-07-02 08:10", World.dispatcher, .assign(to: World.banCo),
          "assigned -> assigned | resolve 2025-07-11 17:30, answer 2025-07-16 17:30, accept 2025-07-03 08:10"),
      ])
    #expect(life.state?.legCount == 2)
  }

  @Test func `A reorganisation moves the case and no clock of the citizen`() throws {
    let clocks = "resolve 2025-06-11 17:30, answer 2025-06-16 17:30"
    var report = World.report(World.noise)
    report.ward = World.ward4
    let life = play(
      try World.rulebook(isDistrictCarriedOn: true),
      [
        Step(
          "2025-06-02 08:00", World.citizen, .submit(report),
          "report_received -> received | forward 2025-06-02 09:00, \(clocks)"),
        Step("2025-06-02 08:10", .system, .move, "refused already_so"),
        Step(
          "2025-06-02 08:30", World.dispatcher, .assign(to: World.district),
          "assigned -> assigned | \(clocks), accept 2025-06-03 08:30"),
        Step("2025-06-02 09:00", World.dispatcher, .move, "refused role_not_allowed"),
        Step("2025-06-30 23:59", .system, .move, "refused already_so"),
        Step("2025-07-01 00:00", .system, .move, "case_moved -> assigned | \(clocks), accept 2025-06-03 08:30"),
        Step("2025-07-01 00:00", .system, .move, "refused already_so"),
        Step(
          "2025-07-01 09:00", Actor(.officer, name: "q", agency: World.banCo), .requestInformation,
          "information_requested -> awaiting_citizen | \(clocks), accept 2025-06-03 08:30"),
      ])
    #expect(life.state?.agency == World.banCo)
    #expect(life.state?.legCount == 1)
    #expect(life.state?.ward == World.wardBanCo)
  }

  @Test func `A case whose agency nobody carries on goes to triage, once the citizen has answered`() throws {
    let clocks = "resolve 2025-06-11 17:30, answer 2025-06-16 17:30"
    let life = play(
      try World.rulebook(),
      [
        Step(
          "2025-06-02 08:00", World.citizen, .submit(World.report(World.noise)),
          "report_received -> received | forward 2025-06-02 09:00, \(clocks)"),
        Step(
          "2025-06-02 08:30", World.dispatcher, .assign(to: World.district),
          "assigned -> assigned | \(clocks), accept 2025-06-03 08:30"),
        Step(
          "2025-06-02 09:00", Actor(.officer, name: "q", agency: World.district), .requestInformation,
          "information_requested -> awaiting_citizen | \(clocks), accept 2025-06-03 08:30"),
        Step("2025-07-02 09:00", .system, .move, "case_moved -> awaiting_citizen | \(clocks)"),
        Step(
          "2025-07-03 09:00", World.clerk, .provideInformation(attachments: []),
          "information_provided -> received | resolve 2025-07-14 17:30, answer 2025-07-17 17:30"),
      ])
    #expect(life.state?.agency == AgencyID.none)
    #expect(life.state?.legCount == 1)
  }

  @Test func `A change of calendar moves the deadlines that it names`() throws {
    func moved(_ from: String, _ to: String) -> CommandBody {
      var move = MovedCommitment()
      move.kind = .resolve
      move.from = wallTime(from)
      move.to = wallTime(to)
      return .moveDeadlines(basis: "Công văn 1", moved: [move])
    }
    play(
      try World.rulebook(),
      [
        opened, accepted,
        Step(
          "2025-09-08 09:00", .system, moved("2025-09-11 17:30", "2025-09-13 17:30"), "refused commitment_not_running"),
        Step("2025-09-08 09:00", .system, .moveDeadlines(basis: "x", moved: []), "refused field_missing"),
        Step(
          "2025-09-08 09:00", .system, moved("2025-09-12 17:30", "2025-09-13 17:30"),
          "deadlines_moved -> in_progress | resolve 2025-09-13 17:30, answer 2025-09-17 17:30"),
      ])
  }

  @Test func `History from New York is taken over as it was`() throws {
    let steps = [
      Step(
        "2025-09-03 08:15", World.source, .submit(World.report(World.pothole)), "report_received -> received | ",
        happened: "2013-12-25 10:00"),
      Step(
        "2025-09-03 08:15", World.source, .assign(to: World.district), "assigned -> assigned | ",
        happened: "2013-12-25 10:00"),
      Step(
        "2025-09-03 08:15", World.source,
        .commit(kind: .resolve, due: wallTime("2013-12-25 09:00"), reason: "due_date"),
        "refused time_before_report", happened: "2013-12-25 10:00"),
      Step(
        "2025-09-03 08:15", World.source,
        .commit(kind: .resolve, due: wallTime("2014-01-02 10:00"), reason: "due_date"),
        "commitment_made -> assigned | resolve 2014-01-02 10:00", happened: "2013-12-25 10:00"),
      Step(
        "2025-09-03 08:15", World.source, .close(.imported), "refused time_before_report", happened: "2013-12-24 10:00"),
      Step("2025-09-03 08:15", World.colleague, .close(.imported), "refused role_not_allowed"),
      Step("2025-09-03 08:15", World.source, .close(.imported), "closed -> closed | ", happened: "2013-12-30 10:00"),
      Step("2025-09-03 08:15", World.source, .rate(stars: 2), "rated -> closed | ", happened: "2014-01-30 10:00"),
    ]
    let life = play(try World.rulebook(), steps)
    let commitment = life.state?.commitments.first
    #expect(commitment?.metAt == wallTime("2013-12-30 10:00"), "a source's closure fulfils what it had promised")
    #expect(life.state?.reportedAt == wallTime("2013-12-25 10:00"))
    #expect(life.state?.recordedAt == wallTime("2025-09-03 08:15"))
  }

  @Test func `A consultation is resolved by its answer`() throws {
    let life = play(
      try World.rulebook(),
      [
        Step(
          "2025-09-03 08:15", World.citizen, .submit(World.report(World.pothole, kind: .consultation)),
          "report_received -> assigned | resolve 2025-09-12 17:30, answer 2025-09-17 17:30, accept 2025-09-04 08:15"),
        accepted,
        Step("2025-09-03 09:05", World.officer, .answer, "answered -> answered | confirm 2025-09-09 00:00"),
        Step("2025-09-10 09:05", World.officer, .close(.unconfirmed), "refused resolver_may_not_close"),
      ])
    #expect(life.state?.commitments.filter { $0.metAt != nil }.count == 3)

    let onTheSpot = play(
      try World.rulebook(),
      [
        Step(
          "2025-09-03 08:15", World.citizen, .submit(World.report(World.pothole, kind: .consultation)),
          "report_received -> assigned | resolve 2025-09-12 17:30, answer 2025-09-17 17:30, accept 2025-09-04 08:15"),
        Step("2025-09-03 08:16", World.dispatcher, .answer, "answered -> answered | confirm 2025-09-09 00:00"),
      ])
    #expect(onTheSpot.state?.commitments.filter { $0.isRunning }.map { $0.commitment?.kind } == [.confirm])
  }

  @Test func `A legal hold blocks erasure, and an erased case takes nothing more`() throws {
    let life = play(
      try World.rulebook(),
      [
        opened,
        Step("2025-09-03 09:00", World.administrator, .lift(basis: "x"), "refused not_held"),
        Step("2025-09-03 09:00", World.administrator, .hold(basis: ""), "refused reason_missing"),
        Step(
          "2025-09-03 09:00", World.administrator, .hold(basis: "court"),
          "hold_placed -> assigned | resolve 2025-09-12 17:30, answer 2025-09-17 17:30, accept 2025-09-04 08:15"),
        Step("2025-09-03 09:00", World.administrator, .hold(basis: "court"), "refused already_so"),
        Step("2025-09-03 09:01", World.administrator, .erase(basis: "Luật 91/2025"), "refused held"),
        Step(
          "2025-09-03 09:02", World.administrator, .lift(basis: "court"),
          "hold_lifted -> assigned | resolve 2025-09-12 17:30, answer 2025-09-17 17:30, accept 2025-09-04 08:15"),
        Step("2025-09-03 09:03", World.administrator, .erase(basis: "Luật 91/2025"), "erased -> assigned | "),
        Step("2025-09-03 09:04", World.officer, .accept, "refused case_erased"),
        Step("2025-09-03 09:04", World.administrator, .erase(basis: "Luật 91/2025"), "refused case_erased"),
      ])
    #expect(life.state?.isOpen == false)
  }

  @Test func `A duplicate is linked, not closed, and keeps its own clocks`() throws {
    let clocks = "resolve 2025-09-12 17:30, answer 2025-09-17 17:30, accept 2025-09-04 08:15"
    let life = play(
      try World.rulebook(),
      [
        opened,
        Step("2025-09-03 09:00", World.dispatcher, .linkDuplicate(of: CaseNumber(500)), "refused same_case"),
        Step(
          "2025-09-03 09:00", World.dispatcher, .linkDuplicate(of: CaseNumber(12)),
          "duplicate_linked -> assigned | \(clocks)"),
        Step("2025-09-03 09:00", World.dispatcher, .linkDuplicate(of: CaseNumber(12)), "refused already_so"),
        Step("2025-09-03 09:01", World.dispatcher, .unpublish, "refused already_so"),
        Step("2025-09-03 09:01", World.dispatcher, .publish(title: "", text: ""), "refused field_missing"),
        Step(
          "2025-09-03 09:01", World.dispatcher, .publish(title: "A hole", text: ""), "published -> assigned | \(clocks)"
        ),
        Step("2025-09-03 09:02", World.administrator, .unpublish, "unpublished -> assigned | \(clocks)"),
        Step("2025-09-03 09:03", World.officer, .handOver(authority: "tax", proof: nil), "refused field_missing"),
        Step(
          "2025-09-03 09:03", World.officer, .handOver(authority: "tax", proof: World.evidence),
          "handed_over -> handed_over | "),
      ])
    #expect(life.state?.isDuplicate == true)
    #expect(life.state?.original == CaseNumber(12))
  }
}
