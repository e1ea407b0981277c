import Foundation
import Testing

@testable import MotCham

/// Ho Chi Minh City on the eve of 1 July 2025, with open cases spread over its 441 units.
struct ReformCity {
  let city: City
  let before: Rulebook
  let after: Rulebook

  static func after() throws -> [UInt8] { try City.rulebook("hcmc_after_2025-07-01") }

  init() throws {
    let document = try City.rulebook("hcmc_before_2025-07-01")
    city = try City(rulebook: document)
    before = try Rulebook(json: document)
    after = try Rulebook(json: Self.after())
  }

  /// The n-th case lies with the traffic department itself, which goes in to Sở Xây dựng.
  static func isTraffic(_ number: Int) -> Bool { number / 441 % 3 == 2 }
  /// The n-th case has a part with the traffic department.
  static func hasPart(_ number: Int) -> Bool { number % 17 == 3 && !isTraffic(number) }
  /// The unit of the n-th case goes on as it was.
  func isUnchanged(_ number: Int) -> Bool {
    after.isInForce(before.units[number % before.units.count].number, at: after.validFrom)
  }

  /// The n-th case: of one unit after the other; two of three stay with the ward, the third with a department.
  func report(_ number: Int) -> Command {
    var report = Report()
    report.kind = .reflection
    report.category = CategoryID([17, 20, 1][number / 441 % 3])
    report.ward = before.units[number % before.units.count].number
    var personal = PersonalPart()
    personal.title = "Rác tồn đọng \(number)"
    return Command(
      .submit(report), on: .new, by: .citizen, key: Sample.key(UInt64(number)),
      occurredAt: TestClock.instant("2025-06-2\(number % 10) 09:00"), personal: personal)
  }

  /// Takes cases in, and gives some of them a part with the traffic department, which ends with the reform.
  @discardableResult
  func fill(_ engine: Engine, _ range: Range<Int>) throws -> [CaseNumber] {
    let traffic = try #require(before.agency(named: "sgtcc", at: TestClock.instant("2025-06-20 09:00"))).number
    var numbers: [CaseNumber] = []
    for start in stride(from: range.lowerBound, to: range.upperBound, by: 512) {
      let answers = try engine.submit((start..<min(start + 512, range.upperBound)).map { report($0) })
      numbers += try answers.map { try $0.get().caseNumber }
    }
    let parts = zip(range, numbers).filter { Self.hasPart($0.0) }.map(\.1)
    for answer in try engine.submit(
      parts.map { Command(.addPart(agency: traffic), on: .number($0), by: Actor(.dispatcher, name: "lan")) })
    {
      _ = try answer.get()
    }
    return numbers
  }

  /// All events of the log, in order.
  static func events(_ engine: Engine) throws -> [Event] {
    try engine.log.read { log throws(EngineError) in
      var events: [Event] = []
      var next = try log.block(containing: 0)
      while let block = next {
        for index in 0..<block.eventCount { events.append(try block.decodedEvent(at: index)) }
        next = try log.nextBlock()
      }
      return events
    }
  }

  static func states(_ engine: Engine, _ numbers: [CaseNumber]) throws -> [CaseState] {
    try engine.read { reading throws(EngineError) in
      var states: [CaseState] = []
      for number in numbers { if let state = try reading.state(of: number) { states.append(state) } }
      return states
    }
  }

  /// Open cases of each queue, triage under 0.
  static func queues(_ engine: Engine) throws -> [UInt32: Int] {
    try engine.read { reading throws(EngineError) in
      var counts: [UInt32: Int] = [:]
      for agency in [AgencyID.none] + engine.rulebook.agencies.map(\.number) {
        let count = try reading.queueCount(of: agency, at: Limits.instantMin).cases
        if count > 0 { counts[agency.rawValue] = count }
      }
      return counts
    }
  }
}
