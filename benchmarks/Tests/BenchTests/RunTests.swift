@_spi(Harness) import MotCham
import Testing

@testable import Bench

/// Small runs of each way to send: what is measured is what was sent, and the log is verified behind it.
@Suite struct RunTests {
  /// A city in a folder of its own, and what it is sent.
  private func with(
    _ name: NamedWorkload, _ folder: String, _ body: @escaping @Sendable (City, any Workload, String) throws -> Void
  ) async throws {
    try await onThread {
      try inFolder(folder) { base in
        let input = try Input(name, try CommonOptions.parse([]))
        let city = try City(in: base, rulebook: input.rulebook)
        try body(city, input.workload, base)
      }
    }
  }

  @Test func `batches of a day of New York are more events than reports`() async throws {
    try await with(.newYork, "batches") { city, workload, _ in
      let outcome = try BatchRun(batchCount: 4, batchSize: 64, producerCount: 2)(city, workload)
      #expect(outcome.receipts.reports == 256)
      #expect(outcome.receipts.events > 512)
      #expect(outcome.blocks > 0)
      #expect((outcome.cost.flushes?.flushes ?? 0) >= outcome.blocks)
    }
  }

  @Test func `callers send reports with what follows on them`() async throws {
    try await with(.newYork, "callers") { city, workload, _ in
      let outcome = try CallersRun(callerCount: 8, callsEach: 5)(city, workload)
      #expect(outcome.receipts.reports == 40)
      #expect(outcome.receipts.events > 80)
      #expect(outcome.latencyMicroseconds.count == 40)
    }
  }

  @Test func `a burst is told apart from what is before and after it`() async throws {
    try await with(.burst, "burst") { city, workload, _ in
      let phases = OpenRun.burst(mean: 100, seconds: 0.3, burstSeconds: 0.2)
      let outcome = try OpenRun(phases: phases, senderCount: 2, arrivals: .even)(city, workload)
      #expect(phases.map(\.name) == ["before", "burst", "after"])
      #expect(outcome.phases.map(\.latencies.count) == [30, 200, 30])
      #expect(outcome.receipts.reports == 260)
      #expect(outcome.latencies.count == 260)
      #expect(outcome.overloaded == 0)
      #expect(outcome.phases.allSatisfy { $0.lag.seconds < 60 })
      #expect(outcome.phases.contains { $0.lag.mostEvents > 0 })
    }
  }

  @Test func `a log with another number of events fails the run`() async throws {
    try await with(.standard, "check") { city, workload, _ in
      let outcome = try BatchRun(batchCount: 1, batchSize: 8, producerCount: 1, rebuildsViews: false)(city, workload)
      let events = outcome.receipts.events + City.foundingEventCount
      let log = try city.check(events: events)
      #expect(log.events == events)
      #expect(throws: BenchError.self) { try city.check(events: events + 1) }
      #expect(throws: BenchError.self) {
        try city.check(acknowledged: outcome.receipts.events, sequenceSum: outcome.receipts.sequenceSum + 1)
      }
    }
  }

  @Test(arguments: AuditorReading.allCases)
  func `a reading finds what the city was made of, and nothing else`(_ reading: AuditorReading) async throws {
    try await onThread {
      try inFolder("reading-\(reading.rawValue)") { base in
        let input = try Input(.standard, try CommonOptions.parse([]))
        let rulebook = try Rulebook(json: input.rulebook)
        let workload = try StandardReport(seed: 1, rulebook: rulebook)
        let city = try OpenCity.logged(
          kept: base + "/kept", in: base, rulebook: input.rulebook, workload: workload, count: 300
        ).city
        var subject = AuditorReading.Subject(
          directory: city.directory, count: 300, timelineCount: 20)
        try reading.run(subject)
        // The city is found again, and only by who looks for as many reports.
        _ = try OpenCity.logged(
          kept: base + "/kept", in: base, rulebook: input.rulebook, workload: workload, count: 300)
        #expect(throws: BenchError.self) {
          try OpenCity.logged(kept: base + "/kept", in: base, rulebook: input.rulebook, workload: workload, count: 299)
        }
        subject.count = 30_000
        #expect(throws: BenchError.self) { try reading.run(subject) }
      }
    }
  }

  @Test func `cases of a living city come to their end, and as many stay open as are on their way`() async throws {
    try await onThread {
      try inFolder("growth") { base in
        let rulebook = try CommonOptions.parse([]).rulebookBytes()
        let living = try LivingCity(in: base, rulebook: rulebook, seed: 1, distance: 1_024)
        let stretch = try living.grow(by: 60_000)
        #expect(stretch.events >= 60_000)
        #expect(stretch.events == living.receipts.events)
        // Six or seven events each, but for those that are on their way: at most six distances of two senders.
        let (cases, open) = (Int(living.receipts.reports), try living.openCaseCount)
        #expect((1..<(2 * 6 * 1_024 + 2_048)).contains(open))
        #expect(Int(living.receipts.events) > 6 * (cases - open))
        #expect(Int(living.receipts.events) <= 7 * cases)
        #expect(try living.reopen() > 0)
        #expect(try living.openCaseCount == open)
        _ = try living.grow(by: 4_000)
        try living.check()
      }
    }
  }
}
