import Testing

@testable import Casework

/// Figures computed by hand, from lives that fit on one screen.
@Suite struct `Figures of a period` {
  @Test func `Each agency has its own, and together they are the total`() throws {
    let report = try FigureStory.report(by: .agency)
    let table = report.rows.map { "\($0.label.id): \($0.counts[.received]); \($0.shares)" }
    #expect(
      table == [
        "triage: 1; ",
        "roads: 2; accepted 1/2, resolved 1/2, answered 1/2, late 1/2, rated 1/1, satisfied 1/1",
        "power: 1; accepted 1/1, resolved 1/1, answered 1/1, late 1/1, rated 1/1",
      ])
    #expect(
      report.total.shares
        == "accepted 2/4, resolved 2/4, answered 2/4, late 2/4, rated 2/2, satisfied 1/2")
    #expect(report.total.counts[.received] == 4, "what was reported in October is October's")
    #expect(report.total.counts[.stars] == 7)
    #expect(report.again == FigureCounts())
  }

  @Test func `What was promised is late, runs, was kept or ended, and nothing else`() throws {
    let counts = try FigureStory.report(by: .kind).total.counts
    #expect(FigureCount.outcomes.map { counts[$0] } == [2, 1, 1, 0])
    #expect(counts[.promised] == 4)
    #expect(
      FigureCount.standings.filter { counts[$0] > 0 }.map { "\($0.name) \(counts[$0])" }
        == ["stands_received 1", "stands_assigned 1", "stands_answered 2"])
  }

  @Test func `Lateness belongs to the leg that used the time`() throws {
    let report = try FigureStory.report(by: .agency)
    let shares = report.lateness.map { "\($0.label.id): \($0.deadlines), \($0.milliseconds / 60_000) min" }
    // Power, of the resolution due on the 12th and kept on the 15th at 08:30: seven working days less the two hours
    // before it had it, and one hour of the 15th. The answer came in time. Of what nobody took, resolution and
    // answer: 20 working days each from 4 September 08:00 to 2 October 08:00.
    let power = 8 * 8 * 60 - 30 - 120 + 60
    let roads = 120 + 2 * 20 * 8 * 60
    #expect(shares == ["roads: 2, \(roads) min", "power: 1, \(power) min"])
    #expect(report.total.counts[.lateDeadlines] == 3)
  }

  @Test func `A leg that comes back is one hand, and of equal hands the last one answers`() {
    func late(_ legs: [(UInt32, Int64)]) -> UInt32 {
      LateDeadline(
        kind: .resolve, legs: legs.map { LateDeadline.Leg(agency: AgencyID($0.0), milliseconds: $0.1) }
      ).agency.rawValue
    }
    #expect(late([(1, 3), (2, 4), (1, 2)]) == 1)
    #expect(late([(1, 4), (2, 4)]) == 2)
    #expect(late([(1, 2), (2, 4), (1, 2)]) == 1)
    #expect(late([(1, 0), (2, 0)]) == 2)
    #expect(late([]) == 0)
  }

  @Test func `A channel counts every case that came through it, and the total counts it once`() throws {
    let report = try FigureStory.report(by: .channel)
    #expect(report.rows.map(\.label.id) == ["1022", "app"])
    #expect(report.rows.map { $0.counts[.received] } == [4, 4])
    #expect(report.total.counts[.received] == 4)
    #expect(report.again[.received] == 4)
    #expect(report.again[.late] == 2)
  }

  @Test func `Median and ninetieth percentile are the times of cases`() throws {
    let total = try FigureStory.report(by: .category).total
    let hour: Int64 = 3_600_000
    // Taken on after 30 min and 1 h, resolved after 2 d 9 h and 12 d 30 min.
    #expect(total.spreads[0].count == 2)
    #expect(total.spreads[0].medianMilliseconds == hour / 2)
    #expect(total.spreads[0].ninetiethMilliseconds == hour)
    #expect(total.spreads[1].medianMilliseconds == (2 * 24 + 9) * hour)
    #expect(total.spreads[1].ninetiethMilliseconds == 12 * 24 * hour + hour / 2)
  }

  @Test(
    arguments: [
      ([Int64](), nil, nil), ([7], 7, 7), ([2, 1], 1, 2), ([3, 1, 2], 2, 3), (Array(1...10), 5, 9),
      (Array(1...11), 6, 10), (Array(1...100), 50, 90), ([5, 5, 5, 9], 5, 9),
    ] as [([Int64], Int64?, Int64?)])
  func `Half lie within the median and nine in ten within the ninetieth percentile`(
    _ times: [Int64], _ median: Int64?, _ ninetieth: Int64?
  ) {
    let spread = FigureSpread(times.reversed())
    #expect(spread.medianMilliseconds == median)
    #expect(spread.ninetiethMilliseconds == ninetieth)
    #expect(spread.count == times.count)
  }

  @Test func `The order in which cases come changes nothing`() throws {
    let lives = [
      FigureStory.quick, FigureStory.passedOn, FigureStory.forgotten, FigureStory.triage, FigureStory.later,
    ]
    for dimension in FigureDimension.allCases {
      let one = try FigureStory.report(by: dimension, lives: lives)
      let other = try FigureStory.report(by: dimension, lives: lives.reversed())
      #expect(one.canonicalBytes(in: .vietnam) == other.canonicalBytes(in: .vietnam))
    }
  }

  @Test func `A case that its state tells whole is counted as its events tell it`() throws {
    let instant = wallTime("2025-09-04 12:00")
    for one in try FigureStory.cases([FigureStory.triage, FigureStory.forgotten, FigureStory.quick], at: instant) {
      let short = try #require(FigureCase(one.state, view: .asIs, at: instant))
      #expect(short.counts == one.counts)
      #expect(short.agencyAsWas == one.agencyAsWas)
    }
    let late = try FigureStory.cases([FigureStory.passedOn], at: instant)[0]
    #expect(FigureCase(late.state, view: .asIs, at: instant) == nil, "who used the time is in the events")
  }

  @Test func `Figures whose parts were changed refuse, and say which and by how much`() throws {
    var report = try FigureStory.report(by: .agency)
    report.rows[1].counts[.received] += 5
    let wrong = report.reconciliations.compactMap { one -> String? in
      do throws(FigureMismatch) { try one.check() } catch { return error.description }
      return nil
    }
    #expect(
      wrong == [
        "received by agency: the parts add up to 9, the total says 4: 5 are too many; nothing is printed",
        "received by standing of roads: the parts add up to 2, the total says 7: 5 are missing; nothing is printed",
      ])
  }

  @Test func `A level that nobody set is the normal one, and nothing else is guessed`() throws {
    #expect(try FigureStory.report(by: .level).rows.map(\.label.id) == ["binh_thuong"])
    #expect(try FigureStory.report(by: .ward).rows.map(\.label.id) == ["none"])
    #expect(try FigureStory.report(by: .kind, "2024").rows.isEmpty)
  }
}
