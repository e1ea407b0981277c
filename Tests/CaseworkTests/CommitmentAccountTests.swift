import Testing

@testable import Casework

/// Whole accounts of deadlines, as people read them.
@Suite struct `The account of a deadline` {
  func name(_ agency: AgencyID) -> String {
    switch agency {
    case .none: "triage"
    case World.roads: "roads"
    case World.power: "power"
    case World.water: "water"
    default: String(agency.rawValue)
    }
  }

  /// Noise waits in triage, wanders from roads to power, waits for the citizen, is extended and resolved late.
  func wandering() throws -> Life {
    var life = Life(try World.rulebook())
    var more = Extension()
    more.amount = 2
    more.reason = "rain"
    more.approvedBy = "giang"
    let steps: [(String, Actor, CommandBody)] = [
      ("2025-09-03 08:00", .citizen, .submit(World.report(World.noise))),
      ("2025-09-03 09:30", World.dispatcher, .assign(to: World.roads)),
      ("2025-09-03 10:30", World.officer, .accept),
      ("2025-09-05 14:30", World.officer, .transfer(to: World.power, reason: "cable")),
      ("2025-09-08 07:30", World.powerOfficer, .accept),
      ("2025-09-09 10:00", World.powerOfficer, .requestInformation),
      ("2025-09-22 10:00", .citizen, .provideInformation(attachments: [])),
      ("2025-09-24 09:00", World.powerOfficer, .extend(more)),
      ("2025-09-29 16:30", World.powerOfficer, .resolve(evidence: [])),
    ]
    for (at, actor, command) in steps { try life.take(command, by: actor, now: wallTime(at)) }
    return life
  }

  @Test func `Each step names the event and the edition that it rests on, and may have a line for them`() throws {
    let life = try wandering()
    let place = try #require(life.state?.commitments.firstIndex { $0.commitment?.kind == .resolve })
    let account = try #require(life.rulebook.account(of: place, in: life.events, at: wallTime("2025-10-30 12:00")))
    let types = account.steps.map { step in life.events.first { $0.sequence == step.sequence }?.body.typeName }
    #expect(types == ["report_received", "information_provided", "deadline_extended"])
    #expect(account.steps.allSatisfy { $0.edition == life.rulebook.edition })
    let text = account.text(language: .english, ground: { "on \($0.sequence.rawValue)" }, name: name)
    for step in account.steps { #expect(text.contains("\n  on \(step.sequence.rawValue)\n")) }
  }

  @Test func `A deadline that was paused, extended and passed on is accounted for in English`() throws {
    let life = try wandering()
    let place = try #require(life.state?.commitments.firstIndex { $0.commitment?.kind == .resolve })
    let account = try #require(life.rulebook.account(of: place, in: life.events, at: wallTime("2025-10-30 12:00")))
    let expected = """
      Resolve: 7 working days, from Wed 2025-09-03 08:00:00
      Wed 2025-09-03  –  start day; 07:30-11:30, 13:30-17:30
      Thu 2025-09-04  day 1  counts; 07:30-11:30, 13:30-17:30
      Fri 2025-09-05  day 2  counts; 07:30-11:30, 13:30-17:30
      Sat 2025-09-06  –  weekend
      Sun 2025-09-07  –  weekend
      Mon 2025-09-08  day 3  counts; 07:30-11:30, 13:30-17:30
      Tue 2025-09-09  day 4  counts; 07:30-11:30, 13:30-17:30
      Wed 2025-09-10  day 5  counts; 07:30-11:30, 13:30-17:30
      Thu 2025-09-11  day 6  counts; 07:30-11:30, 13:30-17:30
      Fri 2025-09-12  day 7  counts; 07:30-11:30, 13:30-17:30
      Sum: 7 working days. Due: Fri 2025-09-12 17:30:00
      The clock stood: Tue 2025-09-09 10:00:00 – Mon 2025-09-22 10:00:00; left were 3 working days
      Tue 2025-09-09  –  the clock stops; 07:30-11:30, 13:30-17:30
      Wed 2025-09-10  –  the clock stands; 07:30-11:30, 13:30-17:30
      Thu 2025-09-11  –  the clock stands; 07:30-11:30, 13:30-17:30
      Fri 2025-09-12  –  the clock stands; 07:30-11:30, 13:30-17:30
      Sat 2025-09-13  –  the clock stands
      Sun 2025-09-14  –  the clock stands
      Mon 2025-09-15  –  the clock stands; 07:30-11:30, 13:30-17:30
      Tue 2025-09-16  –  the clock stands; 07:30-11:30, 13:30-17:30
      Wed 2025-09-17  –  the clock stands; 07:30-11:30, 13:30-17:30
      Thu 2025-09-18  –  the clock stands; 07:30-11:30, 13:30-17:30
      Fri 2025-09-19  –  the clock stands; 07:30-11:30, 13:30-17:30
      Sat 2025-09-20  –  the clock stands
      Sun 2025-09-21  –  the clock stands
      Mon 2025-09-22  –  the clock runs again; 07:30-11:30, 13:30-17:30
      Tue 2025-09-23  day 1  counts; 07:30-11:30, 13:30-17:30
      Wed 2025-09-24  day 2  counts; 07:30-11:30, 13:30-17:30
      Thu 2025-09-25  day 3  counts; 07:30-11:30, 13:30-17:30
      Sum: 3 working days. Due: Thu 2025-09-25 17:30:00
      Extended by 2 working days (rain; approved by giang)
      Thu 2025-09-25  –  start day; 07:30-11:30, 13:30-17:30
      Fri 2025-09-26  day 1  counts; 07:30-11:30, 13:30-17:30
      Sat 2025-09-27  –  weekend
      Sun 2025-09-28  –  weekend
      Mon 2025-09-29  day 2  counts; 07:30-11:30, 13:30-17:30
      Sum: 2 working days. Due: Mon 2025-09-29 17:30:00
      Time used (working time)
        triage: 1 h 30 min
        roads: 19 h
        power: 58 h, stood for 72 h
      Sum: 78 h 30 min, stood for 72 h

      """
    #expect(account.text(language: .english, stretches: false, name: name) == expected)
  }

  @Test func `The time used is told stretch by stretch, and in Vietnamese`() throws {
    let life = try wandering()
    let place = try #require(life.state?.commitments.firstIndex { $0.commitment?.kind == .resolve })
    let account = try #require(life.rulebook.account(of: place, in: life.events, at: wallTime("2025-10-30 12:00")))
    let text = account.text(language: .vietnamese, name: name)
    let use = text.split(separator: "\n").drop { !$0.hasPrefix("Thời gian") }.prefix(9)
    let expected = """
      Thời gian đã sử dụng (giờ làm việc)
      Thứ Tư 2025-09-03 08:00-09:30  1 giờ 30 phút  triage
      Thứ Tư 2025-09-03 09:30-24:00  6 giờ  roads
      Thứ Năm 2025-09-04 00:00-24:00  8 giờ  roads
      Thứ Sáu 2025-09-05 00:00-14:30  5 giờ  roads
      Thứ Sáu 2025-09-05 14:30-24:00  3 giờ  power
      Thứ Bảy 2025-09-06 00:00-24:00  0  power
      Chủ nhật 2025-09-07 00:00-24:00  0  power
      Thứ Hai 2025-09-08 00:00-24:00  8 giờ  power
      """
    #expect(use.joined(separator: "\n") == expected)
    #expect(
      text.contains("Tạm dừng: Thứ Ba 2025-09-09 10:00:00 – Thứ Hai 2025-09-22 10:00:00; còn lại 3 ngày làm việc\n"))
    #expect(text.contains("Gia hạn thêm 2 ngày làm việc (rain; duyệt: giang)\n"))
    #expect(text.hasSuffix("Tổng: 78 giờ 30 phút, tạm dừng 72 giờ\n"))
  }

  @Test func `A clock of hours is accounted for to the minute, and a given deadline by its name`() throws {
    var life = Life(try World.rulebook())
    let steps: [(String, Actor, CommandBody)] = [
      ("2025-09-03 08:00", .citizen, .submit(World.report(World.pothole, kind: .petition))),
      ("2025-09-03 15:00", World.officer, .accept),
      ("2025-09-03 16:10", World.officer, .requestInformation),
      ("2025-09-05 08:20", .citizen, .provideInformation(attachments: [])),
      (
        "2025-09-05 08:30", World.supervisor,
        .commit(kind: .resolve, due: wallTime("2025-09-07 12:00"), reason: "court")
      ),
    ]
    for (at, actor, command) in steps { try life.take(command, by: actor, now: wallTime(at)) }
    // Four working hours from acceptance: 1 h 10 min were used, 2 h 50 min are left.
    let resolves = (life.state?.commitments ?? []).indices.filter {
      life.state?.commitments[$0].commitment?.kind == .resolve
    }
    let texts = try resolves.map { place in
      try #require(life.rulebook.account(of: place, in: life.events, at: wallTime("2025-09-05 09:00")))
        .text(language: .english, stretches: false, name: name)
    }
    #expect(
      texts[0] == """
        Resolve: 4 working hours, from Wed 2025-09-03 15:00:00
        Wed 2025-09-03  2 h 30 min  start day; 07:30-11:30, 13:30-17:30
        Thu 2025-09-04  1 h 30 min  counts; 07:30-11:30, 13:30-17:30
        Sum: 4 h. Due: Thu 2025-09-04 09:00:00
        The clock stood: Wed 2025-09-03 16:10:00 – Fri 2025-09-05 08:20:00; left were 2 h 50 min
        Wed 2025-09-03  –  the clock stops; 07:30-11:30, 13:30-17:30
        Thu 2025-09-04  –  the clock stands; 07:30-11:30, 13:30-17:30
        Fri 2025-09-05  2 h 50 min  the clock runs again; 07:30-11:30, 13:30-17:30
        Sum: 2 h 50 min. Due: Fri 2025-09-05 11:10:00
        Time used (working time)
          roads: 1 h 50 min, stood for 10 h 10 min
        Sum: 1 h 50 min, stood for 10 h 10 min

        """)
    #expect(
      texts[1] == """
        Resolve: given as Sun 2025-09-07 12:00:00 (court)
        Time used
          roads: 30 min
        Sum: 30 min

        """)
  }

  @Test func `A part is accounted for by its own agency, and a reclassification by the new promise`() throws {
    var life = Life(try World.rulebook())
    var urgent = Classification()
    urgent.level = .urgent
    let steps: [(String, Actor, CommandBody)] = [
      ("2025-09-03 08:00", .citizen, .submit(World.report(World.pothole))),
      ("2025-09-03 09:00", World.officer, .accept),
      ("2025-09-03 10:00", World.dispatcher, .addPart(agency: World.water)),
      ("2025-09-03 14:00", World.dispatcher, .classify(urgent)),
      ("2025-09-03 15:00", World.officer, .transfer(to: World.power, reason: "cable")),
      ("2025-09-04 10:00", World.waterOfficer, .completePart(1)),
    ]
    for (at, actor, command) in steps { try life.take(command, by: actor, now: wallTime(at)) }
    let part = try #require(life.state?.commitments.firstIndex { $0.commitment?.part == 1 })
    let account = try #require(life.rulebook.account(of: part, in: life.events, at: wallTime("2025-10-30 12:00")))
    #expect(account.legs.map(\.agency) == [World.water])
    #expect(account.millisecondsUsed == 8 * 3_600_000, "90 minutes, 4 hours and 150 minutes")
    #expect(
      account.text(language: .english, stretches: false, name: name).contains(
        """
        Classified anew: 1 working days
        Wed 2025-09-03  –  start day; 07:30-11:30, 13:30-17:30
        Thu 2025-09-04  day 1  counts; 07:30-11:30, 13:30-17:30
        Sum: 1 working days. Due: Thu 2025-09-04 17:30:00

        """))
  }
}
