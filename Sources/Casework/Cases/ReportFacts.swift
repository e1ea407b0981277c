/// What the law must know of a report to open its case.
///
/// Numbers only: the writer decides every report, and copies no counted reference while it does.
public struct ReportFacts: Sendable {
  public let role: Role
  /// The agency that the actor acts for.
  public let actorAgency: AgencyID
  public let occurredAt: Instant?
  public let kind: ReportKind
  public let category: CategoryID
  public let level: Level
  public let ward: UnitID
  public let cell: UInt64
  /// Two of four: eight in one would ask for memory that `malloc` alone does not give.
  private let channels: (SIMD4<UInt32>, SIMD4<UInt32>)
  private let channelCount: UInt8

  /// - Parameter report: one in which `fieldRefusal` finds nothing.
  @inline(__always)
  public init(_ report: borrowing Report, by actor: Actor, occurredAt: Instant?) {
    precondition(report.channels.count <= Limits.channelHopCountMax, "the hops of a report were not counted")
    role = actor.role
    actorAgency = actor.agency
    self.occurredAt = occurredAt
    kind = report.kindOfCase
    category = report.category
    level = report.level
    ward = report.ward
    cell = report.cell
    var channels = (SIMD4<UInt32>(), SIMD4<UInt32>())
    for index in report.channels.indices {
      let channel = report.channels[index].rawValue
      if index < 4 { channels.0[index] = channel } else { channels.1[index - 4] = channel }
    }
    self.channels = channels
    channelCount = UInt8(report.channels.count)
  }

  /// It takes over what was, as it was: the rulebook routes nothing and starts no clock.
  var isHistory: Bool { role == .source }

  /// When it takes effect for the law.
  @inline(__always)
  func at(_ now: Instant) -> Instant { Instant.effective(occurredAt: occurredAt, recordedAt: now) }

  /// Whether it opens a case; all that is asked after the fields were found readable, where there is no case yet.
  @inline(__always)
  func check(now: Instant, rulebook: borrowing Rulebook) throws(Refusal) {
    guard CommandTable.line(.submit).roles.contains(role) else { throw refusedRole() }
    var faults = Faults()
    faults.check(actorAgency: actorAgency, rulebook)
    faults.check(occurredAt: occurredAt, now: now)
    if !kind.isKnown { faults.add(.kindUnknown, kind.description) }
    if category != .none { faults.check(category, rulebook) }
    if level != .unspecified && !level.isKnown { faults.add(.levelUnknown, level.description) }
    for index in 0..<Int(channelCount) {
      let channel = index < 4 ? channels.0[index] : channels.1[index - 4]
      if !rulebook.knows(ChannelID(channel)) { faults.add(.channelUnknown, "channel " + String(channel)) }
    }
    if ward != .none { faults.check(ward, at: at(now), rulebook) }
    try faults.check()
  }

  @inline(never)
  func refusedRole() -> Refusal { Refusal(.roleNotAllowed, "submit by " + role.description) }

  /// Where the rulebook routes it by itself; none when a dispatcher must.
  @inline(__always)
  func agency(now: Instant, rulebook: borrowing Rulebook) -> AgencyID {
    if isHistory { return .none }
    // Only a ward of some time ago can have gone since.
    if at(now) == now { return rulebook.route(kind: kind, category: category, ward: ward, at: now) ?? .none }
    return rulebook.route(kind: kind, category: category, wardOfThen: ward, cell: cell, now: now) ?? .none
  }

  /// The promises with which its case begins.
  @inline(__always)
  func eachCommitment(
    agency: AgencyID, now: Instant, rulebook: borrowing Rulebook, _ body: (borrowing Commitment) -> Void
  ) {
    guard !isHistory else { return }
    rulebook.eachOpening(
      CaseClass(kind: kind, category: category, level: level), agency: agency, at: at(now), body)
  }
}

extension Report {
  /// The kind of the case that it opens: whoever names only a category reports something (phản ánh).
  @inline(__always)
  var kindOfCase: ReportKind { kind == .unspecified ? .reflection : kind }

  /// The first fault of the report and its actor that is seen without the rulebook; nil when they can be read.
  public borrowing func fieldRefusal(by actor: Actor) -> Refusal? {
    var faults = Faults()
    faults.check(actor)
    faults.check(self)
    do throws(Refusal) { try faults.check() } catch { return error }
    return nil
  }
}
