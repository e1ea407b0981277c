import Testing

@testable import Casework

@Suite struct `Opening a case` {
  static let now = wallTime("2025-09-03 08:15")

  func submit(
    _ change: (inout Report) -> Void, by actor: Actor = .citizen, occurredAt: Instant? = nil
  ) throws -> ReportReceived {
    var report = World.report(World.pothole)
    change(&report)
    let decided = try decide(
      .submit(report), by: actor, occurredAt: occurredAt, on: nil,
      in: DecisionContext(now: Self.now, rulebook: try World.rulebook()))
    guard case .reportReceived(let received) = decided.first, decided.second == nil else {
      throw Refusal(.malformed, "not a report")
    }
    return received
  }

  func code(_ change: (inout Report) -> Void, by actor: Actor = .citizen, occurredAt: Instant? = nil) -> Refusal.Code? {
    do {
      _ = try submit(change, by: actor, occurredAt: occurredAt)
      return nil
    } catch { return (error as? Refusal)?.code }
  }

  @Test func `A category alone is a reflection, and is routed to its agency`() throws {
    let received = try submit { $0.enteredBy = "lan" }
    #expect(received.kind == .reflection)
    #expect(received.level == .unspecified)
    #expect(received.agency == World.roads)
    #expect(received.channels == [1, 2])
    #expect(received.rulebookEdition == 7)
    #expect(received.caseNonce == 42)
    #expect(received.enteredBy == "lan")
    #expect(received.commitments.map(\.kind) == [.resolve, .answer, .accept])
    #expect(
      received.commitments.allSatisfy { $0.start == Self.now && $0.rulebookEdition == 7 && $0.calendarEdition == 3 })
  }

  @Test func `What is only advised, or known to nobody, lies in triage with a clock to forward`() throws {
    for category in [World.leak, World.noise] {
      let received = try submit { $0.category = category }
      #expect(received.agency == AgencyID.none)
      #expect(received.commitments.map(\.kind) == [.forward, .resolve, .answer])
    }
  }

  @Test func `The clock starts when it was reported, not when it was entered`() throws {
    let yesterday = wallTime("2025-08-29 10:00")
    let received = try submit({ _ in }, by: World.clerk, occurredAt: yesterday)
    #expect(received.commitments.allSatisfy { $0.start == yesterday })
  }

  @Test func `A door's clock may run ahead by minutes, and then the time of recording counts`() throws {
    let ahead = Self.now.adding(milliseconds: Limits.occurredAheadMillisecondsMax)
    let received = try submit({ _ in }, occurredAt: ahead)
    #expect(received.commitments.allSatisfy { $0.start == Self.now })
    #expect(code({ _ in }, occurredAt: ahead.adding(milliseconds: 1)) == .timeAhead)
  }

  @Test func `A command that follows at once is never before a report from a door whose clock runs ahead`() throws {
    var life = Life(try World.rulebook())
    let ahead = Self.now.adding(milliseconds: Limits.occurredAheadMillisecondsMax)
    try life.take(.submit(World.report(World.pothole)), by: .citizen, now: Self.now, occurredAt: ahead)
    try life.take(.accept, by: World.officer, now: Self.now)
    #expect(life.state?.status == .inProgress)
  }

  @Test func `What the rulebook does not know is refused by name`() {
    #expect(code { $0.category = CategoryID(77) } == .categoryUnknown)
    #expect(code { $0.kind = ReportKind(rawValue: 77) } == .kindUnknown)
    #expect(code { $0.level = Level(rawValue: 77) } == .levelUnknown)
    #expect(code { $0.channels = [World.app, ChannelID(77)] } == .channelUnknown)
    #expect(code { $0.ward = UnitID(77) } == .wardUnknown)
    #expect(code({ _ in }, by: Actor(.clerk, name: "lan", agency: World.nobody)) == .agencyUnknown)
    #expect(code({ _ in }, by: Actor(.clerk, name: "lan", agency: World.water)) == nil)
  }

  @Test func `A ward counts that was in force when it happened`() {
    #expect(code { $0.ward = World.ward4 } == .wardUnknown)
    #expect(code({ $0.ward = World.ward4 }, occurredAt: wallTime("2025-06-30 23:59")) == nil)
    #expect(code({ $0.ward = World.wardBanCo }, occurredAt: wallTime("2025-06-30 23:59")) == .wardUnknown)
    #expect(code { $0.ward = World.wardBanCo } == nil)
  }

  @Test func `What cannot be read is refused by its field`() {
    var attachment = Attachment()
    #expect(code { $0.attachments = [attachment] } == .fieldMissing)
    attachment.digest = Digest(high: 0, low: 0)
    #expect(code { $0.attachments = [attachment] } == .fieldInvalid)
    attachment.digest = World.evidence
    #expect(code { $0.attachments = [attachment] } == nil)
    #expect(code { $0.attachments = Array(repeating: attachment, count: 33) } == .tooManyItems)
    attachment.mediaType = String(repeating: "x", count: 77)
    #expect(code { $0.attachments = [attachment] } == .fieldTooLong)
    #expect(code { $0.channels = [ChannelID](repeating: World.app, count: 9) } == .tooManyItems)
    #expect(code { $0.enteredBy = String(repeating: "ư", count: 513) } == .fieldTooLong)
    #expect(code { $0.source = String(repeating: "s", count: 1_025) } == .fieldTooLong)
    #expect(code { $0.identity = IdentityStrength(rawValue: 9) } == .fieldInvalid)
    #expect(code { $0.category = .none } == .fieldMissing)
    #expect(code({ _ in }, by: Actor(.unspecified)) == .fieldInvalid)
    #expect(code({ _ in }, by: Actor(.citizen, name: "Lê Lan")) == .fieldInvalid, "it would stand in the clear")
    #expect(code({ _ in }, by: World.administrator) == .roleNotAllowed)
    #expect(code({ _ in }, occurredAt: wallTime("1899-12-31 23:59")) == .timeOutOfRange)
  }
}
