import Foundation
import Testing

@testable import MotCham

/// `motcham adopt`, with the reorganisation of 1 July 2025.
@Suite(.serialized, .timeLimit(.minutes(30))) struct AdoptCommandTests {
  static let before = Places.root.appendingPathComponent("schemas/rulebooks/hcmc_before_2025-07-01.json").path
  static let after = Places.hoChiMinh
  static let roundCount = ProcessInfo.processInfo.environment["MOTCHAM_KILL_ROUNDS"].flatMap(Int.init) ?? 2
  static let count = 2 * 441

  /// A report from each ward, under its code of June 2025.
  static func reports() throws -> String {
    let rulebook = try Rulebook(json: Array(Data(contentsOf: URL(fileURLWithPath: before))))
    return (0..<count).map { number in
      let unit = rulebook.units[number % rulebook.units.count]
      return
        #"{"submission":"\#(Lines.key(number + 1))","kind":"phan_anh","category":"moi_truong.rac_thai","ward":"\#(unit.intervals[0].code)","reported_at":"2025-06-2\#(number % 10)T08:15:00+07:00","title":"Rác \#(number)"}"#
        + "\n"
    }.joined()
  }

  static func city() throws -> TestCity {
    let city = try TestCity(rulebook: before)
    let intake = try city.run("intake", city.path, try city.write("in.ndjson", reports()), "--json")
    #expect(intake.status == 0, "\(intake.errors)")
    return city
  }

  /// The same city in a folder of its own, without taking its reports in again.
  static func copy(of city: TestCity) throws -> TestCity {
    let copy = try TestCity(rulebook: nil)
    try FileManager.default.copyItem(atPath: city.path, toPath: copy.path)
    return copy
  }

  static func adopt(_ city: TestCity, _ more: String...) -> [String] {
    ["adopt", city.path, "--rulebook", after, "--json"] + more
  }

  /// Every open case with its queue, whoever has it and until when.
  static func queues(_ city: TestCity) throws -> String {
    try city.run("queue", city.path, "--json", "--at", "2025-07-02T09:00:00+07:00").output
  }

  @Test func `The plan comes first and writes nothing; adopted, the cases are where the plan said`() throws {
    let city = try Self.city()
    let dry = try city.start(Self.adopt(city, "--dry-run", "--units")).1()
    #expect(dry.status == 0 && dry.errors.isEmpty, "\(dry.errors)")
    let lines = try dry.objects()
    let plan = try #require(lines.last)
    func number(_ name: String) -> Int? { plan[name] as? Int }
    #expect(number("edition") == 2 && number("after") == 1 && number("open") == Self.count)
    #expect(number("kept") == 10 && number("moved") == 2 * 389 && number("to_triage") == 2 * 47)
    #expect(number("split_by_place") == 0 && number("deadlines_moved") == 0 && number("wards_undecided") == 2 * 47)
    #expect(lines.count == 2 * 436 + 1)
    let phuong4 = try #require(lines.first { $0["agency"] as? String == "ubnd.quan_3.phuong_4" })
    #expect(phuong4["open"] as? Int == 2 && phuong4["to_triage"] as? Int == 2)
    let phuong1 = try #require(lines.first { $0["ward"] as? String == "quan_3.phuong_1" })
    #expect((phuong1["to"] as? [[String: Any]])?.first?["ward"] as? String == "phuong_ban_co")
    #expect(try city.run("queue", city.path).output.contains("ubnd.quan_3.phuong_1 "), "nothing has changed yet")

    let text = try city.run("adopt", city.path, "--rulebook", Self.after, "--dry-run", "--units").output
    #expect(text.contains("882 open cases") && text.contains("no successor is certain"), "\(text.prefix(800))")
    #expect(text.contains("ubnd.quan_3.phuong_1") && text.contains("ubnd.phuong_ban_co"))

    let run = try city.start(Self.adopt(city)).1()
    #expect(run.status == 0, "\(run.errors)")
    let outcome = try #require(try run.objects().last)
    #expect(outcome["adopted"] as? Int == 2 && outcome["duplicate"] as? Bool == false)
    #expect(outcome["sequence"] as? Int == Self.count + 2 && outcome["cases"] as? Int == Self.count - 10)
    let cases = try city.run("queue", city.path, "--json").objects()
    #expect(cases.count == Self.count)
    #expect(cases.filter { $0["agency"] is NSNull }.count == 2 * 47)
    let moved = try #require(cases.first { $0["agency"] as? String == "ubnd.phuong_ban_co" })
    #expect(moved["ward"] as? String == "phuong_ban_co", "its code was another's when it was reported")
    let story = try city.run("case", city.path, try #require(moved["case"] as? String))
    #expect(story.output.contains("case_moved by system: merged → ubnd.phuong_ban_co"), "\(story.output)")
    // Again: the same edition, and nothing left.
    let again = try #require(try city.start(Self.adopt(city)).1().objects().last)
    #expect(again["duplicate"] as? Bool == true && again["cases"] as? Int == 0)
  }

  @Test func `An edition that cannot follow is refused in one sentence`() throws {
    let city = try TestCity(rulebook: Places.hoChiMinh)
    for (rulebook, sentence) in [
      (Self.before, "edition 1, edition 2 is in force: a later edition of the rulebook is in force"),
      (Places.newYork, "a later edition of the rulebook is in force"), (Places.excerpt.path, "nyc311_excerpt.csv: "),
      (city.file("missing.json").path, "cannot open"),
    ] {
      for more in [["--dry-run"], []] {
        let run = try city.start(["adopt", city.path, "--rulebook", rulebook] + more).1()
        #expect(run.status == 1 && run.output.isEmpty, "\(rulebook)")
        #expect(run.errors.hasPrefix("motcham: ") && run.errors.contains(sentence), "\(run.errors)")
      }
    }
  }

  @Test func `Killed at any moment and run again, every case is where an undisturbed adoption puts it, and moved once`()
    throws
  {
    let base = try Self.city()
    let undisturbed = try Self.copy(of: base)
    let start = Date()
    _ = try undisturbed.start(Self.adopt(undisturbed, "--batch", "8")).1()
    let length = Date().timeIntervalSince(start)
    let reference = try Self.queues(undisturbed)
    for round in 0..<Self.roundCount {
      let city = try Self.copy(of: base)
      var killCount = 0
      while killCount < 4 {
        let (process, finish) = try city.start(Self.adopt(city, "--batch", "8"))
        Thread.sleep(forTimeInterval: Double.random(in: 0...length))
        kill(process.processIdentifier, SIGKILL)
        if try finish().status == 0 { break }
        killCount += 1
      }
      let last = try city.start(Self.adopt(city, "--batch", "64")).1()
      #expect(last.status == 0, "round \(round): \(last.errors)")
      #expect(try Self.queues(city) == reference, "round \(round), killed \(killCount) times")
      for one in try city.run("queue", city.path, "--json").objects().prefix(8) {
        let code = try #require(one["case"] as? String)
        let history = try #require(
          try city.run("case", city.path, code, "--json").objects().first?["events"] as? [[String: Any]])
        #expect(history.filter { $0["type"] as? String == "case_moved" }.count <= 1, "round \(round): \(code)")
      }
    }
  }
}
