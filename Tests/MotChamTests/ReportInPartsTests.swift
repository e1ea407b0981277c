import Testing

@testable import Casework
@testable import MotCham

/// Reports take a shorter way through the writer than all other commands: their bytes are made in two parts. What the
/// two ways write must be the same to the byte, and so must what they refuse.
@Suite struct ReportInPartsTests {
  static let now = Instant(milliseconds: 1_756_862_100_000)
  static let roles: [Role] = [.citizen, .clerk, .dispatcher, .officer, .source, .administrator]

  private static func randomReport(_ random: inout Seeded, _ rulebook: Rulebook) -> Report {
    var report = Report()
    func oneIn(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }
    // Now and then a number that the rulebook does not know.
    report.kind = oneIn(3) ? .unspecified : ReportKind(rawValue: UInt32.random(in: 1...9, using: &random))
    report.category =
      oneIn(9)
      ? CategoryID(UInt32.random(in: 0...3_000, using: &random))
      : rulebook.categories.randomElement(using: &random)?.number ?? .none
    report.level = Level(rawValue: UInt32.random(in: 0...(oneIn(20) ? 9 : 3), using: &random))
    report.channels = (0..<Int.random(in: 0...8, using: &random)).map { _ in
      oneIn(60) ? ChannelID(777) : rulebook.channels.randomElement(using: &random)?.number ?? ChannelID(1)
    }
    report.ward =
      oneIn(9)
      ? UnitID(UInt32.random(in: 0...9_000, using: &random))
      : rulebook.units.randomElement(using: &random)?.number ?? .none
    report.cell = oneIn(2) ? 0 : UInt64.random(in: 0...UInt64.max, using: &random)
    report.identity = oneIn(2) ? .unspecified : .vneid
    report.enteredBy = oneIn(3) ? "lan" : ""
    report.source = oneIn(5) ? String(repeating: "x", count: Int.random(in: 1...900, using: &random)) : ""
    if oneIn(4) {
      var attachment = Attachment()
      attachment.digest = Digest(high: 1, low: UInt128.random(in: 1...9, using: &random))
      attachment.mediaType = "image/jpeg"
      attachment.byteCount = 123
      report.attachments = Array(repeating: attachment, count: Int.random(in: 1...32, using: &random))
    }
    report.seal.epoch = EpochNumber(UInt32.random(in: 1...70_000, using: &random))
    report.seal.caseNonce = UInt128.random(in: 0...UInt128.max, using: &random)
    report.seal.pseudonym = oneIn(2) ? 0 : UInt128.random(in: 0...UInt128.max, using: &random)
    return report
  }

  @Test func `the bytes are those of the whole event, and the refusals those of the law`() throws {
    var random = Seeded(1_022)
    let rulebook = try Rulebook(json: City.rulebook())
    var encoder = ReportEncoder()
    var (taken, refused) = (0, 0)
    let verdict = UnsafeMutableRawBufferPointer.allocate(byteCount: ReportFacts.verdictByteCountMax, alignment: 16)
    let head = UnsafeMutableRawBufferPointer.allocate(byteCount: 4_096, alignment: 16)
    defer {
      verdict.deallocate()
      head.deallocate()
    }
    var scratch = EventScratch()
    scratch.begin(at: 1_000)
    for round in 0..<4_000 {
      let report = Self.randomReport(&random, rulebook)
      let actor = Actor(Self.roles[round % 6], name: round % 6 == 0 ? "" : "hoa")
      let occurredAt = round % 3 == 0 ? nil : Self.now.adding(minutes: Int64(round % 9_000) - 8_995)
      var event = Event()
      event.sequence = SequenceNumber(scratch.nextSequence)
      event.caseNumber = CaseNumber(scratch.nextSequence)
      event.recordedAt = Self.now
      event.submission = UInt128(round)
      event.occurredAt = occurredAt
      event.actor = actor
      event.contentDigest = UInt128(round) << 32
      event.sealed = [UInt8](repeating: 7, count: [0, 1, 127, 128, 250, 20_000][round % 6])
      var expected: Refusal?
      do throws(Refusal) {
        event.body = try decide(
          .submit(report), by: actor, occurredAt: occurredAt, on: nil,
          in: DecisionContext(now: Self.now, rulebook: rulebook)
        ).first
      } catch { expected = error }
      if let refusal = report.fieldRefusal(by: actor) {
        #expect(refusal == expected)
        continue
      }
      var said = [UInt8](repeating: 0, count: encoder.take(report, sealed: report.seal))
      said.withUnsafeMutableBytes { encoder.encode(into: $0) }
      let headByteCount = Event.encodeHead(
        submission: event.submission, occurredAt: occurredAt, actor: actor, contentDigest: event.contentDigest,
        sealedByteCount: event.sealed.count, into: head)
      let whole = Array(head[..<headByteCount]) + event.sealed
      let verdictByteCount: Int
      do throws(Refusal) {
        verdictByteCount = try ReportFacts(report, by: actor, occurredAt: occurredAt).decide(
          now: Self.now, rulebook: rulebook, into: verdict)
      } catch {
        #expect(error == expected)
        refused += 1
        continue
      }
      #expect(expected == nil)
      taken += 1
      let isAppended = whole.withUnsafeBytes { whole in
        said.withUnsafeBytes { said in
          scratch.append(
            head: whole, said: said, verdict: UnsafeRawBufferPointer(rebasing: verdict[..<verdictByteCount]),
            recordedAt: Self.now)
        }
      }
      #expect(isAppended)
      #expect(Array(scratch.event(at: scratch.count - 1)) == event.encoded(), "round \(round)")
    }
    #expect(taken > 500 && refused > 200, "\(taken) taken, \(refused) refused")
  }
}
