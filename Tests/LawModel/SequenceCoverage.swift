import Casework

/// What a run of sequences has reached.
public struct SequenceCoverage: Sendable {
  public var commands = 0
  public var accepted = 0
  public var rung = 0
  public var longestCase = 0
  public var acts: [String: Int] = [:]
  public var events: [String: Int] = [:]
  public var statuses: [String: Int] = [:]
  public var refusals: [String: Int] = [:]

  public init() {}

  public mutating func add(_ other: Self) {
    commands += other.commands
    accepted += other.accepted
    rung += other.rung
    longestCase = max(longestCase, other.longestCase)
    acts.merge(other.acts, uniquingKeysWith: +)
    events.merge(other.events, uniquingKeysWith: +)
    statuses.merge(other.statuses, uniquingKeysWith: +)
    refusals.merge(other.refusals, uniquingKeysWith: +)
  }

  /// What a long run must have reached and has not: states, commands, events of cases, and refusals of the law.
  public var missing: [String] {
    let states = CaseStatus.names.map(\.name).filter { statuses[$0] == nil }
    let commands = Set(Act.allCases.map(\.commandName)).subtracting(["adopt", "conclude_adoption"])
      .filter { acts[$0] == nil }
    let codes = Refusal.Code.allCases.filter {
      $0 >= .caseUnknown && $0 < .editionNotNewer && !Self.unreachable.contains($0)
    }
    .map(\.name).filter { refusals[$0] == nil }
    return (states + commands.map { "command " + $0 } + codes.map { "refusal " + $0 }).sorted()
  }

  /// Refusals that only the engine gives, and those that need a hundred steps on one case.
  private static let unreachable: Set<Refusal.Code> = [
    .submissionKeyReused, .caseNotOpened, .limitReached, .deadlineNotLater,
  ]
}
