import Testing

@testable import Casework

/// A small city whose rules fit on one screen: the tests of the law play in it.
enum World {
  // Agencies.
  static let roads = AgencyID(1)
  static let power = AgencyID(2)
  static let water = AgencyID(3)
  /// Abolished on 1 July 2025.
  static let district = AgencyID(4)
  /// From 1 July 2025.
  static let banCo = AgencyID(5)
  /// The city's office, above all others.
  static let office = AgencyID(6)
  static let nobody = AgencyID(99)

  // Categories: potholes go to the roads office by themselves, leaks only by advice, noise to nobody.
  static let pothole = CategoryID(1)
  static let leak = CategoryID(2)
  static let noise = CategoryID(3)

  static let hotline = ChannelID(1)
  static let app = ChannelID(2)

  /// Gone on 1 July 2025, and its successor.
  static let ward4 = UnitID(10)
  static let wardBanCo = UnitID(11)

  // People.
  static let citizen = Actor.citizen
  static let dispatcher = Actor(.dispatcher, name: "hoa")
  static let officer = Actor(.officer, name: "an", agency: roads)
  static let colleague = Actor(.officer, name: "binh", agency: roads)
  static let supervisor = Actor(.supervisor, name: "chi", agency: roads)
  static let citySupervisor = Actor(.supervisor, name: "dung")
  static let powerOfficer = Actor(.officer, name: "em", agency: power)
  static let powerSupervisor = Actor(.supervisor, name: "giang", agency: power)
  static let waterOfficer = Actor(.officer, name: "huy", agency: water)
  static let administrator = Actor(.administrator, name: "khanh")
  static let clerk = Actor(.clerk, name: "lan")
  static let source = Actor(.source, name: "nyc311")

  static let evidence = Digest(high: 1, low: 2)

  static func rulebook(_ change: (inout Policy) -> Void = { _ in }) throws -> Rulebook {
    var policy = Policy()
    change(&policy)
    return try rulebook(policy: policy)
  }

  /// The next edition: on 10 September 2025 the roads office went into Bàn Cờ.
  static func reorganised(_ change: (inout Policy) -> Void = { _ in }) throws -> Rulebook {
    var policy = Policy()
    change(&policy)
    return try rulebook(
      policy: policy, serviceLevels: serviceLevels, edition: 8, roadsEnd: wallTime("2025-09-10 00:00"))
  }

  /// - Parameter isDistrictCarriedOn: the district and ward 4 became Bàn Cờ; else nobody carries them on.
  static func rulebook(
    policy: Policy = Policy(), serviceLevels: [ServiceLevel] = serviceLevels, edition: UInt32 = 7,
    escalations: [Escalation] = escalations, roadsEnd: Instant? = nil, isDistrictCarriedOn: Bool = false
  ) throws -> Rulebook {
    let change = wallTime("2025-07-01 00:00")
    func always(_ name: String) -> [LineageInterval] { [LineageInterval(name: name)] }
    let agencyHeirs = [AgencySuccessor(agency: banCo, share: .whole)]
    let unitHeirs = [UnitSuccessor(unit: wardBanCo, share: .whole)]
    let day = try [#require(WorkingSpan("07:30-11:30")), #require(WorkingSpan("13:30-17:30"))]
    let calendar = try WorkingCalendar(
      number: 1, edition: 3, id: "office", zone: .vietnam, knownFrom: #require(CivilDate("2025-01-01")),
      knownUntil: #require(CivilDate("2026-12-31")), seasons: [WorkingSeason(week: [day, day, day, day, day, [], []])],
      daysOff: [
        DayOff(date: #require(CivilDate("2025-09-01")), name: "Quốc khánh"),
        DayOff(date: #require(CivilDate("2025-09-02")), name: "Quốc khánh"),
      ])
    return try Rulebook(
      edition: edition, name: "test", validFrom: wallTime("2025-01-01 00:00"), casePrefix: "HCM", zone: .vietnam,
      policy: policy,
      calendars: [calendar],
      agencies: [
        Agency(
          number: roads, id: "roads", parent: office,
          intervals: [LineageInterval(until: roadsEnd, name: "Sở Xây dựng")],
          successors: roadsEnd == nil ? [] : agencyHeirs),
        Agency(number: power, id: "power", parent: office, intervals: always("Điện lực")),
        Agency(number: water, id: "water", parent: office, intervals: always("Cấp nước")),
        Agency(
          number: district, id: "district", parent: office, intervals: [LineageInterval(until: change, name: "Quận 3")],
          successors: isDistrictCarriedOn ? agencyHeirs : []),
        // Under the district, which is gone since the day on which it began.
        Agency(
          number: banCo, id: "ban_co", unit: wardBanCo, parent: district,
          intervals: [LineageInterval(from: change, name: "Bàn Cờ")]),
        Agency(number: office, id: "office", intervals: always("Văn phòng Ủy ban nhân dân")),
      ],
      units: [
        TerritorialUnit(
          number: ward4, id: "ward4", intervals: [LineageInterval(until: change, name: "Phường 4")],
          successors: isDistrictCarriedOn ? unitHeirs : []),
        TerritorialUnit(number: wardBanCo, id: "ban_co", intervals: [LineageInterval(from: change, name: "Bàn Cờ")]),
      ],
      categories: [
        Category(number: pothole, id: "pothole", name: "Mặt đường"),
        Category(number: leak, id: "leak", name: "Rò nước"),
        Category(number: noise, id: "noise", name: "Tiếng ồn"),
      ],
      channels: [Channel(number: hotline, id: "1022", name: "1022"), Channel(number: app, id: "app", name: "App")],
      routes: [
        Route(categories: [pothole], to: .agency(roads), isAutomatic: true),
        Route(categories: [leak], to: .agency(water), isAutomatic: false),
      ],
      serviceLevels: serviceLevels, escalations: escalations)
  }

  /// The agency's own head at once, the head above after two working days, the city after five; faster when urgent.
  static let escalations = [
    Escalation(steps: [
      EscalationStep(after: 0, .minutes, to: .above(0)), EscalationStep(after: 2, .workingDays, to: .above(1)),
      EscalationStep(after: 5, .workingDays, to: .city),
    ]),
    Escalation(
      levels: [.urgent],
      steps: [
        EscalationStep(after: 2, .workingHours, to: .agency(office)), EscalationStep(after: 1, .workingDays, to: .city),
      ]),
  ]

  static let serviceLevels = [
    ServiceLevel(promises: [
      Promise(.forward, amount: 60, unit: .minutes, startedBy: .reported),
      Promise(.accept, amount: 8, unit: .workingHours, startedBy: .assigned, dueSoon: Lead(1, .workingHours)),
      Promise(.resolve, amount: 7, unit: .workingDays, startedBy: .reported, dueSoon: Lead(1, .workingDays)),
      Promise(.answer, amount: 10, unit: .workingDays, startedBy: .reported, dueSoon: Lead(2, .workingDays)),
      Promise(.confirm, amount: 5, unit: .calendarDays, startedBy: .answered, dueSoon: Lead(24, .hours)),
    ]),
    ServiceLevel(
      levels: [.urgent],
      promises: [
        Promise(.resolve, amount: 1, unit: .workingDays, startedBy: .reported),
        Promise(.answer, amount: 2, unit: .workingDays, startedBy: .reported),
      ]),
    ServiceLevel(
      levels: [.complex],
      promises: [
        Promise(.resolve, amount: 15, unit: .workingDays, startedBy: .reported),
        Promise(.answer, amount: 20, unit: .workingDays, startedBy: .reported),
      ]),
    ServiceLevel(
      kinds: [.complaint],
      promises: [
        Promise(.accept, amount: 10, unit: .calendarDays, startedBy: .assigned),
        Promise(.resolve, amount: 30, unit: .calendarDays, startedBy: .reported),
        Promise(.answer, amount: 30, unit: .calendarDays, startedBy: .reported),
      ]),
    // Counted from acceptance, as Hanoi counts what is urgent (1207/QĐ-UBND).
    ServiceLevel(
      kinds: [.petition], promises: [Promise(.resolve, amount: 4, unit: .workingHours, startedBy: .accepted)]),
  ]

  static func report(
    _ category: CategoryID = .none, kind: ReportKind = .unspecified, level: Level = .unspecified
  ) -> Report {
    var report = Report()
    report.kind = kind
    report.category = category
    report.level = level
    report.channels = [hotline, app]
    report.seal.caseNonce = 42
    return report
  }
}

/// `2025-09-03 08:15` on the clocks of Vietnam; a text that is no time fails the test that uses it.
func wallTime(_ text: String) -> Instant {
  guard let instant = Instant(text + ":00+07:00") else { preconditionFailure("not a time: " + text) }
  return instant
}

func wall(_ instant: Instant) -> String {
  String(instant.internetTime(offsetMinutes: 420).prefix(16)).replacing("T", with: " ")
}

extension String {
  fileprivate func replacing(_ character: Character, with other: Character) -> String {
    String(map { $0 == character ? other : $0 })
  }
}

/// A case that lives through commands: what the writer does, without a log.
struct Life {
  var state: CaseState?
  var events: [Event] = []
  var rulebook: Rulebook
  var nextSequence: UInt64 = 500

  init(_ rulebook: Rulebook) { self.rulebook = rulebook }

  /// Decides, and takes the events that follow.
  @discardableResult
  mutating func take(
    _ command: CommandBody, by actor: Actor, now: Instant, occurredAt: Instant? = nil
  ) throws(Refusal) -> Decided {
    let decided = try decide(
      command, by: actor, occurredAt: occurredAt, on: state, in: DecisionContext(now: now, rulebook: rulebook))
    record(decided.first, by: actor, now: now, occurredAt: occurredAt)
    if let second = decided.second { record(second, by: .system, now: now, occurredAt: occurredAt) }
    return decided
  }

  mutating func record(_ body: EventBody, by actor: Actor, now: Instant, occurredAt: Instant?) {
    var event = Event()
    event.sequence = SequenceNumber(nextSequence)
    event.caseNumber = state?.number ?? CaseNumber(nextSequence)
    event.recordedAt = now
    event.occurredAt = occurredAt
    event.actor = actor
    event.body = body
    // Other cases' events lie between those of this one.
    nextSequence += 3
    events.append(event)
    if state == nil { state = CaseState(opening: event) } else { state?.evolve(event) }
  }
}
