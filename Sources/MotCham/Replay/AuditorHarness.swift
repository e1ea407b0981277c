public import Casework

// What the load harness asks of an auditor's reading. No part of the public interface: people have motcham-replay.

/// A whole log held against itself, as `motcham-replay verify` does it.
@_spi(Harness)
public struct VerifiedLog: Equatable, Sendable {
  public let events: UInt64
  public let blocks: UInt64
  /// Of the events alone, as stored.
  public let eventByteCount: UInt64

  /// - Parameters:
  ///   - city: the directory of a city that no engine has open.
  ///   - threadCount: workers beside the calling thread; none to do everything there.
  /// - Throws: `damagedLog` with the first thing that is wrong.
  public init(city: String, threadCount: Int) throws(EngineError) {
    let log = try LogVerification.run(Layout.log(city), isStill: true, threadCount: threadCount)
    if let damage = log.damages.first { throw .damagedLog(sequence: damage.sequence, expected: damage.expected) }
    (events, blocks, eventByteCount) = (log.events, log.blocks, log.eventByteCount)
  }
}

/// A city as an auditor opens it: from its log alone, with a first pass over it.
@_spi(Harness)
public struct AuditedCity: Sendable {
  private let city: LoggedCity

  public init(_ directory: String) throws(EngineError) { city = try LoggedCity.open(directory) }

  /// One past the last event.
  public var end: SequenceNumber { city.end }

  /// Open cases in all queues as they stood when the last event had been recorded, found by that time, as
  /// `motcham-replay at` does it.
  public func openCaseCount() throws(EngineError) -> Int {
    let instant = try lastInstant()
    return try city.queues(before: try city.end(at: instant), asOf: instant).agencies.values.reduce(0) { $0 + $1.cases }
  }

  /// Events of these cases, each with the state that it left, as `motcham-replay timeline` tells them.
  ///
  /// - Returns: how many there are.
  public func timelineEventCount(of cases: [CaseNumber]) throws(EngineError) -> Int {
    var count = 0
    for history in try city.events(of: cases) {
      var state: CaseState?
      for event in history {
        if state == nil { state = CaseState(opening: event) } else { state?.evolve(event) }
        if state != nil { count += 1 }
      }
    }
    return count
  }

  /// The cases that `motcham-replay whatif` counts, and those for which the rules make a difference: none, since they
  /// are the city's own.
  public func whatIfItsOwnRules() throws(EngineError) -> (cases: Int, changed: Int) {
    let total = try city.whatIf(WhatIfQuestion(WhatIfRules(city.rulebook), asOf: try lastInstant())).total
    return (total.cases, total.newlyLate + total.noLongerLate)
  }

  private func lastInstant() throws(EngineError) -> Instant {
    guard let last = try city.event(at: SequenceNumber(city.end.rawValue - 1)) else {
      throw .damagedLog(sequence: 0, expected: "an event")
    }
    return last.recordedAt
  }
}
