import Foundation
import MotCham
import Testing

/// What a line of NDJSON becomes.
@Suite(.timeLimit(.minutes(30))) struct ReportReaderTests {
  static let rulebook = Result {
    try Rulebook(json: Array(try Data(contentsOf: URL(fileURLWithPath: Places.hoChiMinh))))
  }
  static let now = Instant(milliseconds: 1_760_000_000_000)

  func read(_ line: String) throws -> Command {
    try ReportReader(rulebook: Self.rulebook.get()).command(Array(line.utf8)[...], now: Self.now)
  }

  func report(_ command: Command) throws -> Report {
    guard case .submit(let report) = command.body else { throw ReportError(field: "", reason: "not a report") }
    return report
  }

  @Test(arguments: [
    ("10.7769", "106.7009", Int64(107_769_000), Int64(1_067_009_000)), ("-33.8688197", "-0.0000001", -338_688_197, -1),
    ("1.07769e1", "1067009E-4", 107_769_000, 1_067_009_000),
    ("10.77690004", "106.70090005", 107_769_000, 1_067_009_001),
    ("90", "-180", 900_000_000, -1_800_000_000),
  ])
  func `degrees are read from their digits, to seven decimals`(
    latitude: String, longitude: String, north: Int64, east: Int64
  ) throws {
    let command = try read(#"{"kind":"phan_anh","title":"x","lat":\#(latitude),"long":\#(longitude)}"#)
    #expect(command.personal.place?.latitudeE7 == north)
    #expect(command.personal.place?.longitudeE7 == east)
    #expect(try report(command).cell == command.personal.place?.cell)
  }

  @Test func `a ward code is the unit that had it when it was reported`() throws {
    let rulebook = try Self.rulebook.get()
    for (time, id) in [("2025-06-30T12:00:00+07:00", "before"), ("2025-07-02T12:00:00+07:00", "after")] {
      let ward = try report(read(#"{"kind":"phan_anh","title":"x","ward":"26740","reported_at":"\#(time)"}"#)).ward
      let instant = try #require(Instant(time))
      #expect(rulebook.unit(ward)?.interval(at: instant)?.code == "26740", "\(id)")
    }
    let before = try report(
      read(#"{"kind":"phan_anh","title":"x","ward":"26740","reported_at":"2025-06-30T12:00:00+07:00"}"#))
    let after = try report(
      read(#"{"kind":"phan_anh","title":"x","ward":"26740","reported_at":"2025-07-02T12:00:00+07:00"}"#))
    #expect(before.ward != after.ward, "a code without a date names nothing")
  }

  @Test func `every field finds its place`() throws {
    let digest = String(repeating: "ab", count: 32)
    let command = try read(
      #"""
      {"submission":"01990e2c-5a9e-7cc3-98c4-dc0c0c07398f","kind":"kien_nghi","category":"ha_tang.mat_duong","level":"khan",
       "channel":["1022","app"],"reported_at":"2025-09-03T08:15:00+07:00","title":"t","description":"d","address":"a",
       "reporter":{"subject":"s","name":"n","phone":"p","email":"e","identity":"vneid"},"entered_by":"canbo.01",
       "attachments":[{"digest":"sha256:\#(digest)","media_type":"image/jpeg","size":123,"name":"a.jpg"}]}
      """#)
    let report = try report(command)
    let rulebook = try Self.rulebook.get()
    #expect(command.key?.description == "01990e2c-5a9e-7cc3-98c4-dc0c0c07398f")
    #expect(command.target == .new)
    #expect(command.actor == Actor(.clerk, name: "canbo.01"))
    #expect(command.occurredAt == Instant("2025-09-03T08:15:00+07:00"))
    #expect(command.subject == "s")
    #expect(report.kind == .petition && report.level == .urgent && report.identity == .vneid)
    #expect(rulebook.category(report.category)?.id == "ha_tang.mat_duong")
    #expect(report.channels.map { rulebook.channel($0)?.id } == ["1022", "app"])
    #expect(report.enteredBy == "canbo.01")
    #expect(report.attachments.map(\.byteCount) == [123] && report.attachments[0].digest?.description == digest)
    var personal = PersonalPart()
    personal.title = "t"
    personal.text = "d"
    personal.address = "a"
    personal.name = "n"
    personal.phone = "p"
    personal.email = "e"
    personal.attachmentNames = [AttachmentName("a.jpg")]
    #expect(command.personal == personal)
  }
}
