import Testing

@testable import Casework

@Suite struct `Reminders and escalations of a rulebook` {
  static let always = [LineageInterval(name: "x")]

  /// Wednesday 3 September to Friday 12 September 2025, a deadline of seven working days.
  @Test func `A reminder lies so long before the due instant`() throws {
    let rulebook = try World.rulebook()
    let calendar = rulebook.calendars[0]
    let rows: [(lead: Lead?, start: String?, due: String?, reminder: String)] = [
      (Lead(30, .minutes), "2025-09-03 08:15", "2025-09-12 17:30", "2025-09-12 17:00"),
      (Lead(24, .hours), "2025-09-03 08:15", "2025-09-12 17:30", "2025-09-11 17:30"),
      (Lead(2, .calendarDays), "2025-09-03 08:15", "2025-09-15 17:30", "2025-09-13 17:30"),
      (Lead(2, .workingHours), "2025-09-03 08:15", "2025-09-12 14:30", "2025-09-12 10:30"),
      (Lead(9, .workingHours), "2025-09-03 08:15", "2025-09-15 09:00", "2025-09-12 08:00"),
      (Lead(1, .workingDays), "2025-09-03 08:15", "2025-09-15 17:30", "2025-09-12 17:30"),
      (Lead(1, .workingDays), "2025-09-03 08:15", "2025-09-13 00:00", "2025-09-11 17:30"),
      // The due day is a Sunday: the working day before counts as the due day's.
      (Lead(1, .workingDays), "2025-09-03 08:15", "2025-09-14 12:00", "2025-09-11 17:30"),
      // Nobody is reminded before the start: half of the whole time instead.
      (Lead(9, .hours), "2025-09-03 08:15", "2025-09-03 12:15", "2025-09-03 10:15"),
      (Lead(3, .workingDays), nil, "2025-09-12 17:30", "2025-09-09 17:30"),
      // Beyond the calendar nobody can be reminded by working days.
      (Lead(3, .workingDays), nil, "2027-09-12 17:30", "nobody"),
      (nil, "2025-09-03 08:15", "2025-09-12 17:30", "nobody"), (Lead(1, .hours), "2025-09-03 08:15", nil, "nobody"),
    ]
    for row in rows {
      let due = row.due.map { wallTime($0) }
      let minutes = rulebook.leadMinutes(row.lead, from: row.start.map { wallTime($0) }, to: due, calendar: calendar)
      let found = minutes == 0 ? "nobody" : due.map { wall($0.adding(minutes: -Int64(minutes))) } ?? "nobody"
      #expect(found == row.reminder, "\(String(describing: row.lead)) before \(row.due ?? "nothing")")
    }
  }

  @Test func `A step is taken after so much lateness`() throws {
    let rulebook = try World.rulebook()
    let rows: [(after: UInt32, unit: TimeUnit, due: String, taken: String)] = [
      (0, .workingDays, "2025-09-12 17:30", "2025-09-12 17:30"),
      (2, .workingDays, "2025-09-12 17:30", "2025-09-16 17:30"),
      (2, .calendarDays, "2025-09-12 17:30", "2025-09-15 00:00"),
      // Midnight ends the day that it belongs to.
      (1, .calendarDays, "2025-09-13 00:00", "2025-09-14 00:00"),
      (4, .workingHours, "2025-09-12 17:30", "2025-09-15 11:30"),
      (90, .minutes, "2025-09-12 17:30", "2025-09-12 19:00"),
      (1, .hours, "2025-09-12 17:30", "2025-09-12 18:30"),
      // Beyond the calendar a day has 24 hours.
      (2, .workingDays, "2026-12-31 17:30", "2027-01-02 17:30"),
      (2, .workingHours, "2027-03-01 10:00", "2027-03-01 12:00"),
    ]
    for row in rows {
      let step = EscalationStep(after: row.after, row.unit, to: .city)
      let found = rulebook.late(step, after: wallTime(row.due), calendar: rulebook.calendars[0])
      #expect(wall(found) == row.taken, "\(row.after) \(row.unit) after \(row.due)")
    }
  }

  @Test func `A step calls the head that stands above, as far as one is in force`() throws {
    let rulebook = try World.rulebook()
    let now = wallTime("2025-09-03 08:15")
    let rows: [(to: EscalationTarget, from: AgencyID, head: AgencyID)] = [
      (.above(0), World.roads, World.roads), (.above(1), World.roads, World.office), (.above(2), World.roads, .none),
      (.above(9), World.roads, .none), (.above(0), .none, .none), (.city, World.roads, .none),
      (.agency(World.power), World.roads, World.power),
      // The district is gone: the office above it is called in its place.
      (.above(1), World.banCo, World.office), (.agency(World.district), World.roads, World.office),
      (.above(0), World.nobody, .none),
    ]
    for row in rows {
      #expect(rulebook.head(row.to, above: row.from, at: now) == row.head, "\(row.to) from \(row.from.rawValue)")
    }
    #expect(
      rulebook.head(.above(1), above: World.banCo, at: wallTime("2025-06-30 08:15")) == World.district,
      "as it was before the reorganisation")
  }

  @Test func `The most specific rule decides, and then the first`() throws {
    func rule(_ amount: UInt32, _ kinds: [ReportKind] = [], _ levels: [Level] = [], _ kept: [CommitmentKind] = [])
      -> Escalation
    {
      Escalation(
        kinds: kinds, levels: levels, commitments: kept, steps: [EscalationStep(after: amount, .hours, to: .city)])
    }
    let rulebook = try World.rulebook(
      policy: Policy(), serviceLevels: World.serviceLevels,
      escalations: [
        rule(1), rule(2), rule(3, [], [], [.accept]), rule(4, [], [.urgent]), rule(5, [.complaint]),
        rule(6, [.complaint], [.urgent]),
      ])
    let rows: [(ReportKind, Level, CommitmentKind, UInt32)] = [
      (.reflection, .normal, .resolve, 1), (.reflection, .normal, .accept, 3), (.reflection, .urgent, .accept, 4),
      (.complaint, .normal, .accept, 5), (.complaint, .urgent, .resolve, 6),
    ]
    for (kind, level, commitment, amount) in rows {
      #expect(
        rulebook.escalation(kind: kind, level: level, commitment: commitment)?.steps.first?.amount == amount,
        "\(kind) \(level) \(commitment)")
    }
    #expect(
      try World.rulebook(policy: Policy(), serviceLevels: [], escalations: [])
        .escalation(kind: .reflection, level: .normal, commitment: .resolve) == nil)
  }

  @Test func `A chain that comes back to itself or leads nowhere is an error of the rulebook`() {
    func fault(_ agencies: [Agency], _ escalations: [Escalation] = []) -> String {
      do throws(RulebookError) {
        let day = WorkingSpan(startMinute: 480, endMinute: 960)
        let calendar = try WorkingCalendar(
          number: 1, edition: 1, id: "c", zone: .vietnam, knownFrom: CivilDate(dayNumber: 20_000),
          knownUntil: CivilDate(dayNumber: 20_400),
          seasons: [WorkingSeason(week: [[WorkingSpan]](repeating: [day], count: 7))])
        _ = try Rulebook(
          edition: 1, name: "x", validFrom: wallTime("2025-01-01 00:00"), casePrefix: "X", zone: .vietnam,
          calendars: [calendar], agencies: agencies, escalations: escalations)
        return "none"
      } catch { return error.path }
    }
    func agency(_ number: UInt32, under parent: UInt32) -> Agency {
      Agency(number: AgencyID(number), id: "a\(number)", parent: AgencyID(parent), intervals: Self.always)
    }
    func steps(_ step: EscalationStep) -> [Escalation] { [Escalation(steps: [step])] }
    #expect(fault([agency(1, under: 2), agency(2, under: 0)]) == "none")
    #expect(fault([agency(1, under: 2), agency(2, under: 1)]) == "agencies[0].parent")
    #expect(fault([agency(1, under: 7)]) == "agencies[0].parent")
    #expect(fault([], [Escalation(steps: [])]) == "escalations[0].steps")
    #expect(fault([], steps(EscalationStep(after: 1, .absolute, to: .city))) == "escalations[0].steps[0].unit")
    #expect(fault([], steps(EscalationStep(after: 100_001, .hours, to: .city))) == "escalations[0].steps[0].amount")
    #expect(fault([], steps(EscalationStep(after: 1, .hours, to: .above(17)))) == "escalations[0].steps[0].above")
    #expect(
      fault([], steps(EscalationStep(after: 1, .hours, to: .agency(AgencyID(4))))) == "escalations[0].steps[0].agency")
    let confirm = Escalation(commitments: [.confirm], steps: [EscalationStep(after: 1, .hours, to: .city)])
    #expect(fault([], [confirm]) == "escalations[0].commitments[0]")
  }

  @Test func `The sample rulebooks say whom to remind and whom to call`() throws {
    let rulebook = try Samples.rulebook("hcmc_after_2025-07-01")
    let ward = try #require(rulebook.agency(named: "ubnd.phuong_ban_co", at: wallTime("2025-09-03 08:15")))
    let chain = try #require(rulebook.escalation(kind: .reflection, level: .normal, commitment: .resolve))
    let heads = chain.steps.map { step in
      rulebook.head(step.to, above: ward.number, at: wallTime("2025-09-03 08:15"))
    }
    #expect(heads.map { rulebook.agency($0)?.id ?? "city" } == ["ubnd.phuong_ban_co", "vpub", "city"])
    let made = rulebook.commitments(
      startedBy: .reported, kind: .reflection, category: .none, level: .normal, agency: ward.number, part: 0,
      at: wallTime("2025-09-03 08:15"))
    let resolve = try #require(made.first { $0.kind == .resolve })
    #expect(resolve.due.map { wall($0) } == "2025-09-17 17:00")
    #expect(resolve.leadMinutes == 2_880, "two working days before")
  }
}
