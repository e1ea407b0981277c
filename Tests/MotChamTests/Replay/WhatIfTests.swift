import Foundation
import LMDB
import Testing

@testable import MotCham

/// Cases under other rules: the same rules change nothing, and others change what they say.
@Suite struct WhatIfTests {
  /// The sample rulebook with other amounts for one commitment.
  static func rulebook(_ commitment: String, amount: Int, unit: String) throws -> Rulebook {
    var document = try #require(JSONSerialization.jsonObject(with: Data(City.rulebook())) as? [String: Any])
    var levels = try #require(document["service_levels"] as? [[String: Any]])
    for index in levels.indices {
      var promises = try #require(levels[index]["promises"] as? [[String: Any]])
      for place in promises.indices where promises[place]["commitment"] as? String == commitment {
        promises[place]["amount"] = amount
        promises[place]["unit"] = unit
        promises[place]["due_soon"] = nil
      }
      levels[index]["promises"] = promises
    }
    document["service_levels"] = levels
    return try Rulebook(json: [UInt8](try JSONSerialization.data(withJSONObject: document)))
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>) func `under the rules that were in force every case is as it was`(
    seed: UInt64
  ) throws {
    let lives = try ViewFoldTests.lives(seed)
    let rules = WhatIfRules(lives.rulebook)
    var count = 0
    for events in Dictionary(grouping: lives.events, by: \.caseNumber).values {
      guard let first = events.first, var one = WhatIfCase(opening: first, under: rules) else { continue }
      for event in events.dropFirst() { one.take(event, under: rules) }
      #expect(one.was == CaseState.fold(events))
      // Deadlines that a later calendar moved are counted by that of the rulebook from the beginning.
      let isMoved = events.contains { if case .deadlinesMoved = $0.body { true } else { false } }
      if isMoved { continue }
      #expect(one.would == one.was, "case \(one.was.number.rawValue)")
      count += 1
    }
    #expect(count > 200)
  }

  @Test func `other amounts move every promise of their kind, and nothing else`() throws {
    let lives = try ViewFoldTests.lives(5)
    let rules = WhatIfRules(try Self.rulebook("resolve", amount: 1, unit: "hours"))
    var moved = 0
    for events in Dictionary(grouping: lives.events, by: \.caseNumber).values {
      guard let first = events.first, var one = WhatIfCase(opening: first, under: rules) else { continue }
      #expect(one.was == CaseState(opening: first))
      if let promised = one.would.commitments.first(where: { $0.commitment?.kind == .resolve })?.commitment {
        #expect(promised.due == first.effectiveAt.adding(minutes: 60))
        moved += 1
      }
      for event in events.dropFirst() { one.take(event, under: rules) }
      // What people did is as it was.
      #expect(one.would.status == one.was.status && one.would.agency == one.was.agency)
      #expect(one.would.legCount == one.was.legCount && one.would.resolvedAt == one.was.resolvedAt)
      #expect(one.would.commitments.map(\.commitment?.kind) == one.was.commitments.map(\.commitment?.kind))
    }
    #expect(moved > 100)
  }

  @Test(arguments: [1, 3]) func `the sums are those of the cases, one by one`(threads: Int) throws {
    let made = try CaseFoldTests.LifeLog(seed: 3)
    let rules = WhatIfRules(try Self.rulebook("resolve", amount: 3, unit: "working_hours"))
    let asOf = try #require(made.lives.events.last).recordedAt
    var expected = (was: 0, would: 0, newly: 0, all: 0)
    for events in Dictionary(grouping: made.lives.events, by: \.caseNumber).values {
      guard let first = events.first, var one = WhatIfCase(opening: first, under: rules) else { continue }
      for event in events.dropFirst() { one.take(event, under: rules) }
      let late = one.isLate(at: asOf)
      expected.all += 1
      expected.was += late.was ? 1 : 0
      expected.would += late.would ? 1 : 0
      expected.newly += late.would && !late.was ? 1 : 0
    }
    var question = WhatIfQuestion(rules, asOf: asOf)
    question.limit = 5
    var fold = CaseFold<WhatIfTally>(
      log: made.log, end: UInt64(made.lives.events.count), folder: made.directory)
    fold.threadCount = threads
    let (tally, _) = try fold.run(into: WhatIfTally(question))
    let total = WhatIfAnswer(agencies: tally.agencies).total
    #expect(total.cases == expected.all && total.wasLate == expected.was && total.wouldBeLate == expected.would)
    #expect(total.newlyLate == expected.newly)
    #expect(total.newlyLate > 0 && expected.would > expected.was)
    let lines = tally.sortedLines()
    #expect(lines.count == 5 && lines == lines.sorted { $0.number < $1.number })
    #expect(lines.allSatisfy { $0.wasLate != $0.wouldBeLate })
  }

  @Test func `a rulebook whose numbers mean something else is refused`() throws {
    let city = try City()
    let logged = try LoggedCity.open(city.path)
    let other = try Rulebook(json: City.rulebook("hue"))
    let error = #expect(throws: EngineError.self) {
      _ = try logged.whatIf(WhatIfQuestion(WhatIfRules(other), asOf: Instant(milliseconds: 0)))
    }
    #expect(error?.description.contains("does not mean what it means") == true)
  }

  @Test func `views made anew have the digests of those that are served`() throws {
    let reform = try LoggedCityTests.reformed()
    let logged = try LoggedCity.open(reform.city.path)
    let place = reform.city.path + "-views"
    defer { try? FileManager.default.removeItem(atPath: place) }
    let rebuilt = try logged.rebuildViews(into: place)
    let engine = try reform.city.open { $0.access = .read }
    defer { try? engine.close() }
    let served = try engine.verifyViews(foldingInto: reform.city.path + "-again")
    #expect(rebuilt.views.map(\.digest) == served.map(\.served) && rebuilt.views.map(\.name) == served.map(\.name))
    #expect(throws: EngineError.directoryNotEmpty(path: place)) { _ = try logged.rebuildViews(into: place) }
    #expect(throws: EngineError.self) { _ = try logged.rebuildViews(into: reform.city.path + "/views2") }
  }

  @Test func `a sealed report is computed again from the log alone`() throws {
    let reform = try LoggedCityTests.reformed()
    let logged = try LoggedCity.open(reform.city.path)
    let engine = try reform.city.open { $0.access = .read }
    defer { try? engine.close() }
    for (dimension, view) in [(FigureDimension.agency, LineageView.asWas), (.ward, .asIs), (.category, .asWas)] {
      let period = try #require(FigurePeriod("2025-06", in: logged.rulebook.zone))
      let question = FigureQuestion(by: dimension, during: period, view)
      for end in [logged.end, SequenceNumber(500)] {
        let report = try engine.read { reading throws(EngineError) in try reading.figures(question, before: end) }
        let bytes = SealedReport.bytes(of: report, in: logged.rulebook.zone)
        let (verdict, speed) = try logged.check(sealedReport: bytes)
        #expect(verdict.holds && verdict.end == end)
        #expect(speed.events == end.rawValue)
        let forged = Array(
          String(decoding: bytes, as: UTF8.self).replacing(/"numerator":(\d+)/, maxReplacements: 1) { match in
            "\"numerator\":\((Int(match.1) ?? 0) + 1)"
          }.utf8)
        #expect(try !logged.check(sealedReport: forged).verdict.holds)
      }
    }
  }
}
