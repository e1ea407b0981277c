/// What a command becomes: one event, or two of which the second follows by the law itself. It is recorded right
/// behind the first, with `Actor.system` and the first's times: an escalation after too many legs, a clock that a
/// new class starts, the way to triage of a reopened case whose agency is gone.
public struct Decided: Equatable, Sendable {
  public var first: EventBody
  public var second: EventBody?

  @inline(__always)
  public init(_ first: EventBody, then second: EventBody? = nil) {
    self.first = first
    self.second = second
  }
}

/// What `decide` knows besides the command and the case.
public struct DecisionContext: Sendable {
  /// The time of recording.
  public var now: Instant
  /// The edition in force at `now`.
  public var rulebook: Rulebook

  public init(now: Instant, rulebook: Rulebook) {
    self.now = now
    self.rulebook = rulebook
  }
}

/// Whether a command stands, and what it becomes. Pure: the same input gives the same events for ever.
///
/// - Parameters:
///   - occurredAt: when it happened, where that is not now.
///   - state: the case that it is about; nil for `submit`, and when there is none.
/// - Throws: the refusal that stands first in the order that `CommandTable` states.
public func decide(
  _ command: CommandBody, by actor: Actor, occurredAt: Instant? = nil, on state: CaseState?, in context: DecisionContext
) throws(Refusal) -> Decided {
  if case .submit(let report) = command {
    return try open(report, by: actor, occurredAt: occurredAt, on: state, in: context)
  }
  let wish = Wish(command: command, actor: actor, occurredAt: occurredAt, context: context)
  try wish.checkFields()
  if let event = try wish.cityEvent(on: state) { return Decided(event) }
  guard let state else { throw Refusal(.caseUnknown) }
  guard !state.isErased else { throw Refusal(.caseErased) }
  let line = CommandTable.line(Act(command, on: state))
  try wish.checkAuthority(line, state)
  try wish.checkStanding(line, state)
  try wish.checkContent(line, state)
  return wish.event(state)
}

/// One command on its way through the checks.
struct Wish {
  let command: CommandBody
  let actor: Actor
  let occurredAt: Instant?
  let context: DecisionContext

  var rulebook: Rulebook { context.rulebook }

  /// When it takes effect for the law.
  var at: Instant { Instant.effective(occurredAt: occurredAt, recordedAt: context.now) }

  /// Takes over what was, as it was: the rulebook starts and moves no clock for it, and what the source did
  /// not record (a proof, where to go instead) is not asked for.
  var isHistory: Bool { actor.role == .source }
}

/// The faults found in one group of rules; the one whose code stands first is thrown.
struct Faults {
  private var first: Refusal?

  init() {}

  @inline(never)
  mutating func add(_ code: Refusal.Code, _ subject: @autoclosure () -> String = "") {
    if let first, first.code <= code { return }
    first = Refusal(code, subject())
  }

  @inline(__always)
  func check() throws(Refusal) {
    if let first { throw first }
  }
}
