import Foundation
import Testing

/// `motcham-replay diff` as a process.
@Suite(.timeLimit(.minutes(30))) struct DiffCommandTests {
  /// A city, and its copy.
  private func twins(_ count: Int) throws -> (TestCity, copy: String, codes: [String]) {
    let (city, codes) = try LifeOfACaseTests().city(count)
    let copy = city.file("copy").path
    try FileManager.default.copyItem(atPath: city.path, toPath: copy)
    return (city, copy, codes)
  }

  private func summary(_ run: MotchamRun) throws -> [String: Any] {
    try #require(try run.objects().last, "\(run.errors)")
  }

  @Test func `a copy is the same, status 0`() throws {
    let (city, copy, _) = try twins(3)
    let run = try city.replay("diff", city.path, copy, "--json")
    #expect(run.status == 0 && !run.errors.contains("differ"), "\(run.errors)")
    #expect(run.errors.contains("events/s per core"), "\(run.errors)")
    let found = try summary(run)
    #expect(try run.objects().count == 1)
    #expect(found["same"] as? Bool == true && found["log"] as? String == "same")
    #expect(found["common_events"] as? Int == 5)
    #expect(try city.replay("diff", copy, city.path).output.contains("the logs are the same, event by event"))
  }

  @Test func `a city that went on has its copy as its beginning; each case says what changed in it`() throws {
    let (city, copy, codes) = try twins(3)
    #expect(try city.act("accept", codes[0], by: "officer:an@SXD").status == 0)
    #expect(try city.act("comment", codes[1], by: "citizen", "text=a").status == 0)
    #expect(try city.act("return", codes[2], by: "officer:an@SXD", "reason=wrong_agency").status == 0)
    let more = try city.write("more", Lines.report(9) + "\n")
    #expect(try city.run("intake", city.path, more).status == 0)
    let run = try city.replay("diff", copy, city.path, "--json")
    #expect(run.status == 1)
    #expect(run.errors.contains("motcham-replay: \(copy) and \(city.path) differ\n"), "\(run.errors)")
    let objects = try run.objects()
    let cases = objects.filter { $0["case"] != nil }
    #expect(cases.map { $0["in"] as? String } == ["both", "both", "both", "b"])
    #expect(cases.prefix(3).map { $0["case"] as? String } == codes)
    #expect(cases.map { $0["from_sequence"] as? Int } == [5, 6, 7, 8])
    func change(_ place: Int, _ name: String) -> [String?] {
      let change = (cases[place]["changes"] as? [String: Any])?[name] as? [String: Any]
      return [change?["a"] as? String, change?["b"] as? String]
    }
    #expect(change(0, "status") == ["assigned", "in_progress"])
    #expect(change(1, "last_event") == ["3", "6"])
    #expect((cases[1]["changes"] as? [String: Any])?.count == 1, "a comment changes nothing else")
    #expect(change(2, "agency") == ["sxd", nil])
    #expect(cases[3]["status"] as? String == "assigned" && cases[3]["agency"] as? String == "sxd")
    let agencies = objects.filter { $0["agency"] != nil && $0["case"] == nil }
    let triage = try #require(agencies.first { $0["agency"] as? String == "triage" })
    #expect((triage["a"] as? [String: Int])?["open"] == 0 && (triage["b"] as? [String: Int])?["open"] == 1)
    let found = try summary(run)
    #expect(found["same"] as? Bool == false && found["log"] as? String == "a_is_prefix")
    #expect(found["common_events"] as? Int == 5 && found["changed"] as? Int == 3 && found["only_in_b"] as? Int == 1)
    // The other way round everything is the other way round.
    let back = try summary(try city.replay("diff", city.path, copy, "--json"))
    #expect(back["log"] as? String == "b_is_prefix" && back["only_in_a"] as? Int == 1)
    let text = try city.replay("diff", copy, city.path).output
    #expect(text.contains("the log of B begins with all 5 events of A"), "\(text)")
    #expect(text.contains("    status: assigned → in_progress"), "\(text)")
    #expect(text.contains("only in B, from event 8: status assigned, agency sxd"), "\(text)")

    // The moments of one log say the same as the copy and the city.
    let moments = try city.replay("diff", city.path + "@4", city.path, "--json")
    #expect(moments.status == 1)
    #expect(
      moments.output.split(separator: "\n").dropLast() == run.output.split(separator: "\n").dropLast(),
      "\(moments.output)")
  }

  @Test func `two logs that parted name the event at which they did`() throws {
    let (city, copy, codes) = try twins(4)
    for number in 0..<3 {
      #expect(try city.act("comment", codes[number], by: "citizen", "text=same").status == 0)
    }
    try FileManager.default.removeItem(atPath: copy)
    try FileManager.default.copyItem(atPath: city.path, toPath: copy)
    // From here on each goes its own way: the same thing is said in both, and something else.
    #expect(try city.act("comment", codes[0], by: "citizen", "text=a").status == 0)
    #expect(try city.act("accept", codes[1], by: "officer:an@SXD").status == 0)
    let stranger = try city.run("do", copy, "comment", "--case", codes[0], "--by", "citizen", "--set", "text=b")
    #expect(stranger.status == 0, "\(stranger.errors)")
    let run = try city.replay("diff", city.path, copy, "--json")
    #expect(run.status == 1)
    let found = try summary(run)
    #expect(found["log"] as? String == "differ" && found["common_events"] as? Int == 9)
    let cases = try run.objects().filter { $0["case"] != nil }
    #expect(cases.count == 2 && cases.map { $0["from_sequence"] as? Int } == [9, 10])
    #expect((cases[0]["changes"] as? [String: Any])?.isEmpty == true, "both commented, and stand as they stood")
    let text = try city.replay("diff", city.path, copy).output
    #expect(text.contains("the first 9 events are the same, and event 9 differs"), "\(text)")
    #expect(text.contains("what was said differs, and nothing in where it stands"), "\(text)")
  }

  @Test func `cities that have nothing in common part at event 0`() throws {
    let (one, _) = try LifeOfACaseTests().city(2)
    let (other, _) = try LifeOfACaseTests().city(2)
    let run = try one.replay("diff", one.path, other.path, "--json")
    #expect(run.status == 1)
    #expect(try summary(run)["common_events"] as? Int == 0)
    #expect(try run.objects().filter { $0["case"] != nil }.count == 2)
  }

  @Test func `moments are named by sequence or time, and what is none is said`() throws {
    let (city, codes) = try LifeOfACaseTests().city(2)
    let receipt = try city.run("do", city.path, "accept", "--case", codes[1], "--by", "officer:an@SXD", "--json")
    let at = try #require(try receipt.objects().first?["recorded_at"] as? String)
    let same = try city.replay("diff", city.path + "@" + at, city.path + "@4", "--json")
    #expect(same.status == 0, "\(same.output) \(same.errors)")
    let other = try summary(try city.replay("diff", city.path + "@2", city.path + "@" + at, "--json"))
    #expect(other["only_in_b"] as? Int == 1 && other["changed"] as? Int == 0)
    for (side, reason) in [
      (city.path + "@99", "none at 99"), (city.path + "@soon", "write DIR, DIR@SEQUENCE or DIR@TIME"),
      (city.path + "x", "is not a MotCham directory"), (city.path + "@2001-01-01T00:00:00Z", "is before it"),
    ] {
      let run = try city.replay("diff", side, city.path)
      #expect(run.status == 1 && run.output.isEmpty && run.errors.contains(reason), "\(side): \(run.errors)")
    }
  }
}
